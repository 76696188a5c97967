"""Live events between two processes on a real Redis."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress

import attrs
import pytest
from redis.asyncio import Redis

from snowflake_adapters.memory.realtime import MemoryRealtime
from snowflake_adapters.redis.connection import PATIENCE, REST, Breaker, close, connect, connect_listener
from snowflake_adapters.redis.realtime import RedisRealtime
from snowflake_domain.kernel.realtime import Event
from snowflake_domain.messages.message import Version
from snowflake_entrypoints.wire import event_to_json
from tests.fakes import NOON, scope_of
from tests.servers.redis import RedisServer

SNOW, FROST = scope_of(1), scope_of(2)


@attrs.define
class Process:
    """What one process holds."""

    asks: Redis
    listens: Redis
    realtime: RedisRealtime = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.realtime = RedisRealtime(self.asks, self.listens, MemoryRealtime(event_to_json), Breaker())

    async def tell(self, *contents: str) -> None:
        events = tuple(Event("message.created", NOON, Version(content, NOON)) for content in contents)
        await self.realtime.publish(SNOW, events)


@pytest.fixture
async def processes(redis_server: RedisServer) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes that listen."""
    async with AsyncExitStack() as stack:
        url = redis_server.url
        both = tuple(Process(connect(url), connect_listener(url)) for _ in range(2))
        for one in both:
            stack.push_async_callback(close, one.asks, one.listens)
            listening = asyncio.create_task(one.realtime.listen())
            stack.push_async_callback(stop, listening)
        await everybody_listens(both[0])
        yield both[0], both[1]


async def stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def everybody_listens(process: Process, patience: float = 5) -> None:
    deadline = time.monotonic() + patience
    while True:
        with suppress(Exception):
            if len(await process.asks.client_list(_type="pubsub")) == 2:
                return
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


async def read(frames: AsyncIterator[bytes], most: int, patience: float = 1) -> list[str]:
    seen: list[str] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while len(seen) < most:
                seen.append(json.loads(await anext(frames))["data"]["content"])
    return seen


async def test_each_process_hears_the_other_and_itself_once(processes: tuple[Process, Process]) -> None:
    one, two = processes
    async with one.realtime.watch(SNOW) as here, two.realtime.watch(SNOW) as there:
        await one.tell("a", "b")
        assert await read(there, 2) == ["a", "b"]
        await two.tell("c")
        assert await read(there, 2, 0.15) == ["c"]
        assert await read(here, 4, 0.15) == ["a", "b", "c"]


async def test_order_holds_for_many(processes: tuple[Process, Process]) -> None:
    one, two = processes
    async with two.realtime.watch(SNOW) as there:
        for nth in range(0, 500, 50):
            await one.tell(*(str(nth + one_more) for one_more in range(50)))
        assert await read(there, 500) == [str(nth) for nth in range(500)]


async def test_other_tenants_hear_nothing(processes: tuple[Process, Process]) -> None:
    one, two = processes
    async with two.realtime.watch(FROST) as frost, two.realtime.watch(SNOW) as snow:
        await one.tell("a")
        assert await read(snow, 1) == ["a"]
        assert await read(frost, 1, 0.05) == []


async def test_lives_on_within_the_process_and_between_them_after_a_restart(
    redis_server: RedisServer, processes: tuple[Process, Process]
) -> None:
    one, two = processes
    async with one.realtime.watch(SNOW) as here, two.realtime.watch(SNOW) as there:
        redis_server.kill()
        began = time.monotonic()
        await one.tell("alone")
        assert time.monotonic() - began < PATIENCE + 0.15
        assert await read(here, 1) == ["alone"]
        redis_server.restart()
        await everybody_listens(one)
        await asyncio.sleep(REST)
        await one.tell("together")
        assert await read(here, 1) == ["together"]
        assert await read(there, 2, 0.3) == ["together"]


async def test_a_frozen_redis_holds_nobody_up(
    redis_server: RedisServer, processes: tuple[Process, Process]
) -> None:
    one, _ = processes
    async with one.realtime.watch(SNOW) as here:
        redis_server.freeze()
        began = time.monotonic()
        for nth in range(50):
            await one.tell(str(nth))
        assert time.monotonic() - began < 2 * PATIENCE + 0.2
        assert await read(here, 50) == [str(nth) for nth in range(50)]
        redis_server.thaw()
