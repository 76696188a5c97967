"""Plans and payment, with the real Stripe client on a stand-in for Stripe."""

import random
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_adapters.stripe.payments import StripePayments
from snowflake_domain.billing.manage_billing import (
    AlreadySubscribed,
    BuyPlan,
    ForgedEvent,
    ManageBilling,
    NeverSubscribed,
    NothingToSell,
    PaymentsUnavailable,
)
from snowflake_domain.billing.plan import PlanId
from snowflake_domain.billing.subscription import SubscriptionStatus
from snowflake_domain.kernel.scope import PermissionDenied, TenantScope
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.staff import PERMISSIONS, Role
from snowflake_entrypoints.sandbox.faults import Fault
from tests.fakes import StoppedClock, founded, scope_of
from tests.sandbox.stripe.shop import SECRET, Shop, open_shop

BACK = "http://127.0.0.1/app/snow/billing"
GOOD_CARD = "4242424242424242"


class Till:
    """One tenant, its billing, and the shop it buys from."""

    def __init__(self, shop: Shop, scope: TenantScope, database: MemoryDatabase) -> None:
        self.shop, self.scope = shop, scope
        enter = EnterTenant(database.directory, StoppedClock())
        self.billing = ManageBilling(database.begin, StripePayments(shop.client, SECRET), enter)

    async def buy(self, plan: PlanId = PlanId.STUDIO_PLUS, card: str = GOOD_CARD) -> str:
        """Pay on the hosted page and return the subscription's id."""
        page = await self.billing.checkout(self.scope, BuyPlan(plan=plan), BACK)
        session = self.shop.sandbox.account.get("checkout.session", page.rsplit("/", 1)[1])
        return str(self.shop.sandbox.billing.pay(session, card)["id"])

    async def hear(self, order: random.Random | None = None, times: int = 1) -> None:
        """Follow every webhook so far: as often as told, in any order."""
        events = list(self.shop.sandbox.account.objects["event"].values()) * times
        if order:
            order.shuffle(events)
        for event in events:
            await self.billing.hear(*self.signed(event))

    def signed(self, event: Any = None) -> tuple[bytes, str]:
        """An event, by default the newest, as Stripe would send it now."""
        event = event or list(self.shop.sandbox.account.objects["event"].values())[-1]
        body = orjson.dumps(event)
        return body, self.shop.sandbox.webhooks.sign(body)


@pytest.fixture
async def till() -> AsyncIterator[Till]:
    database = MemoryDatabase()
    async with open_shop() as shop:
        yield Till(shop, await founded(database), database)


async def test_everybody_sees_plan_and_prices(till: Till) -> None:
    state = await till.billing.state(scope_of(till.scope.tenant, *PERMISSIONS[Role.VIEWER]))
    assert (state.plan, state.status) == (PlanId.STARTER, SubscriptionStatus.NONE)
    assert [(plan.id, plan.price_cents) for plan in state.plans] == [
        (PlanId.STARTER, 0),
        (PlanId.STUDIO, 1900),
        (PlanId.STUDIO_PLUS, 4900),
    ]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR, Role.VIEWER])
async def test_only_owners_spend_money(till: Till, role: Role) -> None:
    scope = scope_of(till.scope.tenant, *PERMISSIONS[role])
    with pytest.raises(PermissionDenied):
        await till.billing.checkout(scope, BuyPlan(plan=PlanId.STUDIO), BACK)
    with pytest.raises(PermissionDenied):
        await till.billing.portal(scope, BACK)


@pytest.mark.parametrize("seed", range(5))
async def test_three_times_and_shuffled_the_plan_is_what_was_paid(till: Till, seed: int) -> None:
    await till.buy()
    await till.hear(random.Random(seed), times=3)
    state = await till.billing.state(till.scope)
    assert (state.plan, state.status) == (PlanId.STUDIO_PLUS, SubscriptionStatus.ACTIVE)
    assert state.renews_at is not None


async def test_what_is_owned_is_not_sold_twice(till: Till) -> None:
    await till.buy()
    await till.hear()
    with pytest.raises(AlreadySubscribed):
        await till.billing.checkout(till.scope, BuyPlan(plan=PlanId.STUDIO), BACK)
    assert "/stripe/portal/" in await till.billing.portal(till.scope, BACK)


async def test_a_failed_renewal_is_late_and_an_ended_one_is_free(till: Till) -> None:
    subscription = till.shop.sandbox.account.get("subscription", await till.buy())
    till.shop.sandbox.billing.renew(subscription, paid=False)
    await till.hear()
    state = await till.billing.state(till.scope)
    assert (state.plan, state.status) == (PlanId.STUDIO_PLUS, SubscriptionStatus.PAST_DUE)
    till.shop.sandbox.billing.end(subscription)
    await till.hear()
    state = await till.billing.state(till.scope)
    assert (state.plan, state.status) == (PlanId.STARTER, SubscriptionStatus.CANCELED)


async def test_an_old_subscription_that_ends_does_not_take_the_new_one_along(till: Till) -> None:
    old = till.shop.sandbox.account.get("subscription", await till.buy(PlanId.STUDIO))
    await till.hear()
    till.shop.sandbox.billing.end(old)
    await till.hear()
    await till.buy()
    await till.hear(random.Random(1), times=2)
    assert (await till.billing.state(till.scope)).plan is PlanId.STUDIO_PLUS


async def test_forged_events_change_nothing(till: Till) -> None:
    await till.buy()
    body, signature = till.signed()
    forged = [
        (body.replace(b"studio", b"stupid"), signature),
        (body, ""),
        (body, signature[:-1] + ("0" if signature[-1] != "0" else "1")),
        (b"not json", signature),
        (body, "t=1,v1=" + signature.rpartition("v1=")[2]),
    ]
    for lie, name in forged:
        with pytest.raises(ForgedEvent):
            await till.billing.hear(lie, name)
    assert (await till.billing.state(till.scope)).plan is PlanId.STARTER


async def test_stripe_away_is_said_and_changes_nothing(till: Till) -> None:
    till.shop.sandbox.faults.add("GET", "/v1/prices", Fault("status_before", status=503), count=None)
    with pytest.raises(PaymentsUnavailable):
        await till.billing.state(till.scope)


async def test_nothing_bought_has_nothing_to_manage_and_the_free_plan_is_not_sold(till: Till) -> None:
    with pytest.raises(NeverSubscribed):
        await till.billing.portal(till.scope, BACK)
    with pytest.raises(NothingToSell):
        await till.billing.checkout(till.scope, BuyPlan(plan=PlanId.STARTER), BACK)
