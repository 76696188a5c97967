"""What publishing needs from the outside world."""

from abc import abstractmethod
from typing import Protocol

from snowflake_domain.kernel.outbox import Outbox
from snowflake_domain.kernel.scope import MessageId, TenantScope
from snowflake_domain.publishing.dispatch import Dispatch, DispatchId


class Dispatches(Protocol):
    """The dispatches of the tenant whose transaction is open."""

    @abstractmethod
    async def add(self, dispatch: Dispatch) -> None:
        """Record a new dispatch."""

    @abstractmethod
    async def find(self, dispatch: DispatchId) -> Dispatch | None:
        """Return the dispatch, or None when this tenant has no such id."""

    @abstractmethod
    async def replace(self, dispatch: Dispatch) -> None:
        """Replace a recorded dispatch."""

    @abstractmethod
    async def page(self, *, below: DispatchId | None, limit: int) -> tuple[Dispatch, ...]:
        """Return dispatches, newest first."""


class PublishingWork(Protocol):
    """One open publishing transaction."""

    @property
    @abstractmethod
    def dispatches(self) -> Dispatches: ...

    @property
    @abstractmethod
    def outbox(self) -> Outbox: ...


class Publisher(Protocol):
    """Puts messages into Discord."""

    @abstractmethod
    async def send(self, scope: TenantScope, dispatch: Dispatch) -> MessageId:
        """Send with the dispatch's nonce, so that a repeat within minutes is the same message; pings nobody.

        The channel must belong to the scope's guild. Raises `DiscordRefused` when trying again is pointless,
        `BotOffline` or anything else when it isn't.
        """
