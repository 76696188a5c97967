"""A budget of requests for work that can wait."""

import asyncio
from typing import Final

import attrs

BURST: Final = 25
PER_SECOND: Final = 20.0
"""Discord allows a token 50 requests a second; reading history leaves most of them to people.

hikari 2.6 forgets a global 429 on a route it hasn't used before and asks again at once, thousands of times a
second, so the limit must not be reached at all.
"""


@attrs.define
class Pace:
    """Lets `burst` requests go at once, and then `per_second`."""

    burst: int = BURST
    per_second: float = PER_SECOND
    _spoken_for: float = attrs.field(default=0.0, init=False)
    """Until when, on the loop's clock, the budget is used up."""

    async def turn(self) -> None:
        """Return when the next request may go."""
        now = asyncio.get_running_loop().time()
        self._spoken_for = max(self._spoken_for, now - self.burst / self.per_second) + 1 / self.per_second
        if self._spoken_for > now:
            await asyncio.sleep(self._spoken_for - now)
