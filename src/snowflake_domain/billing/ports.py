"""What billing needs from the outside world."""

from abc import abstractmethod
from typing import Protocol

import attrs

from snowflake_domain.billing.plan import PlanId
from snowflake_domain.billing.subscription import Subscription
from snowflake_domain.kernel.scope import TenantId, TenantScope


class Ledger(Protocol):
    """The subscription of the tenant whose transaction is open."""

    @abstractmethod
    async def read(self) -> Subscription:
        """Return the subscription; a tenant without one has the free plan."""

    @abstractmethod
    async def write(self, subscription: Subscription) -> None:
        """Replace the subscription."""

    @abstractmethod
    async def first_time(self, event: str) -> bool:
        """Remember a provider's event id; return False when it was known."""


class BillingWork(Protocol):
    """One open billing transaction."""

    @property
    @abstractmethod
    def ledger(self) -> Ledger: ...


@attrs.frozen(kw_only=True)
class Price:
    """A monthly price in the currency's smallest unit; `currency` as ISO 4217 in lower case."""

    amount: int
    currency: str


@attrs.frozen(kw_only=True)
class PaymentEvent:
    """A verified notice from the provider: something about this tenant's subscription changed."""

    id: str
    tenant: TenantId
    subscription: str


class Payments(Protocol):
    """The payment provider. Methods raise `PaymentsUnavailable` when it doesn't answer."""

    @abstractmethod
    async def prices(self) -> dict[PlanId, Price]:
        """Return the monthly prices of the plans that are sold."""

    @abstractmethod
    async def checkout(self, scope: TenantScope, plan: PlanId, customer: str | None, back_to: str) -> str:
        """Return the address of a page where the plan can be bought for the scope's tenant."""

    @abstractmethod
    async def portal(self, customer: str, back_to: str) -> str:
        """Return the address of a page where payment and plan can be changed."""

    @abstractmethod
    async def subscription(self, reference: str) -> Subscription:
        """Return a subscription as it is now."""

    @abstractmethod
    def read_event(self, body: bytes, signature: str) -> PaymentEvent | None:
        """Return what a webhook says, or None when it is none of our business; raises `ForgedEvent`."""
