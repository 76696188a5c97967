"""What is sold."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

import attrs


class PlanId(StrEnum):
    """The plans, from least to most."""

    STARTER = "starter"
    STUDIO = "studio"
    STUDIO_PLUS = "studio_plus"


@attrs.frozen(kw_only=True)
class Plan:
    """One plan; `lookup_key` finds its monthly price at the payment provider, None for the free one."""

    id: PlanId
    name: str
    features: tuple[str, ...]
    lookup_key: str | None


PLANS: Final = MappingProxyType(
    {
        plan.id: plan
        for plan in (
            Plan(
                id=PlanId.STARTER,
                name="Starter",
                features=("Live view and search", "Embeds", "Moderation cases"),
                lookup_key=None,
            ),
            Plan(
                id=PlanId.STUDIO,
                name="Studio",
                features=("Everything in Starter", "For a team that grows", "Support by mail"),
                lookup_key="studio_monthly",
            ),
            Plan(
                id=PlanId.STUDIO_PLUS,
                name="Studio+",
                features=("Everything in Studio", "For communities that never sleep", "Priority support"),
                lookup_key="studio_plus_monthly",
            ),
        )
    }
)


def plan_of(lookup_key: str | None) -> PlanId:
    """Return the plan a price belongs to; unknown prices sell nothing beyond the free plan."""
    for plan in PLANS.values():
        if plan.lookup_key is not None and plan.lookup_key == lookup_key:
            return plan.id
    yearly = {"studio_yearly": PlanId.STUDIO, "studio_plus_yearly": PlanId.STUDIO_PLUS}
    return yearly.get(lookup_key or "", PlanId.STARTER)
