"""Stripe, through its own client."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final

import attrs
import stripe
from typing_extensions import override

from snowflake_domain.billing.manage_billing import ForgedEvent, NothingToSell, PaymentsUnavailable
from snowflake_domain.billing.plan import PLANS, PlanId, plan_of
from snowflake_domain.billing.ports import PaymentEvent, Payments, Price
from snowflake_domain.billing.subscription import Subscription, SubscriptionStatus
from snowflake_domain.kernel.scope import TenantId, TenantScope

_TENANT: Final = "snowflake_tenant"
"""The metadata key that ties Stripe's objects to a tenant."""
_HEARD: Final = (
    "checkout.session.completed",
    "customer.subscription.",
    "invoice.paid",
    "invoice.payment_failed",
)
_STATUS: Final = {
    "active": SubscriptionStatus.ACTIVE,
    "trialing": SubscriptionStatus.ACTIVE,
    "past_due": SubscriptionStatus.PAST_DUE,
    "unpaid": SubscriptionStatus.PAST_DUE,
}


def stripe_client(key: str, api_url: str) -> stripe.StripeClient:
    """Return a client for Stripe or whatever speaks like it at `api_url`."""
    return stripe.StripeClient(
        key,
        base_addresses={"api": api_url},
        http_client=stripe.AIOHTTPClient(timeout=5),
        max_network_retries=2,
    )


@asynccontextmanager
async def _answering() -> AsyncIterator[None]:
    try:
        yield
    except (stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError) as error:
        raise PaymentsUnavailable from error


@attrs.frozen
class StripePayments(Payments):
    """Prices, checkout, portal and webhooks."""

    _client: stripe.StripeClient
    _webhook_secret: str = attrs.field(repr=False)

    @override
    async def prices(self) -> dict[PlanId, Price]:
        keys = [plan.lookup_key for plan in PLANS.values() if plan.lookup_key]
        async with _answering():
            listed = await self._client.v1.prices.list_async(params={"lookup_keys": keys, "active": True})
        return {
            plan_of(price.lookup_key): Price(amount=price.unit_amount or 0, currency=price.currency)
            for price in listed.data
        }

    @override
    async def checkout(self, scope: TenantScope, plan: PlanId, customer: str | None, back_to: str) -> str:
        async with _answering():
            listed = await self._client.v1.prices.list_async(
                params={"lookup_keys": [PLANS[plan].lookup_key or ""], "active": True}
            )
            if not listed.data:
                raise NothingToSell
            tie = {_TENANT: str(scope.tenant)}
            params: Any = {
                "mode": "subscription",
                "line_items": [{"price": listed.data[0].id, "quantity": 1}],
                "client_reference_id": str(scope.tenant),
                "metadata": tie,
                "subscription_data": {"metadata": tie},
                "success_url": f"{back_to}?paid=1",
                "cancel_url": back_to,
            }
            if customer:
                params["customer"] = customer
            session = await self._client.v1.checkout.sessions.create_async(params=params)
        return session.url or back_to

    @override
    async def portal(self, customer: str, back_to: str) -> str:
        async with _answering():
            session = await self._client.v1.billing_portal.sessions.create_async(
                params={"customer": customer, "return_url": back_to}
            )
        return session.url

    @override
    async def subscription(self, reference: str) -> Subscription:
        async with _answering():
            found = (await self._client.v1.subscriptions.retrieve_async(reference)).to_dict()
        item, customer = found["items"]["data"][0], found["customer"]
        ends = item.get("current_period_end")
        goes_on = ends is not None and not found.get("cancel_at_period_end")
        return Subscription(
            plan=plan_of(item["price"].get("lookup_key")),
            status=_STATUS.get(found["status"], SubscriptionStatus.CANCELED),
            customer=customer if isinstance(customer, str) else customer["id"],
            reference=found["id"],
            renews_at=datetime.fromtimestamp(ends, UTC) if goes_on else None,
        )

    @override
    def read_event(self, body: bytes, signature: str) -> PaymentEvent | None:
        try:
            self._client.construct_event(body, signature, self._webhook_secret)
            said = json.loads(body)
        except (stripe.SignatureVerificationError, ValueError) as error:
            raise ForgedEvent from error
        if not str(said.get("type", "")).startswith(_HEARD):
            return None
        about = said["data"]["object"]
        tenant, reference = _tenant_of(about), _subscription_of(about)
        if tenant is None or reference is None:
            return None
        return PaymentEvent(id=said["id"], tenant=tenant, subscription=reference)


def _tenant_of(about: dict[str, Any]) -> TenantId | None:
    parent = (about.get("parent") or {}).get("subscription_details") or {}
    for metadata in (about.get("metadata"), parent.get("metadata")):
        tie = (metadata or {}).get(_TENANT, "")
        if tie.isdigit():
            return TenantId(int(tie))
    return None


def _subscription_of(about: dict[str, Any]) -> str | None:
    if about.get("object") == "subscription":
        return str(about["id"])
    parent = (about.get("parent") or {}).get("subscription_details") or {}
    reference = about.get("subscription") or parent.get("subscription")
    return str(reference) if reference else None
