"""What one session sees of an event: nothing, all of it, or a version with parts taken out."""

from collections.abc import Callable
from enum import Enum
from typing import Any, Final

import attrs
import orjson

from snowflake_entrypoints.sandbox.gateway import intents
from snowflake_entrypoints.sandbox.gateway.session import Subscription
from snowflake_entrypoints.sandbox.world.dispatch import Dispatch

CHANNEL_OBFUSCATED: Final = 1 << 17
VIEW_CHANNEL: Final = 1 << 10
VIEW_AUDIT_LOG: Final = 1 << 7
KEPT: Final = ("id", "type", "guild_id", "position", "parent_id")
CONTENT_FIELDS: Final = ("embeds", "attachments", "components")
WITH_CONTENT: Final = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})
# Where the bot's own part is sent without the members intent.
OWN_MEMBER: Final = frozenset({"GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"})
# Whoever can't view a channel still learns that it is there, obfuscated, since November 2026.
OBFUSCATED: Final = frozenset({"CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE"})
# After these, who can view what may be different.
CHANGES_SIGHT: Final = ("CHANNEL_", "THREAD_", "GUILD_ROLE_", "GUILD_MEMBER_", "GUILD_CREATE", "GUILD_UPDATE")

GONE: Final = frozenset({"CHANNEL_DELETE", "THREAD_DELETE"})


class Version(Enum):
    """How much of an event a session gets."""

    WHOLE = "whole"
    WITHOUT_CONTENT = "without content"
    OBFUSCATED = "obfuscated"


@attrs.define
class Seen:
    """An event, serialised at most once for each version that somebody gets."""

    dispatch: Dispatch
    _bodies: dict[Version, bytes] = attrs.Factory(dict)

    def body(self, version: Version) -> bytes:
        found = self._bodies.get(version)
        if found is None:
            data = self.dispatch.data
            if version is Version.WITHOUT_CONTENT:
                data = without_content(data)
            elif version is Version.OBFUSCATED:
                data = obfuscated(data)
            found = self._bodies[version] = orjson.dumps(data)
        return found


@attrs.define
class Sight:
    """Decides by intent, shard and permission; remembers who can view which channel until that may change.

    `is_in` and `can_read_audit` take a user and a guild, `can_view` a user and a channel.
    """

    is_in: Callable[[int, int], bool]
    can_view: Callable[[int, int], bool]
    can_read_audit: Callable[[int, int], bool]
    _views: dict[tuple[int, int], bool] = attrs.Factory(dict)
    _last_views: dict[tuple[int, int], bool] = attrs.Factory(dict)

    def note(self, dispatch: Dispatch) -> None:
        """Forget remembered views where this event changes them."""
        if dispatch.name.startswith(CHANGES_SIGHT) and dispatch.name not in GONE:
            self._last_views.update(self._views)
            self._views.clear()

    def version_for(self, who: Subscription, dispatch: Dispatch) -> Version | None:
        """Return the version of an event that a session gets; None where it gets none."""
        name, guild, channel = dispatch.name, dispatch.guild, dispatch.channel
        if not _subscribed(who, dispatch):
            return None
        if guild is None or dispatch.user is not None:
            return Version.WHOLE
        audit = name == "GUILD_AUDIT_LOG_ENTRY_CREATE"
        if not self.is_in(who.bot, guild) or (audit and not self.can_read_audit(who.bot, guild)):
            return None
        seen = self.viewed_last if name in GONE else self.views
        if channel is not None and not seen(who.bot, channel):
            return Version.OBFUSCATED if name in OBFUSCATED else None
        bare = name in WITH_CONTENT and not who.wants(intents.MESSAGE_CONTENT)
        return Version.WITHOUT_CONTENT if bare and not _addresses(dispatch, who.bot) else Version.WHOLE

    def views(self, bot: int, channel: int) -> bool:
        """Whether the bot can view the channel now."""
        found = self._views.get((bot, channel))
        if found is None:
            found = self._views[bot, channel] = self.can_view(bot, channel)
        return found

    def viewed_last(self, bot: int, channel: int) -> bool:
        """Whether the bot could view a channel that is gone, when that was last asked."""
        key = bot, channel
        return self._views.get(key, self._last_views.get(key, False))


def _subscribed(who: Subscription, dispatch: Dispatch) -> bool:
    if not who.has_guild(dispatch.guild) or dispatch.user not in {None, who.bot}:
        return False
    intent = intents.intent_for(dispatch.name, in_guild=dispatch.guild is not None)
    return who.wants(intent) or (dispatch.name in OWN_MEMBER and _about(dispatch) == who.bot)


def without_content(message: dict[str, Any]) -> dict[str, Any]:
    """Take out what a bot without the MESSAGE_CONTENT intent doesn't get."""
    bare: dict[str, Any] = {
        **message,
        "content": "",
        **{field: [] for field in CONTENT_FIELDS if field in message},
    }
    bare.pop("poll", None)
    if isinstance(bare.get("referenced_message"), dict):
        bare["referenced_message"] = without_content(bare["referenced_message"])
    if bare.get("message_snapshots"):
        bare["message_snapshots"] = [
            {**snapshot, "message": without_content(snapshot["message"])}
            for snapshot in bare["message_snapshots"]
        ]
    return bare


def obfuscated(channel: dict[str, Any]) -> dict[str, Any]:
    """Hide what a channel is about: its name, topic, newest message and permissions."""
    hidden: dict[str, Any] = {key: channel[key] for key in KEPT if key in channel}
    return {
        **hidden,
        "name": "___hidden___",
        "topic": None,
        "nsfw": False,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "flags": CHANNEL_OBFUSCATED,
        "permission_overwrites": [
            {"id": channel.get("guild_id", "0"), "type": 0, "allow": "0", "deny": str(VIEW_CHANNEL)}
        ],
    }


def _addresses(dispatch: Dispatch, bot: int) -> bool:
    """Whether the bot wrote the message or is mentioned in it."""
    data, me = dispatch.data, str(bot)
    if data.get("author", {}).get("id") == me:
        return True
    return any(user["id"] == me for user in data.get("mentions", ()))


def _about(dispatch: Dispatch) -> int | None:
    user = dispatch.data.get("user")
    return int(user["id"]) if isinstance(user, dict) and "id" in user else None
