"""The message index, in SQL."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import attrs
from sqlalchemy import func
from typing_extensions import override

from snowflake_adapters.sql.counters import counters
from snowflake_adapters.sql.message_rows import (
    channel_cursors,
    message_of,
    message_row,
    message_terms,
    message_versions,
)
from snowflake_adapters.sql.message_rows import messages as indexed
from snowflake_adapters.sql.scoped import Condition, TenantConnection
from snowflake_domain.kernel.scope import ChannelId, MessageId
from snowflake_domain.messages.message import Message, Version
from snowflake_domain.messages.ports import Messages, Sought
from snowflake_domain.messages.terms import terms_of

_RARE: Final = 200
"""A word of fewer messages than this needn't be told from a still rarer one."""
_COUNTED: Final = 8
"""Words of one search that are counted beforehand."""


@attrs.frozen
class SqlMessages(Messages):
    """The index of one tenant; search intersects the posting lists of the terms."""

    _db: TenantConnection
    _known: dict[MessageId, Message | None] = attrs.field(factory=dict, init=False)
    """What this transaction has read and locked, so that saving needn't read it again."""

    @override
    async def find(self, ids: Sequence[MessageId]) -> dict[MessageId, Message]:
        rows = await self._db.among(indexed, indexed.c.id, ids, lock=True)
        found = {MessageId(row.id): message_of(row) for row in rows}
        self._known.update({one: found.get(one) for one in ids})
        return found

    @override
    async def save(self, messages: Sequence[Message]) -> None:
        """Write one after the other per tenant: a row that isn't there yet can't be locked by reading it."""
        if not messages:
            return
        await self._db.hold(counters, "index")
        await self.find([one.id for one in messages if self._known.get(one.id) is None])
        ordered = sorted(messages, key=lambda message: message.id)
        await self._db.upsert(indexed, [message_row(message) for message in ordered])
        fresh: list[tuple[str, int]] = []
        for message in ordered:
            has, had = _terms(message), _terms(self._known[message.id])
            if gone := had - has:
                await self._forget(message.id, gone)
            fresh += [(term, message.id) for term in has - had]
        # In the order of the key: neighbours share pages.
        rows = [{"term": term, "message_id": message} for term, message in sorted(fresh)]
        await self._db.add_missing(message_terms, rows)
        self._known.update({message.id: message for message in ordered})

    @override
    async def keep_version(self, message: MessageId, version: Version) -> None:
        row = {
            "message_id": message,
            "written_at": version.at,
            "digest": hashlib.sha256(version.content.encode()).hexdigest()[:32],
            "content": version.content,
        }
        await self._db.add_missing(message_versions, [row])

    @override
    async def versions(self, message: MessageId) -> tuple[Version, ...]:
        rows = await self._db.rows(
            message_versions,
            message_versions.c.message_id == message,
            order=message_versions.c.written_at,
        )
        return tuple(Version(row.content, row.written_at) for row in rows)

    @override
    async def page(
        self, channel: ChannelId, *, before: int | None, after: int | None, limit: int
    ) -> tuple[Message, ...]:
        where = [indexed.c.channel_id == channel]
        if before is not None:
            where.append(indexed.c.id < before)
        if after is not None:
            where.append(indexed.c.id > after)
        order = indexed.c.id.desc() if after is None else indexed.c.id.asc()
        rows = await self._db.rows(indexed, *where, order=order, limit=limit)
        found = tuple(message_of(row) for row in rows)
        return found if after is None else found[::-1]

    @override
    async def search(self, sought: Sought) -> tuple[Message, ...]:
        ids = await self._holding(sought, sought.limit)
        rows = await self._db.among(indexed, indexed.c.id, ids)
        return tuple(sorted((message_of(row) for row in rows), key=lambda message: -message.id))

    @override
    async def matching(self, sought: Sought, most: int) -> int:
        return len(await self._holding(sought, most))

    @override
    async def cursors(self) -> dict[ChannelId, MessageId]:
        rows = await self._db.rows(channel_cursors, order=channel_cursors.c.channel_id)
        return {ChannelId(row.channel_id): MessageId(row.message_id) for row in rows}

    @override
    async def advance(self, channel: ChannelId, to: MessageId) -> None:
        row = {"channel_id": channel, "message_id": to}
        await self._db.raise_to(channel_cursors, row, channel_cursors.c.message_id)

    @override
    async def count(self, since: datetime | None = None) -> int:
        return await self._db.count(indexed, *([] if since is None else [indexed.c.created_at >= since]))

    @override
    async def per_day(self, since: datetime) -> dict[str, int]:
        first = since.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        day: Any = func.date(indexed.c.created_at)
        found = await self._db.count_by(indexed, day, indexed.c.created_at >= first)
        return {str(one): number for one, number in found.items()}

    async def _holding(self, sought: Sought, limit: int) -> list[int]:
        where: list[Condition] = []
        # `+ 0` keeps SQLite from beginning with the channel's index, and sorting all of that.
        if sought.channel is not None:
            where.append(indexed.c.channel_id + 0 == sought.channel)
        if sought.author is not None:
            where.append(indexed.c.author_id + 0 == sought.author)
        return await self._db.holding_all(
            message_terms,
            await self._rarest_first(sought.terms),
            indexed,
            *where,
            below=sought.before,
            limit=limit,
        )

    async def _rarest_first(self, terms: frozenset[str]) -> list[str]:
        """Count what is cheap to count; of many words the long ones are likely to be rare."""
        ordered = sorted(terms, key=lambda term: (-len(term), term))
        if len(ordered) == 1:
            return ordered
        counted = []
        for term in ordered[:_COUNTED]:
            number = await self._db.count(message_terms, message_terms.c.term == term, most=_RARE)
            counted.append((number, term))
        return [term for _, term in sorted(counted)] + ordered[_COUNTED:]

    async def _forget(self, message: MessageId, terms: frozenset[str]) -> None:
        await self._db.remove(
            message_terms, message_terms.c.term.in_(sorted(terms)), message_terms.c.message_id == message
        )


def _terms(message: Message | None) -> frozenset[str]:
    return frozenset() if message is None else terms_of(message.searchable())
