"""hikari's rate limiters, made to survive calls that are given up while they wait.

In hikari 2.6 a limiter sets the result of every future in its queue. One that was cancelled meanwhile (a
timeout, a caller who hung up) makes that raise, which ends the task that would free all the others: they wait
for ever, and with the global limiter so does every later request of the process.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from hikari.impl.rate_limits import BurstRateLimiter
from typing_extensions import override


class StillWaiting(list[asyncio.Future[Any]]):
    """A queue that forgets who doesn't wait any more; hikari asks for its length before it takes one out."""

    @override
    def __len__(self) -> int:
        self[:] = [one for one in self if not one.done()]
        return super().__len__()


def survive_giving_up() -> None:
    """Give every limiter made from now on such a queue; repeats are harmless."""
    plain: Callable[[BurstRateLimiter, str], None] = BurstRateLimiter.__init__
    if getattr(plain, "survives", False):
        return

    def surviving(limiter: BurstRateLimiter, name: str) -> None:
        plain(limiter, name)
        limiter.queue = StillWaiting()

    surviving.survives = True  # type: ignore[attr-defined]
    BurstRateLimiter.__init__ = surviving  # type: ignore[method-assign, assignment]
