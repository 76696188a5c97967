"""Wherever a catch-up is stopped, the next one leaves no gap."""

import asyncio
import itertools
from collections.abc import Iterator, Mapping

import attrs
import pytest
from typing_extensions import override

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.scope import ChannelId, MessageId, TenantScope
from snowflake_domain.messages.catch_up import CatchUp
from snowflake_domain.messages.index_messages import IndexMessages
from snowflake_domain.messages.message import Message, MessageSeen
from tests.fakes import HeardEvents, Past, StoppedClock, message, scope_of

SNOW = scope_of(1)
LOUNGE, ATTIC, THREAD = ChannelId(77), ChannelId(78), ChannelId(79)


@attrs.define
class Lively(Past):
    """A past in which somebody speaks while each page is read; the index hears it live."""

    database: MemoryDatabase = attrs.field(factory=MemoryDatabase)
    killed: bool = False
    """Whether a stop ends the whole catch-up, as a process that ends does, or fails one page."""
    ends_at: int | None = None
    _ids: Iterator[int] = attrs.field(factory=lambda: itertools.count(1))
    _read: int = 0
    _task: "asyncio.Task[object] | None" = None

    @property
    def index(self) -> IndexMessages:
        return IndexMessages(self.database.begin, HeardEvents(), StoppedClock())

    def say(self, channel: ChannelId) -> Message:
        said = message(next(self._ids), channel=channel)
        self.channels.setdefault(channel, []).append(said)
        return said

    async def indexed(self) -> set[MessageId]:
        """Return what the index has, and see that nothing at or below a cursor is missing."""
        async with self.database.begin(SNOW) as work:
            have = set(await work.messages.find([one.id for one in self.ledger()]))
            cursors: Mapping[ChannelId, MessageId] = await work.messages.cursors()
        due = {one.id for one in self.ledger() if one.id <= cursors.get(one.channel_id, 0)}
        assert due <= have
        return have

    def ledger(self) -> list[Message]:
        return list(itertools.chain(*self.channels.values()))

    @override
    async def page(
        self, scope: TenantScope, channel: ChannelId, *, before: int | None
    ) -> tuple[Message, ...]:
        self._read += 1
        stops = self._read == self.ends_at
        await self.index(scope, [MessageSeen(message=self.say(channel))])
        await asyncio.sleep(0)
        if stops and self._task is not None:
            if not self.killed:
                raise ZeroDivisionError
            self._task.cancel()
            await asyncio.sleep(1)
        found = await Past.page(self, scope, channel, before=before)
        await self.index(scope, [MessageSeen(message=self.say(LOUNGE))])
        await self.indexed()
        return found

    async def catch_up(self, ends_at: int | None = None) -> int:
        """Run it up to a page and return how many were read."""
        self._read, self.ends_at = 0, ends_at
        catch_up = CatchUp(self.database.begin, self, self.index)
        self._task = asyncio.ensure_future(catch_up(SNOW))
        await asyncio.wait({self._task})
        assert self._task.cancelled() == (self.killed and ends_at is not None)
        return self._read


def lively(*, killed: bool) -> Lively:
    past = Lively(killed=killed)
    for channel, count in ((LOUNGE, 450), (ATTIC, 200), (THREAD, 3)):
        for _ in range(count):
            past.say(channel)
    return past


@pytest.mark.parametrize("killed", [True, False])
async def test_stopped_at_any_page_and_run_again_it_leaves_no_gap(*, killed: bool) -> None:
    pages = await lively(killed=killed).catch_up()
    assert pages > 8
    gaps = 0
    for nth in range(1, pages + 1):
        past = lively(killed=killed)
        assert await past.catch_up(ends_at=nth) >= nth
        gaps += len(await past.indexed()) < len(past.ledger())
        for channel in (LOUNGE, ATTIC, THREAD, LOUNGE):
            past.say(channel)
        await past.catch_up()
        assert await past.indexed() == {one.id for one in past.ledger()}
    assert gaps > pages // 2


async def test_stopped_again_and_again_it_arrives() -> None:
    past = lively(killed=True)
    for nth in (1, 2, 5, 3, 8, 4, 6, 7):
        await past.catch_up(ends_at=nth)
        for _ in range(130):
            past.say(LOUNGE)
        past.say(ATTIC)
    await past.catch_up()
    assert await past.indexed() == {one.id for one in past.ledger()}
