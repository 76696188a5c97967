"""A stand-in for Stripe on the real wire."""

from aiohttp import web

from snowflake_entrypoints.sandbox.stripe.settings import Plan, StripeSettings
from snowflake_entrypoints.sandbox.stripe.stripe import Stripe

__all__ = ["Plan", "Stripe", "StripeSettings", "stripe_routes"]


def stripe_routes(settings: StripeSettings | None = None) -> tuple[Stripe, list[web.RouteDef]]:
    """Build an account and the routes to mount.

    Its `base_url` is to be set when the address is known, and `close()` is to be called at the end.
    """
    stripe = Stripe(settings or StripeSettings())
    return stripe, stripe.routes()
