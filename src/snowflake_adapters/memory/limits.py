"""Rate limits and one-time claims within one process."""

import time
from collections.abc import Callable
from typing import Final

import attrs
from typing_extensions import override

from snowflake_domain.kernel.limits import Limit, Once, RateLimits, Verdict

MOST_KEYS: Final = 100_000
"""Beyond, keys whose time has passed are swept; an attacker with many addresses costs this much memory."""


@attrs.define
class MemoryRateLimits(RateLimits):
    """GCRA: one number a key, the time until which it is spoken for."""

    _now: Callable[[], float] = time.monotonic
    _arrivals: dict[str, float] = attrs.field(factory=dict, init=False)

    @override
    async def take(self, key: str, limit: Limit) -> Verdict:
        now = self._now()
        step = limit.seconds / limit.burst
        arrival = max(self._arrivals.get(key, now), now)
        early = arrival - now - (limit.seconds - step)
        if early > 0:
            return Verdict(allowed=False, retry_after=early)
        if len(self._arrivals) >= MOST_KEYS:
            self._arrivals = {key: at for key, at in self._arrivals.items() if at > now}
        self._arrivals[key] = arrival + step
        return Verdict(allowed=True, retry_after=0)


@attrs.define
class MemoryOnce(Once):
    """Remembers claims until they expire."""

    _now: Callable[[], float] = time.monotonic
    _claims: dict[str, float] = attrs.field(factory=dict, init=False)

    @override
    async def claim(self, key: str, seconds: float) -> bool:
        now = self._now()
        if self._claims.get(key, now) > now:
            return False
        if len(self._claims) >= MOST_KEYS:
            self._claims = {key: until for key, until in self._claims.items() if until > now}
        self._claims[key] = now + seconds
        return True
