"""Limits and claims on a real Redis, shared, and without it when it dies or hangs."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any, TypeVar

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from snowflake_adapters.memory.limits import MemoryOnce, MemoryRateLimits
from snowflake_adapters.redis.connection import PATIENCE, REST, Breaker, close, connect
from snowflake_adapters.redis.limits import _GCRA, RedisOnce, RedisRateLimits
from snowflake_domain.kernel.limits import Limit
from tests.servers.redis import RedisServer

T = TypeVar("T")
AT_MOST = PATIENCE + 0.15
"""Seconds a call may take whatever Redis does; the slack is for machines that are busy with other tests."""
ONE_AN_HOUR = Limit(burst=1, seconds=3600)


ARRIVALS = st.tuples(st.sampled_from([1, 2, 4, 8]), st.lists(st.integers(0, 320), min_size=5, max_size=40))
"""A burst, and the pauses between arrivals in 1/64 s."""


@attrs.define
class Turned:
    """A clock that a test turns."""

    at: float

    def __call__(self) -> float:
        return self.at


@attrs.define
class Process:
    """What one process holds: a pool of its own, and its fallbacks."""

    redis: Redis
    breaker: Breaker = attrs.Factory(Breaker)
    limits: RedisRateLimits = attrs.field(init=False)
    once: RedisOnce = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.limits = RedisRateLimits(self.redis, MemoryRateLimits(), self.breaker)
        self.once = RedisOnce(self.redis, MemoryOnce(), self.breaker)


@pytest.fixture
async def processes(redis_server: RedisServer) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes on one Redis."""
    async with AsyncExitStack() as stack:
        both = Process(connect(redis_server.url)), Process(connect(redis_server.url))
        for one in both:
            stack.push_async_callback(close, one.redis)
        yield both


async def while_redis_answers(
    caplog: pytest.LogCaptureFixture, ask: Callable[[str], list[Coroutine[Any, Any, T]]]
) -> list[T]:
    """Ask all at once; again with another key when this machine was too slow for the breakers' patience."""
    for nth in range(10):
        caplog.clear()
        answers = await asyncio.gather(*ask(f"key {nth}"))
        if not caplog.records:
            return answers
        await asyncio.sleep(REST)
    raise AssertionError("Redis was never quick enough")


async def timed(limits: RedisRateLimits, key: str, limit: Limit = ONE_AN_HOUR) -> tuple[bool, float]:
    began = time.monotonic()
    verdict = await limits.take(key, limit)
    return verdict.allowed, time.monotonic() - began


async def test_two_processes_share_a_limit(
    processes: tuple[Process, Process], caplog: pytest.LogCaptureFixture
) -> None:
    limit = Limit(burst=10, seconds=3600)
    verdicts = await while_redis_answers(
        caplog, lambda key: [p.limits.take(key, limit) for p in processes * 20]
    )
    assert sum(verdict.allowed for verdict in verdicts) == 10
    refused = [verdict.retry_after for verdict in verdicts if not verdict.allowed]
    assert all(350 < seconds <= 360 for seconds in refused)


async def test_a_limit_recovers_as_time_passes(processes: tuple[Process, Process]) -> None:
    one, two = processes
    limit = Limit(burst=2, seconds=0.2)
    assert [(await p.limits.take("key", limit)).allowed for p in (one, two, one)] == [True, True, False]
    await asyncio.sleep(0.11)
    assert (await two.limits.take("key", limit)).allowed
    assert not (await one.limits.take("key", limit)).allowed


async def test_counters_vanish_when_nobody_needs_them(processes: tuple[Process, Process]) -> None:
    await processes[0].limits.take("key", Limit(burst=2, seconds=0.1))
    assert await processes[0].redis.dbsize() == 1
    await asyncio.sleep(0.15)
    assert await processes[0].redis.dbsize() == 0


@given(data=st.lists(ARRIVALS, min_size=40, max_size=40))
@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_memory_and_redis_give_the_same_verdicts(
    redis_server: RedisServer, data: list[tuple[int, list[int]]]
) -> None:
    """The same script, told the time instead of asking Redis for it; exact binary fractions of seconds."""
    asks = "local time = redis.call('TIME')\nlocal now = time[1] * 1000000 + time[2]\n"
    assert asks in _GCRA
    async with Redis.from_url(redis_server.url) as redis:
        await redis.flushall()
        script = redis.register_script(_GCRA.replace(asks, "local now = tonumber(ARGV[3])\n"))
        for key, (burst, gaps) in enumerate(data):
            clock = Turned(1_000_000.0)
            memory = MemoryRateLimits(clock)
            for gap in gaps:
                clock.at += gap / 64
                here = await memory.take("key", Limit(burst=burst, seconds=16))
                told = [16_000_000, 16_000_000 // burst, int(clock.at * 1_000_000)]
                early = int(await script(keys=[f"sequence {key}"], args=told))
                assert (here.allowed, here.retry_after) == (early == 0, early / 1_000_000)


async def test_a_killed_redis_costs_nothing_and_is_used_again(
    redis_server: RedisServer, processes: tuple[Process, Process]
) -> None:
    one, two = processes
    assert (await timed(one.limits, "key"))[0]
    redis_server.kill()
    verdicts = [await timed(one.limits, "key") for _ in range(5)]
    assert [allowed for allowed, _ in verdicts] == [True, False, False, False, False], "on its own"
    assert max(seconds for _, seconds in verdicts) < AT_MOST
    redis_server.restart()
    await asyncio.sleep(REST + 0.05)
    assert (await timed(one.limits, "fresh"))[0]
    assert not (await timed(two.limits, "fresh"))[0], "shared again"


async def test_a_frozen_redis_costs_one_short_wait_a_second(
    redis_server: RedisServer, processes: tuple[Process, Process]
) -> None:
    one, two = processes
    assert (await timed(one.limits, "key"))[0]
    assert not (await timed(two.limits, "key"))[0]
    redis_server.freeze()
    verdicts = [await timed(one.limits, f"frozen {nth}") for nth in range(200)]
    assert all(allowed for allowed, _ in verdicts)
    assert max(seconds for _, seconds in verdicts) < AT_MOST
    assert sum(seconds for _, seconds in verdicts) < 2 * AT_MOST
    began = time.monotonic()
    assert all(
        allowed for allowed, _ in await asyncio.gather(*(timed(two.limits, f"{n}") for n in range(100)))
    )
    assert time.monotonic() - began < 3 * AT_MOST
    redis_server.thaw()
    await asyncio.sleep(REST + 0.05)
    for process in processes:
        assert not (await timed(process.limits, "key"))[0], "the shared count is still there"


async def test_no_answer_to_an_abandoned_question_is_taken_for_another(
    redis_server: RedisServer, processes: tuple[Process, Process]
) -> None:
    one, _ = processes
    await one.limits.take("full", ONE_AN_HOUR)
    redis_server.freeze()
    await asyncio.gather(*(one.limits.take("full", ONE_AN_HOUR) for _ in range(10)))
    redis_server.thaw()
    await asyncio.sleep(REST + 0.05)
    fresh = [await one.limits.take(f"new {nth}", ONE_AN_HOUR) for nth in range(30)]
    assert all(verdict.allowed for verdict in fresh)
    assert not (await one.limits.take("full", ONE_AN_HOUR)).allowed
    assert await one.once.claim("ticket", 60)


async def test_one_process_of_all_gets_a_claim(
    processes: tuple[Process, Process], caplog: pytest.LogCaptureFixture
) -> None:
    claims = await while_redis_answers(caplog, lambda key: [p.once.claim(key, 60) for p in processes * 10])
    assert claims.count(True) == 1


async def test_a_claim_is_forgotten_in_time(processes: tuple[Process, Process]) -> None:
    one, two = processes
    assert await one.once.claim("ticket", 0.1)
    assert not await two.once.claim("ticket", 0.1)
    await asyncio.sleep(0.15)
    assert await one.once.claim("ticket", 0.1)


async def test_without_redis_a_claim_holds_within_the_process(
    redis_server: RedisServer, processes: tuple[Process, Process]
) -> None:
    one, _ = processes
    assert await one.once.claim("before", 60)
    redis_server.kill()
    assert not await one.once.claim("before", 60)
    assert [await one.once.claim("after", 60) for _ in range(3)] == [True, False, False]
    redis_server.restart()
    await asyncio.sleep(REST + 0.05)
    assert not await one.once.claim("before", 60), "a restarted Redis forgot it; this process didn't"
