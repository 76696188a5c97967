"""Notice when the bot comes to see what was hidden from it."""

from collections.abc import Mapping
from typing import Any

import attrs

from snowflake_domain.kernel.scope import GuildId


@attrs.define
class Openings:
    """Remembers who may see what, as far as it decides what the bot is told of.

    Discord doesn't report messages where the bot may not see them, nor later what was missed there.
    """

    _seen: dict[tuple[str, int], int] = attrs.field(factory=dict, init=False)

    def learn(self, guild: Mapping[str, Any]) -> None:
        """Take in a guild as GUILD_CREATE describes it."""
        for channel in guild.get("channels") or ():
            self._changed("channel", int(channel["id"]), channel.get("permission_overwrites"))
        for role in guild.get("roles") or ():
            self._changed("role", int(role["id"]), role.get("permissions"))

    def among(self, name: str, event: Mapping[str, Any], me: int | None) -> GuildId | None:
        """Return the guild in which a gateway event may let the bot (`me`) see more, or None."""
        match name:
            case "CHANNEL_UPDATE":
                opens = self._changed("channel", int(event["id"]), event.get("permission_overwrites"))
            case "GUILD_ROLE_UPDATE":
                role = event["role"]
                opens = self._changed("role", int(role["id"]), role.get("permissions"))
            case "GUILD_MEMBER_UPDATE" if int(event["user"]["id"]) == me:
                opens = self._changed("me in", int(event["guild_id"]), sorted(event.get("roles") or ()))
            case "THREAD_CREATE":
                opens = not event.get("newly_created")
            case "CHANNEL_CREATE" | "GUILD_ROLE_DELETE" | "THREAD_LIST_SYNC":
                opens = True
            case _:
                opens = False
        return GuildId(int(event["guild_id"])) if opens else None

    def _changed(self, kind: str, number: int, now: object) -> bool:
        """Remember it; what wasn't known before counts as changed."""
        before = self._seen.get((kind, number))
        self._seen[kind, number] = seen = hash(str(now))
        return before != seen
