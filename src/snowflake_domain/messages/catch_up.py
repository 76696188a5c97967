"""Read what was written while nobody listened."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from snowflake_domain.kernel.discord import DiscordRefused
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.scope import ChannelId, MessageId, Permission, TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.messages.index_messages import IndexMessages
from snowflake_domain.messages.message import MessageSeen
from snowflake_domain.messages.ports import History, Indexing, MessagesWork
from snowflake_domain.tenancy.provision_tenant import TenantProvisioned

log = logging.getLogger(__name__)
TRIES: Final = 5
FIRST_PAUSE: Final = 0.05
"""Seconds before a page that the storage was too busy for is written again; each time twice as long."""
AT_ONCE: Final = 3
"""Channels read side by side; Discord's per-channel limits make more pointless."""
_START: Final = MessageId(0)


@attrs.define
class CaughtUp:
    """What a catch-up did: how much it read, which channels to their end, and what it stumbled over."""

    messages: int = 0
    channels: set[ChannelId] = attrs.Factory(set)
    trouble: list[Exception] = attrs.Factory(list)
    """Why channels aren't among them that may yet be, if asked again."""


@attrs.frozen
class CatchUp:
    """Read every channel from its newest message down to its cursor, newest first.

    The cursor moves to the newest only when everything down to the old cursor is indexed. So whenever this
    stops, the next one reads the same span again, and nothing stays unread. Idempotent, and safe beside live
    indexing: the index takes the newer version of each message.
    """

    _begin: Begin[MessagesWork]
    _history: History
    _index: IndexMessages

    async def __call__(self, scope: TenantScope) -> CaughtUp:
        """Read what there is, each channel on its own; one that refuses keeps its cursor, with a warning."""
        scope.require(Permission.INDEX)
        async with self._begin(scope) as work:
            cursors = await work.messages.cursors()
        done = CaughtUp()
        channels = await self._history.readable_channels(scope)
        await self._read_all(scope, channels, cursors, done)
        resting = await self._history.archived_threads(scope, cursors)
        await self._read_all(scope, [one for one in resting if one not in channels], cursors, done)
        return done

    async def _read_all(
        self,
        scope: TenantScope,
        channels: Sequence[ChannelId],
        cursors: Mapping[ChannelId, MessageId],
        done: CaughtUp,
    ) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(channel: ChannelId) -> None:
            async with gate:
                try:
                    done.messages += await self._read(scope, channel, cursors.get(channel, _START))
                    done.channels.add(channel)
                except DiscordRefused as refusal:
                    log.warning("history of channel %s stays unread: %s", channel, refusal)
                except Exception as error:  # noqa: BLE001 - kept for the caller; other channels go on
                    done.trouble.append(error)

        await asyncio.gather(*map(one, channels))

    async def _read(self, scope: TenantScope, channel: ChannelId, cursor: MessageId) -> int:
        read, newest, before, more = 0, cursor, None, True
        while more:
            page = await self._history.page(scope, channel, before=before)
            news = [message for message in page if message.id > cursor]
            more = bool(news) and len(news) == len(page)
            if news:
                newest, before = max(newest, news[0].id), news[-1].id
            if news or read:
                seen = [MessageSeen(message=one) for one in reversed(news)]
                reached = {} if more else {channel: newest}
                await self._write(scope, seen, reached)
            read += len(news)
        return read

    async def _write(
        self, scope: TenantScope, seen: Sequence[MessageSeen], reached: Mapping[ChannelId, MessageId]
    ) -> None:
        """Index a page; channels that are read side by side may be in each other's way for a moment."""
        for attempt in range(TRIES):
            try:
                await self._index(scope, seen, quietly=True, reached=reached)
            except DomainError as busy:
                if busy.kind is not ErrorKind.UNAVAILABLE or attempt + 1 == TRIES:
                    raise
                await asyncio.sleep(FIRST_PAUSE * 2**attempt)
            else:
                return


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
