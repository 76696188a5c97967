"""Live events within one process."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import attrs
from typing_extensions import override

from snowflake_domain.kernel.realtime import Event, Realtime
from snowflake_domain.kernel.scope import TenantId, TenantScope

MOST_BEHIND: Final = 1000
"""Events kept for a slow watcher; beyond, the oldest are lost."""


@attrs.define
class MemoryRealtime(Realtime):
    """Hands frames to the watchers of this process."""

    encode: Callable[[Event], bytes]
    _watchers: dict[TenantId, set[asyncio.Queue[bytes]]] = attrs.field(
        factory=lambda: defaultdict(set), init=False
    )

    @override
    async def publish(self, scope: TenantScope, events: tuple[Event, ...]) -> None:
        for event in events:
            self.hand_out(scope.tenant, self.encode(event))

    def hand_out(self, tenant: TenantId, frame: bytes) -> None:
        """Give one encoded frame to everyone here who watches the tenant."""
        for queue in self._watchers.get(tenant, ()):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(frame)

    @override
    @asynccontextmanager
    async def watch(self, scope: TenantScope) -> AsyncIterator[AsyncIterator[bytes]]:
        queue: asyncio.Queue[bytes] = asyncio.Queue(MOST_BEHIND)
        self._watchers[scope.tenant].add(queue)
        try:
            yield _frames(queue)
        finally:
            self._watchers[scope.tenant].discard(queue)
            if not self._watchers[scope.tenant]:
                del self._watchers[scope.tenant]


async def _frames(queue: asyncio.Queue[bytes]) -> AsyncIterator[bytes]:
    while True:
        yield await queue.get()
