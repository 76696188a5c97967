"""The world's data, who may see it, and how changes are told."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import attrs

from snowflake_entrypoints.sandbox.world import render_messages
from snowflake_entrypoints.sandbox.world.dispatch import Dispatch
from snowflake_entrypoints.sandbox.world.ids import SnowflakeClock
from snowflake_entrypoints.sandbox.world.model import (
    Application,
    Attachment,
    AuditEntry,
    Channel,
    Guild,
    Member,
    Message,
    User,
)
from snowflake_entrypoints.sandbox.world.permissions import (
    ALL_PERMISSIONS,
    Permission,
    channel_permissions,
    guild_permissions,
)
from snowflake_entrypoints.sandbox.world.refusals import missing_access, missing_permissions, unknown

if TYPE_CHECKING:
    from datetime import datetime

_MERGED_ACTIONS = frozenset({72})
_MERGE_SECONDS = 300
_FULL_BUDGET = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}


@attrs.define(eq=False, kw_only=True, slots=False)
class State:
    """Everything that exists; ids are ints.

    `emit` calls every listener at once and in order. `files` maps digests to the bytes behind attachments.
    `attachment_lifetime` is how many seconds a CDN link stays good. `session_starts` tells what is left of
    the gateway's budget of IDENTIFYs.
    """

    application: Application
    now: Callable[[], float] = time.time
    base_url: str = "http://127.0.0.1"
    attachment_lifetime: float = 86_400.0
    cdn_secret: bytes = b"sandbox-cdn"
    ids: SnowflakeClock = attrs.field(
        default=attrs.Factory(lambda self: SnowflakeClock(self.now), takes_self=True)
    )
    users: dict[int, User] = attrs.Factory(dict)
    guilds: dict[int, Guild] = attrs.Factory(dict)
    channels: dict[int, Channel] = attrs.Factory(dict)
    files: dict[str, bytes] = attrs.Factory(dict)
    attachments: dict[int, Attachment] = attrs.Factory(dict)
    personas: dict[str, int] = attrs.Factory(dict)
    listeners: list[Callable[[Dispatch], None]] = attrs.Factory(list)
    invalid_requests: int = 0
    session_starts: Callable[[], dict[str, Any]] = attrs.field(default=lambda: dict(_FULL_BUDGET))

    @property
    def api_url(self) -> str:
        """Where REST v10 answers."""
        return f"{self.base_url}/api/v10"

    @property
    def applications(self) -> dict[int, Application]:
        """The registered applications by id."""
        return {self.application.id: self.application}

    @property
    def moment(self) -> datetime:
        """The current time in UTC."""
        return self.ids.moment()

    def emit(
        self,
        name: str,
        data: dict[str, Any],
        *,
        guild: int | None,
        channel: int | None = None,
        user: int | None = None,
    ) -> None:
        """Tell every listener what happened."""
        dispatch = Dispatch(name, data, guild, channel, user)
        for listener in self.listeners:
            listener(dispatch)

    def guild(self, guild_id: int) -> Guild:
        """Return a guild; refuses with Unknown Guild."""
        found = self.guilds.get(guild_id)
        if found is None:
            raise unknown("Guild")
        return found

    def channel(self, channel_id: int) -> Channel:
        """Return a channel or thread; refuses with Unknown Channel."""
        found = self.channels.get(channel_id)
        if found is None:
            raise unknown("Channel")
        return found

    def message(self, channel_id: int, message_id: int) -> Message:
        """Return a message; refuses with Unknown Message."""
        found = self.channel(channel_id).log.by_id.get(message_id)
        if found is None:
            raise unknown("Message")
        return found

    def member(self, guild_id: int, user_id: int) -> Member:
        """Return a member; refuses with Unknown User or Unknown Member."""
        found = self.guild(guild_id).members.get(user_id)
        if found is None:
            raise unknown("Member" if user_id in self.users else "User")
        return found

    def permissions_in(self, user_id: int, channel_id: int) -> int:
        """Return the user's permission bits in a channel, 0 for one who can't see it."""
        channel = self.channels.get(channel_id)
        if channel is None:
            return 0
        if channel.guild_id is None:
            return ALL_PERMISSIONS
        guild = self.guilds[channel.guild_id]
        member = guild.members.get(user_id)
        if member is None:
            return 0
        allowed = channel_permissions(guild, channel, member, self.moment)
        state = channel.thread
        private = state is not None and channel.type == 12  # noqa: PLR2004 -- a private thread
        if private and state and user_id not in state.members and not allowed & Permission.MANAGE_THREADS:
            return 0
        return allowed

    def permissions(self, user_id: int, guild_id: int) -> int:
        """Return the user's permission bits in a guild, 0 for one who is no member."""
        guild = self.guilds.get(guild_id)
        member = guild.members.get(user_id) if guild else None
        return guild_permissions(guild, member, self.moment) if guild and member else 0

    def can_view(self, user_id: int, channel_id: int) -> bool:
        """Whether the user sees the channel at all."""
        return bool(self.permissions_in(user_id, channel_id) & Permission.VIEW_CHANNEL)

    def require_in(self, user_id: int, channel_id: int, wanted: int) -> Channel:
        """Return the channel if the user may do this there; refuses with Missing Access or Permissions."""
        channel = self.channel(channel_id)
        allowed = self.permissions_in(user_id, channel_id)
        if not allowed & Permission.VIEW_CHANNEL:
            raise missing_access()
        if allowed & wanted != wanted:
            raise missing_permissions()
        return channel

    def require(self, user_id: int, guild_id: int, wanted: int) -> Guild:
        """Return the guild if the user may do this there; who is no member doesn't know the guild."""
        guild = self.guild(guild_id)
        if user_id not in guild.members:
            raise unknown("Guild")
        if self.permissions(user_id, guild_id) & wanted != wanted:
            raise missing_permissions()
        return guild

    def record(
        self,
        guild_id: int,
        action: int,
        *,
        actor: int | None,
        target: int | None,
        reason: str | None = None,
        changes: list[dict[str, Any]] | None = None,
        options: dict[str, str] | None = None,
    ) -> None:
        """Write the audit log; repeated deletions only raise the last line's count, untold, as on Discord."""
        guild = self.guilds[guild_id]
        fresh = self.ids.next()
        if action in _MERGED_ACTIONS and guild.audit and options:
            last = guild.audit[-1]
            same = (last.action, last.user_id, last.target_id) == (action, actor, target)
            same = same and last.options.get("channel_id") == options.get("channel_id")
            if same and (fresh - last.id) >> 22 < _MERGE_SECONDS * 1000:
                last.options["count"] = str(int(last.options["count"]) + 1)
                return
        entry = AuditEntry(fresh, action, actor, target, reason, changes or [], options or {})
        guild.audit.append(entry)
        if self.listeners:
            data = render_messages.audit_entry(entry) | {"guild_id": str(guild_id)}
            self.emit("GUILD_AUDIT_LOG_ENTRY_CREATE", data, guild=guild_id)

    def store_file(self, data: bytes) -> str:
        """Keep a file's bytes and return the digest that names them."""
        digest = hashlib.sha256(data).hexdigest()
        self.files[digest] = data
        return digest

    def signature(self, path: str, issued: int, expires: int) -> str:
        """Return the signature of a CDN path between two Unix times."""
        text = f"{path}:{issued:x}:{expires:x}".encode()
        return hmac.new(self.cdn_secret, text, hashlib.sha256).hexdigest()

    def attachment_path(self, one: Attachment) -> str:
        """Return where the file lies below the base url."""
        return f"/attachments/{one.channel_id}/{one.id}/{quote(one.filename)}"

    def signed_url(self, one: Attachment) -> str:
        """Return a link to the file that stops working after `attachment_lifetime`."""
        path = self.attachment_path(one)
        issued = int(self.now())
        expires = int(issued + self.attachment_lifetime)
        return (
            f"{self.base_url}{path}?ex={expires:x}&is={issued:x}&hm={self.signature(path, issued, expires)}&"
        )
