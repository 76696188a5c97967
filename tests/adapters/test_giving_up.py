"""hikari's limiters after somebody gave up waiting."""

import asyncio

import pytest
from hikari.impl.rate_limits import ManualRateLimiter, WindowedBurstRateLimiter

from snowflake_adapters.discord.giving_up import survive_giving_up

survive_giving_up()


async def test_a_global_limit_frees_everybody_else() -> None:
    limiter = ManualRateLimiter()
    limiter.throttle(0.05)
    waiting = [asyncio.create_task(limiter.acquire()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    async with asyncio.timeout(2):
        await asyncio.gather(*waiting[1:])
        await limiter.acquire()
    assert limiter.throttle_task is None


@pytest.mark.parametrize("who", [0, 1, 2])
async def test_a_routes_limit_frees_everybody_else(who: int) -> None:
    limiter = WindowedBurstRateLimiter("route", 0.05, 1)
    await limiter.acquire()
    waiting = [asyncio.create_task(limiter.acquire()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting.pop(who).cancel()
    async with asyncio.timeout(2):
        await asyncio.gather(*waiting)
    async with asyncio.timeout(2):
        await limiter.acquire()


async def test_when_all_give_up_the_next_one_goes_on() -> None:
    limiter = ManualRateLimiter()
    limiter.throttle(0.05)
    waiting = [asyncio.create_task(limiter.acquire()) for _ in range(3)]
    await asyncio.sleep(0)
    for one in waiting:
        one.cancel()
    async with asyncio.timeout(2):
        await limiter.acquire()
    assert limiter.is_empty
