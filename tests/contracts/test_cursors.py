"""What every implementation of `messages.ports.Messages` does with the cursors of channels."""

import asyncio
import random

import pytest

from snowflake_domain.kernel.scope import ChannelId, MessageId, TenantScope
from tests.contracts.messages import a_message, found
from tests.contracts.storage import Storage

LOUNGE, ATTIC = ChannelId(2**62), ChannelId(11)


async def advance(storage: Storage, scope: TenantScope, **to: int) -> None:
    channels = {"lounge": LOUNGE, "attic": ATTIC}
    async with storage.begin(scope) as work:
        for name, message in to.items():
            await work.messages.advance(channels[name], MessageId(message))


async def cursors(storage: Storage, scope: TenantScope) -> dict[ChannelId, MessageId]:
    async with storage.begin(scope) as work:
        return await work.messages.cursors()


async def test_there_are_none_at_first_and_then_each_is_where_it_was_put(
    storage: Storage, snow: TenantScope
) -> None:
    assert await cursors(storage, snow) == {}
    await advance(storage, snow, lounge=2**62 + 5, attic=7)
    assert await cursors(storage, snow) == {LOUNGE: 2**62 + 5, ATTIC: 7}
    await advance(storage, snow, attic=9)
    assert await cursors(storage, snow) == {LOUNGE: 2**62 + 5, ATTIC: 9}


async def test_a_cursor_never_goes_back(storage: Storage, snow: TenantScope) -> None:
    await advance(storage, snow, lounge=50)
    await advance(storage, snow, lounge=49)
    await advance(storage, snow, lounge=50, attic=1)
    assert await cursors(storage, snow) == {LOUNGE: 50, ATTIC: 1}
    async with storage.begin(snow) as work:
        await work.messages.advance(LOUNGE, MessageId(60))
        await work.messages.advance(LOUNGE, MessageId(55))
        assert (await work.messages.cursors())[LOUNGE] == 60


async def test_it_never_goes_back_even_when_many_move_it(storage: Storage, snow: TenantScope) -> None:
    targets = list(range(1, 13))
    random.shuffle(targets)
    await asyncio.gather(*(advance(storage, snow, lounge=to, attic=100 - to) for to in targets))
    assert await cursors(storage, snow) == {LOUNGE: 12, ATTIC: 99}


async def test_communities_dont_see_or_move_each_others(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    await advance(storage, snow, lounge=50)
    assert await cursors(storage, frost) == {}
    await advance(storage, frost, lounge=70, attic=3)
    assert await cursors(storage, snow) == {LOUNGE: 50}
    assert await cursors(storage, frost) == {LOUNGE: 70, ATTIC: 3}


async def test_it_stays_when_its_rows_are_rolled_back(storage: Storage, snow: TenantScope) -> None:
    await advance(storage, snow, lounge=5)

    async def interrupted() -> None:
        async with storage.begin(snow) as work:
            await work.messages.save([a_message(9, channel=LOUNGE)])
            await work.messages.advance(LOUNGE, MessageId(9))
            await work.messages.advance(ATTIC, MessageId(9))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await interrupted()
    assert await cursors(storage, snow) == {LOUNGE: 5}
    assert await found(storage, snow, 9) == {}
