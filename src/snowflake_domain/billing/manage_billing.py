"""See, buy and change a plan; follow what the payment provider says."""

from datetime import datetime
from typing import ClassVar

import attrs

from snowflake_domain.billing.plan import PLANS, PlanId
from snowflake_domain.billing.ports import BillingWork, PaymentEvent, Payments, Price
from snowflake_domain.billing.subscription import Subscription, SubscriptionStatus
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.relay import EnterAsSystem
from snowflake_domain.kernel.scope import Permission, TenantScope
from snowflake_domain.kernel.work import Begin


@attrs.define(eq=False)
class PaymentsUnavailable(DomainError):
    """The payment provider doesn't answer right now. Nothing was charged; try again in a moment."""

    kind: ClassVar = ErrorKind.UNAVAILABLE
    code: ClassVar = "billing.unavailable"


@attrs.define(eq=False)
class ForgedEvent(DomainError):
    """The webhook's signature is missing, wrong or too old."""

    code: ClassVar = "billing.forged_event"


@attrs.define(eq=False)
class NothingToSell(DomainError):
    """That plan isn't sold."""

    code: ClassVar = "billing.not_for_sale"


@attrs.define(eq=False)
class AlreadySubscribed(DomainError):
    """There is a subscription already; change it under “Manage payment”."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "billing.already_subscribed"


@attrs.define(eq=False)
class NeverSubscribed(DomainError):
    """Nothing was bought yet, so there is nothing to manage."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "billing.never_subscribed"


@attrs.frozen(kw_only=True)
class BuyPlan:
    """Ask for a page to buy a plan on."""

    plan: PlanId


@attrs.frozen(kw_only=True)
class PlanOffer:
    """A plan and its monthly price in the currency's smallest unit."""

    id: PlanId
    name: str
    price_cents: int
    currency: str
    features: tuple[str, ...]


@attrs.frozen(kw_only=True)
class BillingState:
    """What the tenant has, and what there is."""

    plan: PlanId
    status: SubscriptionStatus
    renews_at: datetime | None
    plans: tuple[PlanOffer, ...]


@attrs.frozen
class ManageBilling:
    """Everybody on the staff sees the plan; only owners spend money."""

    _begin: Begin[BillingWork]
    _payments: Payments
    _enter: EnterAsSystem

    async def state(self, scope: TenantScope) -> BillingState:
        """Return plan and offers; raises `PaymentsUnavailable` or `PermissionDenied`."""
        scope.require(Permission.VIEW)
        subscription = await self._subscription(scope)
        prices = await self._payments.prices()
        free = Price(amount=0, currency="usd")
        offers = tuple(
            PlanOffer(
                id=plan.id,
                name=plan.name,
                features=plan.features,
                price_cents=price.amount,
                currency=price.currency,
            )
            for plan in PLANS.values()
            if (price := prices.get(plan.id) or (free if plan.lookup_key is None else None)) is not None
        )
        return BillingState(
            plan=subscription.effective_plan(),
            status=subscription.status,
            renews_at=subscription.renews_at,
            plans=offers,
        )

    async def checkout(self, scope: TenantScope, command: BuyPlan, back_to: str) -> str:
        """Return where to pay; raises `NothingToSell`, `AlreadySubscribed` or `PermissionDenied`."""
        scope.require(Permission.MANAGE_BILLING)
        if PLANS[command.plan].lookup_key is None:
            raise NothingToSell
        subscription = await self._subscription(scope)
        if subscription.effective_plan() is not PlanId.STARTER:
            raise AlreadySubscribed
        return await self._payments.checkout(scope, command.plan, subscription.customer, back_to)

    async def portal(self, scope: TenantScope, back_to: str) -> str:
        """Return where to manage payment; raises `NeverSubscribed` or `PermissionDenied`."""
        scope.require(Permission.MANAGE_BILLING)
        subscription = await self._subscription(scope)
        if subscription.customer is None:
            raise NeverSubscribed
        return await self._payments.portal(subscription.customer, back_to)

    async def hear(self, body: bytes, signature: str) -> None:
        """Follow a webhook; repeated, late and shuffled ones end in the same state.

        The subscription is fetched anew instead of trusting the event, and stored together with the event's
        id. Raises `ForgedEvent`; a tenant that is gone raises `UnknownTenant`.
        """
        event: PaymentEvent | None = self._payments.read_event(body, signature)
        if event is None:
            return
        scope = await self._enter.as_system(event.tenant)
        current = await self._payments.subscription(event.subscription)
        async with self._begin(scope) as work:
            if not await work.ledger.first_time(event.id):
                return
            before = await work.ledger.read()
            ended = current.status is SubscriptionStatus.CANCELED
            if ended and before.reference not in {None, current.reference}:
                return
            await work.ledger.write(current)

    async def _subscription(self, scope: TenantScope) -> Subscription:
        async with self._begin(scope) as work:
            return await work.ledger.read()
