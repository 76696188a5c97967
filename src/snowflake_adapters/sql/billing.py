"""Billing, in SQL."""

import attrs
from sqlalchemy import Column, String
from typing_extensions import override

from snowflake_adapters.sql.counters import counters
from snowflake_adapters.sql.schema import Utc, tenant_table
from snowflake_adapters.sql.scoped import TenantConnection
from snowflake_domain.billing.plan import PlanId
from snowflake_domain.billing.ports import Ledger
from snowflake_domain.billing.subscription import Subscription, SubscriptionStatus

subscriptions = tenant_table(
    "subscriptions",
    Column("plan", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("customer", String(255)),
    Column("reference", String(255)),
    Column("renews_at", Utc),
)
billing_events = tenant_table("billing_events", Column("event", String(255), primary_key=True))


@attrs.frozen
class SqlLedger(Ledger):
    """The subscription of one tenant, and the payment events it has followed."""

    _db: TenantConnection

    @override
    async def read(self) -> Subscription:
        row = await self._db.find(subscriptions)
        if row is None:
            return Subscription()
        return Subscription(
            plan=PlanId(row.plan),
            status=SubscriptionStatus(row.status),
            customer=row.customer,
            reference=row.reference,
            renews_at=row.renews_at,
        )

    @override
    async def write(self, subscription: Subscription) -> None:
        row = {
            "plan": subscription.plan.value,
            "status": subscription.status.value,
            "customer": subscription.customer,
            "reference": subscription.reference,
            "renews_at": subscription.renews_at,
        }
        await self._db.upsert(subscriptions, [row])

    @override
    async def first_time(self, event: str) -> bool:
        await self._db.hold(counters, "billing")
        if await self._db.find(billing_events, billing_events.c.event == event):
            return False
        await self._db.add(billing_events, {"event": event})
        return True
