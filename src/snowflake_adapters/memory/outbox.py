"""The outbox and its relay, in memory."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import attrs
from typing_extensions import override

from snowflake_domain.kernel.outbox import Outbox, OutboxId
from snowflake_domain.kernel.relay import Claimed, Relay, Token
from snowflake_domain.kernel.scope import TenantId

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


@attrs.define
class Promise:
    """One message and how its delivery goes."""

    tenant: TenantId
    message: attrs.AttrsInstance
    due_at: datetime = AT_ONCE
    attempts: int = 0
    token: int = 0
    dead: bool = False
    last_error: str | None = None


@attrs.define
class Promises:
    """Every committed message of every tenant."""

    kept: dict[OutboxId, Promise] = attrs.Factory(dict)
    _numbers: Iterator[int] = attrs.field(factory=lambda: itertools.count(1), init=False)

    def number(self) -> OutboxId:
        """Return an id that no other message has."""
        return OutboxId(next(self._numbers))


@attrs.define
class MemoryOutbox(Outbox):
    """Messages of an open transaction, in the order they were put."""

    _number: Callable[[], OutboxId]
    put_so_far: dict[OutboxId, attrs.AttrsInstance] = attrs.field(factory=dict, init=False)

    @override
    async def put(self, message: attrs.AttrsInstance) -> OutboxId:
        number = self._number()
        self.put_so_far[number] = message
        return number


@attrs.frozen
class MemoryRelay(Relay):
    """Claims within one event loop: no step awaits, so none is interrupted."""

    _promises: Promises

    @override
    async def claim(self, now: datetime, until: datetime, limit: int) -> tuple[Claimed, ...]:
        due = [number for number in self._promises.kept if self._is_due(number, now)]
        due.sort(key=lambda number: (self._promises.kept[number].due_at, number))
        return tuple(self._take(number, until) for number in due[:limit])

    @override
    async def claim_one(self, message: OutboxId, now: datetime, until: datetime) -> Claimed | None:
        if message not in self._promises.kept or not self._is_due(message, now):
            return None
        return self._take(message, until)

    @override
    async def settle(self, claimed: Claimed) -> None:
        if self._held(claimed) is not None:
            del self._promises.kept[claimed.id]

    @override
    async def postpone(self, claimed: Claimed, until: datetime, error: str) -> None:
        promise = self._held(claimed)
        if promise is not None:
            promise.due_at, promise.last_error = until, error
            promise.attempts += 1
            promise.token += 1

    @override
    async def bury(self, claimed: Claimed, error: str) -> None:
        promise = self._held(claimed)
        if promise is not None:
            promise.dead, promise.last_error = True, error
            promise.attempts += 1
            promise.token += 1

    def _is_due(self, number: OutboxId, now: datetime) -> bool:
        promise = self._promises.kept[number]
        return not promise.dead and promise.due_at <= now

    def _take(self, number: OutboxId, until: datetime) -> Claimed:
        promise = self._promises.kept[number]
        promise.due_at = until
        promise.token += 1
        return Claimed(
            id=number,
            tenant=promise.tenant,
            message=promise.message,
            attempts=promise.attempts,
            token=Token(promise.token),
        )

    def _held(self, claimed: Claimed) -> Promise | None:
        promise = self._promises.kept.get(claimed.id)
        return promise if promise is not None and promise.token == claimed.token else None
