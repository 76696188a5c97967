"""Billing, in memory."""

import attrs
from typing_extensions import override

from snowflake_adapters.memory.rows import TenantRows
from snowflake_domain.billing.ports import Ledger
from snowflake_domain.billing.subscription import Subscription


@attrs.frozen
class MemoryLedger(Ledger):
    """The subscription of one tenant, and the payment events it has followed."""

    _rows: TenantRows

    @override
    async def read(self) -> Subscription:
        return self._rows.subscription

    @override
    async def write(self, subscription: Subscription) -> None:
        self._rows.subscription = subscription

    @override
    async def first_time(self, event: str) -> bool:
        if event in self._rows.billing_events:
            return False
        self._rows.billing_events = self._rows.billing_events | {event}
        return True
