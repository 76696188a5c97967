"""Answers that hold for some seconds, so that many who ask cost the bot one question."""

from asyncio import Lock, get_running_loop
from collections.abc import Awaitable, Callable
from typing import Final

import attrs

from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.scope import TenantId

KEPT_FOR: Final = 5.0
MOST_KEPT: Final = 1000
"""Tenants; beyond, whatever is over is dropped."""

BotAnswer = tuple[int, str, bytes]
"""Status, content type and body."""


@attrs.define
class _Kept:
    asking: Lock = attrs.Factory(Lock)
    until: float = 0.0
    answer: BotAnswer | None = None
    """None for a bot that didn't answer."""


@attrs.define
class KeptAnswers:
    """One answer for each tenant, also when that is that the bot is away."""

    seconds: float = KEPT_FOR
    _kept: dict[TenantId, _Kept] = attrs.field(factory=dict, init=False)

    async def of(self, tenant: TenantId, ask: Callable[[], Awaitable[BotAnswer]]) -> BotAnswer:
        """Return the answer, asking for it at most once at a time; raises `BotOffline`."""
        if len(self._kept) >= MOST_KEPT:
            self._sweep()
        kept = self._kept.setdefault(tenant, _Kept())
        async with kept.asking:
            now = get_running_loop().time()
            if now >= kept.until:
                try:
                    kept.answer = await ask()
                except BotOffline:
                    kept.answer = None
                kept.until = get_running_loop().time() + self.seconds
        if kept.answer is None:
            raise BotOffline
        return kept.answer

    def _sweep(self) -> None:
        now = get_running_loop().time()
        over = [tenant for tenant, one in self._kept.items() if one.until < now and not one.asking.locked()]
        for tenant in over:
            del self._kept[tenant]
