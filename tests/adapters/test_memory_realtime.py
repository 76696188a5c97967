import asyncio
import json
from collections.abc import AsyncIterator

from snowflake_adapters.memory.realtime import MOST_BEHIND, MemoryRealtime
from snowflake_domain.kernel.realtime import Event
from snowflake_domain.messages.message import Version
from snowflake_entrypoints.wire import event_to_json
from tests.fakes import NOON, scope_of

SNOW, FROST = scope_of(1), scope_of(2)


def news(*numbers: int) -> tuple[Event, ...]:
    return tuple(Event("message.created", NOON, Version(str(number), NOON)) for number in numbers)


async def read(frames: AsyncIterator[bytes], most: int) -> list[int]:
    seen = []
    for _ in range(most):
        try:
            async with asyncio.timeout(0.05):
                seen.append(int(json.loads(await anext(frames))["data"]["content"]))
        except TimeoutError:
            break
    return seen


async def test_every_watcher_of_the_tenant_hears_in_order() -> None:
    realtime = MemoryRealtime(event_to_json)
    async with realtime.watch(SNOW) as one, realtime.watch(SNOW) as two, realtime.watch(FROST) as other:
        await realtime.publish(SNOW, news(1, 2))
        await realtime.publish(SNOW, news(3))
        assert await read(one, 3) == await read(two, 3) == [1, 2, 3]
        assert await read(other, 1) == []


async def test_a_frame_is_the_documented_json() -> None:
    realtime = MemoryRealtime(event_to_json)
    async with realtime.watch(SNOW) as frames:
        await realtime.publish(SNOW, news(1))
        assert json.loads(await anext(frames)) == {
            "type": "message.created",
            "at": "2030-01-01T12:00:00Z",
            "data": {"content": "1", "at": "2030-01-01T12:00:00Z"},
        }


async def test_who_lags_loses_the_oldest_and_holds_up_nobody() -> None:
    realtime = MemoryRealtime(event_to_json)
    async with realtime.watch(SNOW) as slow:
        await realtime.publish(SNOW, news(*range(MOST_BEHIND + 5)))
        assert await read(slow, MOST_BEHIND + 1) == list(range(5, MOST_BEHIND + 5))


async def test_nothing_is_kept_for_watchers_who_left() -> None:
    realtime = MemoryRealtime(event_to_json)
    async with realtime.watch(SNOW):
        pass
    await realtime.publish(SNOW, news(1))
    async with realtime.watch(SNOW) as frames:
        assert await read(frames, 1) == []
    assert not realtime._watchers
