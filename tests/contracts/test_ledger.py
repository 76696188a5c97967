"""What every implementation of `billing.ports.Ledger` does."""

import asyncio

import pytest

from snowflake_domain.billing.plan import PlanId
from snowflake_domain.billing.subscription import Subscription, SubscriptionStatus
from snowflake_domain.kernel.scope import TenantScope
from tests.contracts.storage import NOON, Storage

PAID = Subscription(
    plan=PlanId.STUDIO_PLUS,
    status=SubscriptionStatus.ACTIVE,
    customer="cus_1",
    reference="sub_1",
    renews_at=NOON,
)


async def test_a_tenant_begins_with_the_free_plan(storage: Storage, snow: TenantScope) -> None:
    async with storage.begin(snow) as work:
        assert (await work.ledger.read()).effective_plan() is PlanId.STARTER


async def test_returns_what_was_written_last(storage: Storage, snow: TenantScope) -> None:
    async with storage.begin(snow) as work:
        await work.ledger.write(Subscription(plan=PlanId.STUDIO, status=SubscriptionStatus.CANCELED))
        await work.ledger.write(PAID)
    async with storage.begin(snow) as work:
        assert await work.ledger.read() == PAID


async def test_one_tenant_never_pays_for_another(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    async with storage.begin(snow) as work:
        await work.ledger.write(PAID)
        assert await work.ledger.first_time("evt_1")
    async with storage.begin(frost) as work:
        assert await work.ledger.read() == Subscription()
        assert await work.ledger.first_time("evt_1")
        await work.ledger.write(Subscription())
    async with storage.begin(snow) as work:
        assert await work.ledger.read() == PAID


async def test_an_event_is_new_once_and_forgotten_by_a_rollback(storage: Storage, snow: TenantScope) -> None:
    async def hear_and_fail() -> None:
        async with storage.begin(snow) as work:
            assert await work.ledger.first_time("evt_1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await hear_and_fail()
    for expected in (True, False):
        async with storage.begin(snow) as work:
            assert await work.ledger.first_time("evt_1") is expected


async def test_an_event_raced_five_times_is_new_once(storage: Storage, snow: TenantScope) -> None:
    async def hear() -> bool:
        async with storage.begin(snow) as work:
            return await work.ledger.first_time("evt_1")

    assert sorted(await asyncio.gather(*(hear() for _ in range(5)))) == [False] * 4 + [True]
