"""How often an application may identify (Discord: Gateway, Session Start Limit)."""

from time import monotonic
from typing import Any

import attrs


@attrs.define
class SessionStarts:
    """A day's budget of IDENTIFYs, and how fast they may follow each other.

    Shards with the same `shard % max_concurrency` share a bucket of one start each `interval` seconds.
    """

    total: int = 1000
    max_concurrency: int = 1
    interval: float = 5.0
    period: float = 86_400.0
    _used: int = 0
    _began: float = attrs.Factory(monotonic)
    _last: dict[int, float] = attrs.Factory(dict)

    @property
    def remaining(self) -> int:
        self._roll()
        return max(0, self.total - self._used)

    def too_soon(self, shard: int) -> bool:
        """Whether the shard's bucket had a start within the interval; counts this one when it had none."""
        now, bucket = monotonic(), shard % self.max_concurrency
        if now - self._last.get(bucket, float("-inf")) < self.interval:
            return True
        self._last[bucket] = now
        return False

    def take(self) -> bool:
        """Use one start up; False where the budget is spent."""
        if self.remaining == 0:
            return False
        self._used += 1
        return True

    def to_json(self) -> dict[str, Any]:
        """Render `session_start_limit` of `GET /gateway/bot`; `reset_after` is in milliseconds."""
        return {
            "total": self.total,
            "remaining": self.remaining,
            "reset_after": round((self._began + self.period - monotonic()) * 1000),
            "max_concurrency": self.max_concurrency,
        }

    def _roll(self) -> None:
        if monotonic() - self._began >= self.period:
            self._began, self._used = monotonic(), 0
