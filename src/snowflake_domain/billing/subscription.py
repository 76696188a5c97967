"""What a tenant pays for."""

from datetime import datetime
from enum import StrEnum

import attrs

from snowflake_domain.billing.plan import PlanId


class SubscriptionStatus(StrEnum):
    """How the payment stands; other states of the provider are read as the nearest of these."""

    NONE = "none"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    CANCELED = "canceled"


@attrs.frozen(kw_only=True)
class Subscription:
    """The tenant's subscription as the payment provider last told it."""

    plan: PlanId = PlanId.STARTER
    status: SubscriptionStatus = SubscriptionStatus.NONE
    customer: str | None = None
    """The provider's customer id."""
    reference: str | None = None
    """The provider's subscription id."""
    renews_at: datetime | None = None

    def effective_plan(self) -> PlanId:
        """Return what the tenant may use now: what it pays for, with grace while a payment is late."""
        paying = self.status in {SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE}
        return self.plan if paying else PlanId.STARTER
