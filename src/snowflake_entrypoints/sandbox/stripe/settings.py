"""Keys, prices and webhook manners of the stand-in for Stripe."""

from typing import Final

import attrs

API_VERSION: Final = "2026-10-28.endive"


@attrs.frozen
class Plan:
    """A product with a monthly and a yearly price in the currency's smallest unit."""

    key: str
    name: str
    description: str
    month: int
    year: int
    features: tuple[str, ...] = ()


PLANS: Final = (
    Plan(
        "studio",
        "Studio",
        "For one community with a small team.",
        1900,
        19_000,
        ("Message search", "Moderation cases", "5 staff seats"),
    ),
    Plan(
        "studio_plus",
        "Studio Plus",
        "For communities that never sleep.",
        4900,
        49_000,
        ("Everything in Studio", "Unlimited staff seats", "Public pages on your domain"),
    ),
)


@attrs.frozen
class StripeSettings:
    """The account; webhooks go nowhere while there is no URL.

    A delivery that isn't answered with 2xx within `webhook_timeout` seconds is repeated after each of
    `retry_delays` seconds and then given up.
    """

    secret_key: str = "sk_test_sandbox"  # noqa: S105 - it opens nothing but the sandbox
    webhook_secret: str = "whsec_sandbox"  # noqa: S105 - as above
    webhook_url: str | None = None
    currency: str = "usd"
    plans: tuple[Plan, ...] = PLANS
    webhook_timeout: float = 10.0
    retry_delays: tuple[float, ...] = (1.0, 5.0, 25.0, 120.0)
