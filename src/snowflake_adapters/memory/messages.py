"""The message index, in memory."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import attrs
from typing_extensions import override

from snowflake_adapters.memory.rows import TenantRows
from snowflake_domain.kernel.scope import ChannelId, MessageId
from snowflake_domain.messages.message import Message, Version
from snowflake_domain.messages.ports import Messages, Sought
from snowflake_domain.messages.terms import terms_of


@attrs.frozen
class MemoryMessages(Messages):
    """The index of one tenant; a search looks at every message."""

    _rows: TenantRows

    @override
    async def find(self, ids: Sequence[MessageId]) -> dict[MessageId, Message]:
        known = self._rows.messages
        return {one: known[one] for one in ids if one in known}

    @override
    async def save(self, messages: Sequence[Message]) -> None:
        fresh = {message.id: message for message in messages}
        words = {message.id: terms_of(message.searchable()) for message in messages}
        self._rows.messages = {**self._rows.messages, **fresh}
        self._rows.terms = {**self._rows.terms, **words}

    @override
    async def keep_version(self, message: MessageId, version: Version) -> None:
        kept = self._rows.versions.get(message, ())
        if version not in kept:
            ordered = tuple(sorted((*kept, version), key=lambda one: one.at))
            self._rows.versions = {**self._rows.versions, message: ordered}

    @override
    async def versions(self, message: MessageId) -> tuple[Version, ...]:
        return self._rows.versions.get(message, ())

    @override
    async def page(
        self, channel: ChannelId, *, before: int | None, after: int | None, limit: int
    ) -> tuple[Message, ...]:
        found = [
            message
            for message in self._newest_first()
            if message.channel_id == channel
            and (before is None or message.id < before)
            and (after is None or message.id > after)
        ]
        return tuple(found[:limit] if after is None else found[-limit:])

    @override
    async def search(self, sought: Sought) -> tuple[Message, ...]:
        return tuple(self._matches(sought, sought.limit))

    @override
    async def matching(self, sought: Sought, most: int) -> int:
        return len(self._matches(sought, most))

    @override
    async def cursors(self) -> dict[ChannelId, MessageId]:
        return dict(self._rows.cursors)

    @override
    async def advance(self, channel: ChannelId, to: MessageId) -> None:
        furthest = max(to, self._rows.cursors.get(channel, to))
        self._rows.cursors = {**self._rows.cursors, channel: furthest}

    @override
    async def count(self, since: datetime | None = None) -> int:
        if since is None:
            return len(self._rows.messages)
        return sum(message.created_at >= since for message in self._rows.messages.values())

    @override
    async def per_day(self, since: datetime) -> dict[str, int]:
        first = since.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        written = (message.created_at.astimezone(UTC) for message in self._rows.messages.values())
        return dict(Counter(moment.strftime("%Y-%m-%d") for moment in written if moment >= first))

    def _newest_first(self) -> Iterator[Message]:
        for one in sorted(self._rows.messages, reverse=True):
            yield self._rows.messages[one]

    def _matches(self, sought: Sought, limit: int) -> list[Message]:
        return [
            message
            for message in self._newest_first()
            if sought.terms <= self._rows.terms[message.id]
            and (sought.channel is None or message.channel_id == sought.channel)
            and (sought.author is None or message.author.id == sought.author)
            and (sought.before is None or message.id < sought.before)
        ][:limit]
