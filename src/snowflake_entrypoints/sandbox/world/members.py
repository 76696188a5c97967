"""Members come, change, are moderated and go."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import attrs

from snowflake_entrypoints.sandbox.world import model, render
from snowflake_entrypoints.sandbox.world.ids import id_at
from snowflake_entrypoints.sandbox.world.model import Channel, Guild, Member, Role, User
from snowflake_entrypoints.sandbox.world.roles import Roles

Json = dict[str, Any]

KICK, BAN, UNBAN, MEMBER_UPDATE, MEMBER_ROLES, BOT_ADD = 20, 22, 23, 24, 25, 28
LONGEST_TIMEOUT: Final = timedelta(days=28)
"""Discord refuses a later `communication_disabled_until` (Modify Guild Member)."""


@attrs.define(eq=False, kw_only=True, slots=False)
class Members(Roles):
    """The part of the world that is people."""

    def join_member(self, guild_id: int, user_id: int, *, roles: Sequence[int] = ()) -> Member:
        """Let a user into a guild; one who is in stays as is."""
        guild = self.guild(guild_id)
        present = guild.members.get(user_id)
        if present is not None:
            return present
        one = Member(user_id, self.moment, list(roles), status="online")
        guild.members[user_id] = one
        data = render.member(self, one) | {"guild_id": str(guild_id)}
        self.emit("GUILD_MEMBER_ADD", data, guild=guild_id)
        return one

    def leave_member(self, guild_id: int, user_id: int) -> None:
        """Let a member go by their own will; the bot itself gets GUILD_DELETE."""
        self._remove_member(self.guild(guild_id), user_id)

    def kick(self, guild_id: int, user_id: int, *, actor: int, reason: str | None = None) -> None:
        """Throw a member out."""
        self._remove_member(self.guild(guild_id), user_id)
        self.record(guild_id, KICK, actor=actor, target=user_id, reason=reason)

    def ban(
        self,
        guild_id: int,
        user_id: int,
        *,
        actor: int,
        reason: str | None = None,
        delete_message_seconds: int = 0,
    ) -> None:
        """Ban a user, member or not, and delete what they just wrote; repeated it is nothing new."""
        guild = self.guild(guild_id)
        if user_id in guild.bans:
            return
        guild.bans[user_id] = reason
        if user_id in guild.members:
            self._remove_member(guild, user_id)
        self.record(guild_id, BAN, actor=actor, target=user_id, reason=reason)
        data = {"guild_id": str(guild_id), "user": render.user(self.users[user_id])}
        self.emit("GUILD_BAN_ADD", data, guild=guild_id)
        if delete_message_seconds:
            self._delete_recent(guild, user_id, delete_message_seconds)

    def unban(self, guild_id: int, user_id: int, *, actor: int, reason: str | None = None) -> None:
        """Lift a ban."""
        del self.guild(guild_id).bans[user_id]
        self.record(guild_id, UNBAN, actor=actor, target=user_id, reason=reason)
        data = {"guild_id": str(guild_id), "user": render.user(self.users[user_id])}
        self.emit("GUILD_BAN_REMOVE", data, guild=guild_id)

    def timeout_member(
        self,
        guild_id: int,
        user_id: int,
        until: datetime | None,
        *,
        actor: int,
        reason: str | None = None,
    ) -> Member:
        """Silence a member until then; None lifts it."""
        one = self.member(guild_id, user_id)
        before, one.timed_out_until = one.timed_out_until, until
        line = {"key": "communication_disabled_until"}
        line |= {"old_value": value} if (value := render.iso(before)) else {}
        line |= {"new_value": value} if (value := render.iso(until)) else {}
        self._member_changed(guild_id, one, MEMBER_UPDATE, actor, reason, [line])
        return one

    def set_nick(
        self, guild_id: int, user_id: int, nick: str | None, *, actor: int, reason: str | None = None
    ) -> Member:
        """Give a member a nickname; None or empty takes it away."""
        one = self.member(guild_id, user_id)
        before, one.nick = one.nick, nick or None
        line: Json = {"key": "nick"}
        line |= {"old_value": before} if before else {}
        line |= {"new_value": one.nick} if one.nick else {}
        self._member_changed(guild_id, one, MEMBER_UPDATE, actor, reason, [line])
        return one

    def set_roles(
        self,
        guild_id: int,
        user_id: int,
        roles: Sequence[int],
        *,
        actor: int,
        reason: str | None = None,
    ) -> Member:
        """Give a member exactly these roles."""
        one = self.member(guild_id, user_id)
        guild = self.guild(guild_id)
        added = [guild.roles[i] for i in roles if i not in one.roles]
        removed = [guild.roles[i] for i in one.roles if i not in roles]
        one.roles = list(dict.fromkeys(roles))
        lines = [
            {"key": key, "new_value": [{"id": str(r.id), "name": r.name} for r in changed]}
            for key, changed in (("$add", added), ("$remove", removed))
            if changed
        ]
        self._member_changed(guild_id, one, MEMBER_ROLES, actor, reason, lines)
        return one

    def members_after(self, guild_id: int, after: int, limit: int) -> list[Member]:
        """Return up to `limit` members with ids above `after`, rising."""
        members = self.guild(guild_id).members
        ids = sorted(members)
        start = bisect_left(ids, after + 1)
        return [members[i] for i in ids[start : start + limit]]

    def search_members(self, guild_id: int, query: str, limit: int) -> list[Member]:
        """Return members whose username or nickname starts with the query, ignoring case."""
        wanted = query.casefold()
        found = []
        for one in self.guild(guild_id).members.values():
            who = self.users[one.user_id]
            names = (who.username, who.global_name, one.nick)
            if any(name is not None and name.casefold().startswith(wanted) for name in names):
                found.append(one)
                if len(found) >= limit:
                    break
        return found

    def join_guild(self, guild_id: int, *, actor: int | None = None, permissions: int = 0) -> Member:
        """Install the application's bot, with a managed role of its own if it asks for permissions."""
        guild = self.guild(guild_id)
        bot = self.application.bot_id
        present = guild.members.get(bot)
        if present is not None:
            return present
        one = Member(bot, self.moment, status="online")
        if permissions:
            role = Role(
                self.ids.next(), self.application.name, permissions, position=1, managed=True, bot_id=bot
            )
            for other in guild.roles.values():
                other.position += other.id != guild_id
            guild.roles[role.id] = role
            one.roles.append(role.id)
        guild.members[bot] = one
        self.record(guild_id, BOT_ADD, actor=actor, target=bot)
        data = render.gateway_guild(self, guild, bot, [one])
        self.emit("GUILD_CREATE", data, guild=guild_id, user=bot)
        return one

    def open_dm(self, recipient_id: int) -> Channel:
        """Return the bot's direct channel with a user, making it the first time."""
        for one in self.channels.values():
            if one.type == model.DM and one.recipient_id == recipient_id:
                return one
        made = Channel(self.ids.next(), None, model.DM, "", recipient_id=recipient_id)
        self.channels[made.id] = made
        return made

    def create_user(self, username: str, *, global_name: str | None = None, bot: bool = False) -> User:
        """Register an account."""
        one = User(self.ids.next(), username, global_name, bot=bot)
        self.users[one.id] = one
        return one

    def _remove_member(self, guild: Guild, user_id: int) -> None:
        gone = guild.members.pop(user_id)
        for role_id in gone.roles:
            if guild.roles[role_id].bot_id == user_id:
                del guild.roles[role_id]
        for thread in guild.threads.values():
            if thread.thread is not None:
                thread.thread.members.pop(user_id, None)
        if user_id == self.application.bot_id:
            self.emit("GUILD_DELETE", {"id": str(guild.id)}, guild=guild.id, user=user_id)
            return
        data = {"guild_id": str(guild.id), "user": render.user(self.users[user_id])}
        self.emit("GUILD_MEMBER_REMOVE", data, guild=guild.id)

    def _delete_recent(self, guild: Guild, user_id: int, seconds: int) -> None:
        oldest = id_at(self.moment - timedelta(seconds=seconds))
        for channel in [*guild.channels.values(), *guild.threads.values()]:
            start = bisect_left(channel.log.ids, oldest)
            recent = channel.log.ids[start:]
            theirs = [i for i in recent if channel.log.by_id[i].author_id == user_id]
            for one in [channel.log.by_id[i] for i in theirs]:
                self._remove(channel, one)
            if theirs:
                data = {"ids": [str(i) for i in theirs], "channel_id": str(channel.id)}
                self._emit_in("MESSAGE_DELETE_BULK", channel, data)

    def _member_changed(
        self,
        guild_id: int,
        one: Member,
        action: int,
        actor: int,
        reason: str | None,
        lines: list[Json],
    ) -> None:
        self.record(guild_id, action, actor=actor, target=one.user_id, reason=reason, changes=lines)
        data = render.member(self, one) | {"guild_id": str(guild_id)}
        self.emit("GUILD_MEMBER_UPDATE", data, guild=guild_id)
