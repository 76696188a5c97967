"""Rate limits and one-time claims that all processes share."""

from typing import Any, Final

import attrs
from redis.asyncio import Redis
from typing_extensions import override

from snowflake_adapters.redis.connection import Breaker
from snowflake_domain.kernel.limits import Limit, Once, RateLimits, Verdict

_GCRA: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local period, step = tonumber(ARGV[1]), tonumber(ARGV[2])
local arrival = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local early = arrival - now - (period - step)
if early > 0 then return math.ceil(early) end
local life = math.ceil((arrival + step - now) / 1000) + 1
redis.call('SET', KEYS[1], string.format('%.0f', arrival + step), 'PX', life)
return 0
"""
"""KEYS: the counter. ARGV: period and step in microseconds. Returns 0, or microseconds until the next try."""


@attrs.define
class RedisRateLimits(RateLimits):
    """GCRA in one atomic script; while Redis is away each process counts for itself."""

    _redis: Redis
    _alone: RateLimits
    _breaker: Breaker
    _script: Any = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._script = self._redis.register_script(_GCRA)

    @override
    async def take(self, key: str, limit: Limit) -> Verdict:
        period = int(limit.seconds * 1_000_000)
        step = period // limit.burst

        async def ask() -> int:
            return int(await self._script(keys=[f"snowflake:limit:{key}"], args=[period, step]))

        early = await self._breaker.ask(ask)
        if early is None:
            return await self._alone.take(key, limit)
        return Verdict(allowed=early == 0, retry_after=early / 1_000_000)


@attrs.define
class RedisOnce(Once):
    """SET NX; while Redis is away a claim holds within this process only."""

    _redis: Redis
    _alone: Once
    _breaker: Breaker

    @override
    async def claim(self, key: str, seconds: float) -> bool:
        async def ask() -> bool:
            return bool(
                await self._redis.set(f"snowflake:once:{key}", b"1", nx=True, px=max(1, int(seconds * 1000)))
            )

        here = await self._alone.claim(key, seconds)
        if not here:
            return False
        there = await self._breaker.ask(ask)
        return there is not False
