"""What a rate limit costs: within the process, and shared through Redis."""

import time
from pathlib import Path

from benchmarks.figure import Figure, faster
from snowflake_adapters.memory.limits import MemoryRateLimits
from snowflake_adapters.redis.connection import Breaker, close, connect
from snowflake_adapters.redis.limits import RedisRateLimits
from snowflake_domain.kernel.limits import Limit, RateLimits
from tests.servers.redis import running_redis

LIMIT = Limit(burst=1_000_000, seconds=1)


async def measure_limits(folder: Path, scale: float) -> list[Figure]:
    del folder
    here = MemoryRateLimits()
    with running_redis() as server:
        client = connect(server.url)
        shared = await rate(RedisRateLimits(client, here, Breaker()), int(5_000 * scale))
        await close(client)
    alone = await rate(here, int(100_000 * scale))
    return [faster("rate limit: in process | through Redis", alone, shared, "checks/s")]


async def rate(limits: RateLimits, count: int) -> float:
    started = time.perf_counter()
    for nth in range(count):
        await limits.take(f"ip:{nth % 100}", LIMIT)
    return count / (time.perf_counter() - started)
