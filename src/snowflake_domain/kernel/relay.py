"""Deliver what the outbox promised: at once, or again and again until it is settled."""

import asyncio
import logging
from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NewType, Protocol

import attrs

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.outbox import OutboxId
from snowflake_domain.kernel.scope import TenantId, TenantScope

log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(seconds=2)
"""How long a caller waits for the outcome."""
LEASE: Final = timedelta(seconds=60)
"""For how long one process owns a claimed message; longer than any single delivery may take."""
DELIVERY_LIMIT: Final = timedelta(seconds=45)
FIRST_BACKOFF: Final = timedelta(seconds=2)
LONGEST_BACKOFF: Final = timedelta(minutes=10)
ATTEMPTS: Final = 14
"""After about an hour of refusals a message is dead: kept, visible, and never retried by itself."""

Token = NewType("Token", int)
"""Fences a claim: a process that lost its lease can't settle the message any more."""


@attrs.frozen(kw_only=True)
class Claimed:
    """One message this process may deliver now."""

    id: OutboxId
    tenant: TenantId
    message: attrs.AttrsInstance
    attempts: int
    """How often it was tried before."""
    token: Token


class Relay(Protocol):
    """The outbox as its deliverer sees it, across all tenants."""

    @abstractmethod
    async def claim(self, now: datetime, until: datetime, limit: int) -> tuple[Claimed, ...]:
        """Take up to `limit` due messages, oldest first, so that nobody else has them before `until`."""

    @abstractmethod
    async def claim_one(self, message: OutboxId, now: datetime, until: datetime) -> Claimed | None:
        """Take one message, or return None when it is settled or somebody has it."""

    @abstractmethod
    async def settle(self, claimed: Claimed) -> None:
        """Forget a delivered message; does nothing when the claim was lost."""

    @abstractmethod
    async def postpone(self, claimed: Claimed, until: datetime, error: str) -> None:
        """Count a failed try and make the message due again at `until`."""

    @abstractmethod
    async def bury(self, claimed: Claimed, error: str) -> None:
        """Keep the message as dead, with its last error."""


class Deliver(Protocol):
    """Carries one kind of message to the outside."""

    @abstractmethod
    async def deliver(self, scope: TenantScope, message: Any) -> None:
        """Do it, tolerating repeats; any exception means: try again later."""

    @abstractmethod
    async def give_up(self, scope: TenantScope, message: Any, error: str) -> None:
        """Record that it will not happen."""


class EnterAsSystem(Protocol):
    """Acts inside a tenant as Snowflake itself."""

    async def as_system(self, tenant: TenantId) -> TenantScope:
        """Return a scope with every permission the system needs."""
        ...


@attrs.frozen
class DeliverOutbox:
    """Works off the outbox; safe to run in any number of processes."""

    _relay: Relay
    _deliverers: Mapping[type[attrs.AttrsInstance], Deliver]
    _enter: EnterAsSystem
    _clock: Clock

    async def __call__(self, scope: TenantScope, message: OutboxId) -> None:
        """Implement `DeliverNow`; a delivery that outlasts the caller's patience goes on."""
        del scope  # the message knows its tenant; deliveries run as Snowflake, not as the caller
        attempt = asyncio.ensure_future(self._deliver_one(message))
        _going_on.add(attempt)
        attempt.add_done_callback(_going_on.discard)
        await asyncio.wait({attempt}, timeout=PATIENCE.total_seconds())

    async def drain(self, limit: int = 50) -> int:
        """Deliver what is due now, tenants side by side, and return how many messages were taken."""
        now = self._clock.now()
        until = now + LEASE
        by_tenant: dict[TenantId, list[Claimed]] = {}
        claimed = await self._relay.claim(now, until, limit)
        for one in claimed:
            by_tenant.setdefault(one.tenant, []).append(one)
        await asyncio.gather(*(self._in_order(some, until) for some in by_tenant.values()))
        return len(claimed)

    async def _in_order(self, claimed: list[Claimed], until: datetime) -> None:
        """Attempt a tenant's messages, oldest first, as long as the lease outlasts one more delivery."""
        for one in claimed:
            if self._clock.now() + DELIVERY_LIMIT > until:
                return
            try:
                await self._attempt(one)
            except Exception:
                log.exception("outbox message %s couldn't be settled; it is due when its lease ends", one.id)

    async def _deliver_one(self, message: OutboxId) -> None:
        now = self._clock.now()
        try:
            claimed = await self._relay.claim_one(message, now, now + LEASE)
            if claimed is not None:
                await self._attempt(claimed)
        except Exception:
            log.exception("outbox message %s is left to the worker", message)

    async def _attempt(self, claimed: Claimed) -> None:
        try:
            scope = await self._enter.as_system(claimed.tenant)
            async with asyncio.timeout(DELIVERY_LIMIT.total_seconds()):
                await self._deliverers[type(claimed.message)].deliver(scope, claimed.message)
        except Exception as error:  # noqa: BLE001 - whatever it was, the promise stands
            await self._failed(claimed, error)
        else:
            await self._relay.settle(claimed)

    async def _failed(self, claimed: Claimed, error: Exception) -> None:
        kind = type(claimed.message).__name__
        said = f"{type(error).__name__}: {error}"[:500]
        if claimed.attempts + 1 < ATTEMPTS:
            wait = min(FIRST_BACKOFF * 2**claimed.attempts, LONGEST_BACKOFF)
            log.warning("outbox message %s (%s) waits %s: %s", claimed.id, kind, wait, said)
            await self._relay.postpone(claimed, self._clock.now() + wait, said)
            return
        log.error("outbox message %s (%s) is dead", claimed.id, kind, exc_info=error)
        try:
            scope = await self._enter.as_system(claimed.tenant)
            await self._deliverers[type(claimed.message)].give_up(scope, claimed.message, said)
        except Exception:
            log.exception("nobody could be told that outbox message %s is dead", claimed.id)
        await self._relay.bury(claimed, said)


_going_on: set[asyncio.Future[None]] = set()
"""Keeps deliveries alive that nobody waits for any more (asyncio holds tasks weakly)."""
