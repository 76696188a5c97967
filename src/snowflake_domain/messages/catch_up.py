"""Read what was written while nobody listened."""

import asyncio
import logging
from typing import Final

import attrs

from snowflake_domain.kernel.discord import DiscordRefused
from snowflake_domain.kernel.scope import ChannelId, Permission, TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.messages.index_messages import IndexMessages
from snowflake_domain.messages.message import MessageSeen
from snowflake_domain.messages.ports import History, Indexing, MessagesWork
from snowflake_domain.tenancy.provision_tenant import TenantProvisioned

log = logging.getLogger(__name__)
AT_ONCE: Final = 3
"""Channels read side by side; Discord's per-channel limits make more pointless."""


@attrs.frozen
class CatchUp:
    """Read every readable channel back to the newest message the index knew, or to its start.

    Idempotent, and safe beside live indexing: the index takes the newer version of each message.
    """

    _begin: Begin[MessagesWork]
    _history: History
    _index: IndexMessages

    async def __call__(self, scope: TenantScope) -> int:
        """Return how many messages were read; a channel that refuses is passed over with a warning."""
        scope.require(Permission.INDEX)
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(channel: ChannelId) -> int:
            async with gate:
                try:
                    return await self._read(scope, channel)
                except DiscordRefused as refusal:
                    log.warning("history of channel %s stays unread: %s", channel, refusal)
                    return 0

        channels = await self._history.readable_channels(scope)
        return sum(await asyncio.gather(*(one(channel) for channel in channels)))

    async def _read(self, scope: TenantScope, channel: ChannelId) -> int:
        async with self._begin(scope) as work:
            floor = await work.messages.newest(channel) or 0
        read, before = 0, None
        while page := await self._history.page(scope, channel, before=before):
            news = [message for message in page if message.id > floor]
            if news:
                await self._index(scope, [MessageSeen(message=one) for one in reversed(news)], quietly=True)
            read += len(news)
            if len(news) < len(page):
                break
            before = page[-1].id
        return read


@attrs.frozen
class BeginIndexing:
    """Carries `TenantProvisioned`: has the bot read the new tenant's past."""

    _indexing: Indexing

    async def deliver(self, scope: TenantScope, message: TenantProvisioned) -> None:
        """Ask the bot to start; repeats are harmless."""
        del message
        await self._indexing.start(scope)

    async def give_up(self, scope: TenantScope, message: TenantProvisioned, error: str) -> None:
        """Leave it to the bot, which catches up with every tenant when it starts."""
        log.error("tenant %s of guild %s waits for the bot's next start: %s", scope.tenant, message, error)
