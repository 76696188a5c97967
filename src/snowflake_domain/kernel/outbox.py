"""Promises kept after commit."""

from abc import abstractmethod
from typing import NewType, Protocol

import attrs

from snowflake_domain.kernel.scope import TenantScope

OutboxId = NewType("OutboxId", int)


class Outbox(Protocol):
    """Messages that leave with the open transaction, or not at all."""

    @abstractmethod
    async def put(self, message: attrs.AttrsInstance) -> OutboxId:
        """Deliver `message` at least once after commit; receivers must tolerate repeats."""


class DeliverNow(Protocol):
    """Tries a committed message at once, so that callers hear the outcome."""

    async def __call__(self, scope: TenantScope, message: OutboxId, /) -> None:
        """Deliver within 2 s or leave it to the worker; never raises."""
        ...
