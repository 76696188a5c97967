"""Read what happened while nobody listened: one catch-up a guild at a time, beside live writing."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import attrs

from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.scope import ChannelId, GuildId, MessageId, TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.messages.catch_up import CatchUp
from snowflake_domain.messages.index_messages import IndexMessages
from snowflake_domain.messages.ports import History, MessagesWork
from snowflake_entrypoints.bot.scopes import ListenerScopes
from snowflake_entrypoints.bot.writer import Writer

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 120.0

Floors = dict[ChannelId, MessageId | None]


@attrs.define
class CatchUps:
    """Starts catch-ups and keeps them apart.

    What the index knew is noted while the guild's live reports are on hold. Were it asked for later, the
    first live message would already be the newest, and the gap below it would stay.
    """

    _scopes: ListenerScopes
    _writer: Writer
    _begin: Begin[MessagesWork]
    _history: History
    _index: IndexMessages
    _running: dict[GuildId, asyncio.Task[None]] = attrs.field(factory=dict, init=False)
    _again: set[GuildId] = attrs.field(factory=set, init=False)
    _noted: set[GuildId] = attrs.field(factory=set, init=False)
    """Tenants' guilds whose floors were noted in this process."""
    _closing: bool = attrs.field(default=False, init=False)

    def request(self, guild: GuildId) -> None:
        """Catch up in the background; asked for again while running, it runs once more."""
        self._scopes.forget(guild)
        if self._closing:
            return
        if guild in self._running:
            self._again.add(guild)
            return
        self._writer.hold(guild)
        task = asyncio.create_task(self._run(guild), name=f"catch-up of guild {guild}")
        self._running[guild] = task
        task.add_done_callback(lambda _: self._done(guild))

    def needed(self, guild: GuildId) -> bool:
        """Tell whether the guild has never been caught up with; then begin."""
        if guild in self._noted or guild in self._running:
            return False
        self.request(guild)
        return True

    def forget(self, guild: GuildId) -> None:
        """Stop: the bot isn't in the guild any more."""
        self._again.discard(guild)
        self._noted.discard(guild)
        if task := self._running.get(guild):
            task.cancel()

    def is_running(self, guild: GuildId) -> bool:
        """Tell whether a guild is being caught up with."""
        return guild in self._running

    async def close(self) -> None:
        """Stop all; the next start goes on."""
        self._closing = True
        self._again.clear()
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, guild: GuildId) -> None:
        self._running.pop(guild, None)
        if not self._closing:
            self._writer.release(guild)
        if guild in self._again:
            self._again.discard(guild)
            self.request(guild)

    async def _run(self, guild: GuildId) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._once(guild)
            except BotOffline:
                log.info("guild %s is caught up with when the bot sees it again", guild)
                return
            except Exception:
                log.exception("the catch-up of guild %s waits %.0f s", guild, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                return

    async def _once(self, guild: GuildId) -> None:
        scope = await self._scopes.of(guild)
        if scope is None:
            return
        floors = await self._floors(scope)
        self._noted.add(guild)
        self._writer.release(guild)
        catch_up = CatchUp(_frozen(floors), self._history, self._index)
        read = await catch_up(scope)
        log.info("caught up with guild %s: %s messages in %s channels", guild, read, len(floors))

    async def _floors(self, scope: TenantScope) -> Floors:
        channels = await self._history.readable_channels(scope)
        async with self._begin(scope) as work:
            return {channel: await work.messages.newest(channel) for channel in channels}


@attrs.frozen
class _Floors:
    """The little that `CatchUp` asks of a transaction, as it was when live writing was on hold."""

    known: Floors

    @property
    def messages(self) -> "_Floors":
        return self

    async def newest(self, channel: ChannelId) -> MessageId | None:
        return self.known.get(channel)


def _frozen(floors: Floors) -> Begin[MessagesWork]:
    @asynccontextmanager
    async def begin(_: TenantScope) -> AsyncIterator[Any]:
        yield _Floors(floors)

    return cast("Begin[MessagesWork]", begin)
