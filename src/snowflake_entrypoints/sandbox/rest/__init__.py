"""Discord's REST API v10, OAuth2 pages and CDN over a world."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from snowflake_entrypoints.sandbox.faults import Faults
from snowflake_entrypoints.sandbox.rest import (
    applications,
    channels,
    guilds,
    interactions,
    members,
    messages,
    pins,
    reactions,
    threads,
    users,
    webhooks,
)
from snowflake_entrypoints.sandbox.rest.cdn import Cdn
from snowflake_entrypoints.sandbox.rest.consent import Consent
from snowflake_entrypoints.sandbox.rest.errors import not_found, refusal_answer
from snowflake_entrypoints.sandbox.rest.limits import Limits
from snowflake_entrypoints.sandbox.rest.oauth import BASES, Tokens
from snowflake_entrypoints.sandbox.rest.serve import Serve
from snowflake_entrypoints.sandbox.settings import RateLimits
from snowflake_entrypoints.sandbox.world import World

__all__ = ["ROUTES", "rest_routes"]

ROUTES = (
    *applications.ROUTES,
    *users.ROUTES,
    *guilds.ROUTES,
    *members.ROUTES,
    *channels.ROUTES,
    *pins.ROUTES,
    *messages.ROUTES,
    *reactions.ROUTES,
    *threads.ROUTES,
    *webhooks.ROUTES,
    *interactions.ROUTES,
)
"""Every declared route; a literal segment stands before the variable it could be mistaken for."""


def rest_routes(
    world: World, faults: Faults, limits: RateLimits, now: Callable[[], float]
) -> list[web.RouteDef]:
    """Return everything to mount: /api/v10 (and /api), /oauth2/authorize, the CDN."""
    serve = Serve(world, faults, Limits(limits, now))
    routes = [*Tokens(world, faults).routes(), *Consent(world).routes(), *Cdn(world).routes()]
    for base in BASES:
        routes += [serve.route(one, base) for one in ROUTES]
    routes.append(web.route("*", "/api/{tail:.*}", _nowhere))
    return routes


async def _nowhere(_: web.Request) -> web.Response:
    return refusal_answer(not_found())
