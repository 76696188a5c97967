"""Hear whose roles change, and have the staff follow."""

import asyncio
import logging
from collections import defaultdict

import attrs
import hikari

from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.scope import GuildId, UserId
from snowflake_domain.tenancy.follow_roles import FollowRoles
from snowflake_entrypoints.bot.scopes import ListenerScopes

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0


@attrs.define
class _Waiting:
    """What is to be looked at in one guild."""

    everyone: bool = False
    people: set[UserId] = attrs.Factory(set)

    def __bool__(self) -> bool:
        return self.everyone or bool(self.people)


@attrs.define
class RoleFollower:
    """Looks again whenever Discord says that something changed: one look at a time in each guild.

    Everybody is looked at when a guild becomes available, also after an absence; when more of its members
    arrive; when a role is deleted; and when a mapping changes. What can't be seen or written now is tried
    again.
    """

    _bot: hikari.GatewayBot
    _scopes: ListenerScopes
    _follow: FollowRoles
    _waiting: defaultdict[GuildId, _Waiting] = attrs.field(factory=lambda: defaultdict(_Waiting), init=False)
    _running: dict[GuildId, asyncio.Task[None]] = attrs.field(factory=dict, init=False)

    def subscribe(self) -> None:
        """Listen; call it once, before the bot starts.

        Without the members intent Discord tells nothing of single members; guilds and roles still count.
        """
        self._bot.subscribe(hikari.GuildAvailableEvent, self._guild_came)
        self._bot.subscribe(hikari.GuildJoinEvent, self._guild_came)
        self._bot.subscribe(hikari.MemberChunkEvent, self._members_came)
        self._bot.subscribe(hikari.RoleDeleteEvent, self._role_went)
        if self._bot.intents & hikari.Intents.GUILD_MEMBERS:
            self._bot.subscribe(hikari.MemberUpdateEvent, self._member_changed)
            self._bot.subscribe(hikari.MemberCreateEvent, self._member_came)
            self._bot.subscribe(hikari.MemberDeleteEvent, self._member_went)

    def request(self, guild: GuildId) -> None:
        """Look at everybody, in the background."""
        self._scopes.forget(guild)
        self._waiting[guild].everyone = True
        self._go(guild)

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until `stop`; the next start looks at everybody."""
        try:
            await stop.wait()
        finally:
            running = list(self._running.values())
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _guild_came(self, event: hikari.GuildAvailableEvent | hikari.GuildJoinEvent) -> None:
        self.request(GuildId(int(event.guild_id)))

    async def _members_came(self, event: hikari.MemberChunkEvent) -> None:
        self.request(GuildId(int(event.guild_id)))

    async def _role_went(self, event: hikari.RoleDeleteEvent) -> None:
        self.request(GuildId(int(event.guild_id)))

    async def _member_changed(self, event: hikari.MemberUpdateEvent) -> None:
        before, now = event.old_member, event.member
        if before is None or set(before.role_ids) != set(now.role_ids):
            self._look(event.guild_id, event.user_id)

    async def _member_came(self, event: hikari.MemberCreateEvent) -> None:
        if event.member.role_ids:
            self._look(event.guild_id, event.user_id)

    async def _member_went(self, event: hikari.MemberDeleteEvent) -> None:
        self._look(event.guild_id, event.user_id)

    def _look(self, guild: hikari.Snowflake, user: hikari.Snowflake) -> None:
        self._waiting[GuildId(int(guild))].people.add(UserId(int(user)))
        self._go(GuildId(int(guild)))

    def _go(self, guild: GuildId) -> None:
        if guild not in self._running:
            task = asyncio.create_task(self._run(guild), name=f"roles of guild {guild}")
            self._running[guild] = task
            task.add_done_callback(lambda _: self._running.pop(guild, None))

    async def _run(self, guild: GuildId) -> None:
        pause = FIRST_PAUSE
        while waiting := self._waiting.pop(guild, None):
            try:
                await self._once(guild, waiting)
            except Exception as error:
                if not isinstance(error, BotOffline):
                    log.exception("the staff of guild %s doesn't follow its roles for %.1f s", guild, pause)
                self._waiting[guild].everyone |= waiting.everyone
                self._waiting[guild].people |= waiting.people
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                pause = FIRST_PAUSE

    async def _once(self, guild: GuildId, waiting: _Waiting) -> None:
        scope = await self._scopes.of(guild)
        if scope is None:
            return
        if waiting.everyone:
            await self._follow.everyone(scope)
            return
        for user in sorted(waiting.people):
            await self._follow.one(scope, user)
            waiting.people.discard(user)
