"""Cursors move with live messages only where nothing can be missing, whatever happens in whatever order."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import attrs
from typing_extensions import override

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.scope import ChannelId, MessageId, TenantScope
from snowflake_domain.messages.catch_up import CatchUp
from snowflake_domain.messages.index_messages import IndexMessages
from snowflake_domain.messages.message import Message, MessageSeen
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_entrypoints.bot.catch_ups import CatchUps
from snowflake_entrypoints.bot.scopes import ListenerScopes
from snowflake_entrypoints.bot.writer import PATIENCE, Writer
from tests.fakes import GUILD, HeardEvents, Past, StoppedClock, founded, message

CHANNELS: Final = (ChannelId(77), ChannelId(78), ChannelId(79))


class SlowPast(Past):
    """A past that takes its time over each page, so that live messages come in between."""

    pauses = random.Random(1)

    @override
    async def page(
        self, scope: TenantScope, channel: ChannelId, *, before: int | None
    ) -> tuple[Message, ...]:
        await asyncio.sleep(self.pauses.random() * 0.01)
        found = await super().page(scope, channel, before=before)
        await asyncio.sleep(self.pauses.random() * 0.01)
        return found[:5]


class AwayAtTimes(MemoryDatabase):
    away = False
    failures = 0
    """So many transactions yet that can't be opened."""

    @override
    @asynccontextmanager
    async def begin(self, scope: TenantScope) -> AsyncIterator[Any]:
        if self.away or self.failures:
            self.failures = max(0, self.failures - 1)
            raise ConnectionError("the database is away")
        await asyncio.sleep(0.001)
        async with super().begin(scope) as work:
            yield work
            if self.away:
                raise ConnectionError("the database went away")


@attrs.define
class Process:
    """What of the bot process writes the index, over a Discord of one guild."""

    past: SlowPast
    database: AwayAtTimes
    connected: bool = False
    writer: Writer = attrs.field(init=False)
    catch_ups: CatchUps = attrs.field(init=False)
    _writing: "asyncio.Task[None]" = attrs.field(init=False)

    def start(self) -> None:
        index = IndexMessages(self.database.begin, HeardEvents(), StoppedClock())
        scopes = ListenerScopes(EnterTenant(self.database.directory, StoppedClock()))
        self.writer = Writer(scopes, index, most_waiting=12, first_pause=0.0005)
        self.catch_ups = CatchUps(scopes, CatchUp(self.database.begin, self.past, index), first_pause=0.002)
        self.writer.on_loss = self.catch_ups.request
        self.writer.passed_over = self.catch_ups.missed
        self.writer.in_step = self.catch_ups.in_step
        self._writing = asyncio.create_task(self.writer.run())

    async def crash(self) -> None:
        """Stop without writing what waits."""
        self.connected = False
        self._writing.cancel()
        await asyncio.gather(self._writing, return_exceptions=True)
        await self.catch_ups.close()

    def connect(self) -> None:
        """Begin a session, as READY and GUILD_CREATE do."""
        self.connected = True
        self.catch_ups.missed(GUILD)
        self.catch_ups.request(GUILD)

    def say(self, channel: ChannelId) -> None:
        said = message(1 + sum(map(len, self.past.channels.values())), channel=channel)
        self.past.channels[channel].append(said)
        if self.connected:
            self.writer.offer(GUILD, MessageSeen(message=said))

    async def settle(self) -> None:
        """Wait until everything is written and read."""
        async with asyncio.timeout(20):
            while self.writer.waiting or self.catch_ups.is_running(GUILD) or self.writer._busy:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def look(self, scope: TenantScope) -> tuple[set[MessageId], dict[ChannelId, MessageId]]:
        """Return what is indexed and the cursors, and see that nothing below those is missing."""
        rows = self.database._rows.get(scope.tenant)
        have = set(rows.messages) if rows else set[MessageId]()
        cursors = dict(rows.cursors) if rows else {}
        for channel, said in self.past.channels.items():
            assert {one.id for one in said if one.id <= cursors.get(channel, 0)} <= have
        return have, cursors


async def live(seed: int) -> int:
    """Play one life and return how often cursors stood at a channel's newest message."""
    chance = random.Random(seed)
    process = Process(SlowPast({one: [] for one in CHANNELS}), AwayAtTimes())
    scope = await founded(process.database, guild=GUILD)
    process.start()
    moved = 0
    for _ in range(120):
        happens = chance.random()
        if happens < 0.7:
            for _ in range(chance.choice((1, 1, 2, 9))):
                process.say(chance.choice(CHANNELS))
        elif happens < 0.76:
            process.connected = False
        elif happens < 0.84 and not process.connected:
            process.connect()
        elif happens < 0.9:
            process.database.away = not process.database.away
        elif happens < 0.92:
            await process.crash()
            process.start()
        elif happens < 0.95 and process.connected and not process.database.away:
            await process.settle()
        await asyncio.sleep(chance.choice((0, 0, 0.002, 0.02)))
        _, cursors = await process.look(scope)
        moved += sum(
            bool(said) and cursors.get(one) == said[-1].id for one, said in process.past.channels.items()
        )
    process.database.away = False
    process.connect()
    await process.settle()
    for channel in CHANNELS:
        process.say(channel)
    await process.settle()
    have, cursors = await process.look(scope)
    said = process.past.channels
    assert have == {one.id for messages in said.values() for one in messages}
    assert cursors == {channel: said[channel][-1].id for channel in CHANNELS}
    await process.crash()
    return moved


async def test_nothing_below_a_cursor_is_ever_missing() -> None:
    moved = await asyncio.gather(*map(live, range(14)))
    assert sum(moved) > 100


async def test_nothing_is_dropped_because_the_database_comes_back_while_reports_are_tried_alone() -> None:
    process = Process(SlowPast({one: [] for one in CHANNELS}), AwayAtTimes(), connected=True)
    scope = await founded(process.database, guild=GUILD)
    process.start()
    process.writer.in_step = lambda _: frozenset(CHANNELS)
    process.database.failures = PATIENCE + 1
    for channel in CHANNELS:
        process.say(channel)
    await process.settle()
    have, cursors = await process.look(scope)
    assert have == {1, 2, 3}
    assert cursors == {}
    process.say(CHANNELS[0])
    await process.settle()
    assert (await process.look(scope))[1] == {CHANNELS[0]: 4}
    await process.crash()
