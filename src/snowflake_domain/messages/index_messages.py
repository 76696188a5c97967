"""Keep the shadow index in step with Discord."""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import attrs

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.realtime import Event, Realtime
from snowflake_domain.kernel.scope import ChannelId, MessageId, Permission, TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.messages.message import Message, MessageSeen, Report, Version
from snowflake_domain.messages.ports import MessagesWork

_NOWHERE: Final[Mapping[ChannelId, MessageId]] = MappingProxyType({})


NEWS: Final = timedelta(minutes=1)
"""Younger messages are told even when history brings them; dashboards know what they have by its id."""


@attrs.frozen
class Deleted:
    """What dashboards hear of deletions."""

    ids: tuple[MessageId, ...]
    channel_id: ChannelId
    at: datetime


@attrs.frozen
class HistoryRead:
    """What dashboards hear when a catch-up has closed a channel's gap: time to look again."""

    channels: tuple[ChannelId, ...]


@attrs.define
class _Batch:
    """The state of a batch's messages while its reports are applied in order."""

    known: dict[MessageId, Message]
    changed: dict[MessageId, Message] = attrs.Factory(dict)
    versions: list[tuple[MessageId, Version]] = attrs.Factory(list)
    events: list[Event] = attrs.Factory(list)

    def put(self, message: Message) -> None:
        self.known[message.id] = self.changed[message.id] = message


@attrs.frozen
class IndexMessages:
    """Apply what Discord reported, in order and in one transaction; then tell open dashboards.

    Idempotent: a report seen twice changes nothing. An older version never replaces a newer one, and what
    is marked deleted stays so.
    """

    _begin: Begin[MessagesWork]
    _realtime: Realtime
    _clock: Clock

    async def __call__(
        self,
        scope: TenantScope,
        reports: Sequence[Report],
        *,
        quietly: bool = False,
        reached: Mapping[ChannelId, MessageId] = _NOWHERE,
    ) -> None:
        """Index a batch of at most 500 reports; `quietly` is for history, which is no news.

        Unless it was just written: a catch-up may come upon a message before its live report does, which then
        changes nothing and would tell nobody.

        `reached` moves cursors in the same transaction: name an id only when everything at or below it is
        indexed with this batch.
        """
        scope.require(Permission.INDEX)
        touched: list[MessageId] = []
        for report in reports:
            touched += [report.message.id] if isinstance(report, MessageSeen) else report.ids
        async with self._begin(scope) as work:
            batch = _Batch(await work.messages.find(touched))
            for report in reports:
                if isinstance(report, MessageSeen):
                    self._see(batch, report.message)
                else:
                    self._remove(batch, report.channel_id, report.ids, report.at)
            if batch.changed:
                await work.messages.save(tuple(batch.changed.values()))
            for message, version in batch.versions:
                await work.messages.keep_version(message, version)
            for channel, to in sorted(reached.items()):
                await work.messages.advance(channel, to)
        told = [event for event in batch.events if not quietly or self._is_news(event)]
        if quietly and reached:
            told.append(Event("history.read", self._clock.now(), HistoryRead(tuple(sorted(reached)))))
        if told:
            await self._realtime.publish(scope, tuple(told))

    def _is_news(self, event: Event) -> bool:
        return isinstance(event.data, Message) and self._clock.now() - event.data.created_at < NEWS

    def _see(self, batch: _Batch, message: Message) -> None:
        before = batch.known.get(message.id)
        if before is None:
            batch.put(message)
            batch.events.append(Event("message.created", self._clock.now(), message))
            return
        if before.deleted_at is not None or _written(message) < _written(before):
            return
        if message == before:
            return
        if message.content != before.content:
            batch.versions.append((before.id, Version(before.content, _written(before))))
        batch.put(message)
        batch.events.append(Event("message.edited", self._clock.now(), message))

    def _remove(self, batch: _Batch, channel: ChannelId, ids: tuple[MessageId, ...], at: datetime) -> None:
        gone = []
        for one in ids:
            message = batch.known.get(one)
            if message is not None and message.deleted_at is None:
                batch.put(attrs.evolve(message, deleted_at=at))
                gone.append(one)
        if gone:
            batch.events.append(
                Event("message.deleted", self._clock.now(), Deleted(tuple(gone), channel, at))
            )


def highest(reports: Sequence[Report], channels: Container[ChannelId]) -> dict[ChannelId, MessageId]:
    """Return the highest reported message of each of the channels: how far a gapless batch reaches."""
    found: dict[ChannelId, MessageId] = {}
    for report in reports:
        if isinstance(report, MessageSeen) and (channel := report.message.channel_id) in channels:
            found[channel] = max(found.get(channel, report.message.id), report.message.id)
    return found


def _written(message: Message) -> datetime:
    return message.edited_at or message.created_at
