"""Then: nobody asks faster than people and their browsers do."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from quart import Quart, g, request

from snowflake_domain.kernel.limits import Limit, RateLimits, TooMany
from snowflake_entrypoints.http.pipeline.api_key import key_used
from snowflake_entrypoints.http.pipeline.host import ANYWHERE

EVERYTHING: Final = Limit(300, 10.0)
"""A dashboard's first load takes about 60 requests."""
PICTURE: Final = "images.show"
PICTURES: Final = Limit(1200, 10.0)
"""A page of messages shows up to some 200; what has to be fetched first is limited on its own."""
SIGNING_IN: Final = Limit(20, 60.0)
"""Each attempt costs Discord four calls."""
PER_PERSON: Final = Limit(200, 10.0)
"""From however many addresses."""
PER_KEY: Final = Limit(60, 10.0)
PER_TENANT: Final = Limit(1000, 10.0)
"""One community's whole staff and all its programs, so that it can't slow down the others."""
WRONG_KEYS: Final = Limit(20, 60.0)
"""Counts refused API keys alone: a good one isn't locked out by a bad neighbour behind the same address."""


def install(app: Quart, limits: RateLimits) -> None:
    """Count requests by address; raises `TooMany`."""

    @app.before_request
    async def count() -> None:
        if request.endpoint in ANYWHERE:
            return
        who = caller()
        if request.endpoint == PICTURE:
            await _take(limits, f"pictures:{who}", PICTURES)
            return
        await _take(limits, f"http:{who}", EVERYTHING)
        if request.path.startswith("/auth/"):
            await _take(limits, f"auth:{who}", SIGNING_IN)


def install_for_callers(app: Quart, limits: RateLimits) -> None:
    """Count by person, API key and tenant, once it is known who they really are; raises `TooMany`."""

    @app.before_request
    async def count_caller() -> None:
        key, session, scope = key_used(), g.get("session"), g.get("scope")
        if key is not None:
            await _take(limits, f"key:{key.id}", PER_KEY)
        elif session is not None:
            await _take(limits, f"person:{session.user.id}", PER_PERSON)
        if scope is not None:
            await _take(limits, f"tenant:{scope.tenant}", PER_TENANT)


async def count_wrong_key(limits: RateLimits) -> None:
    """Count a refused API key against its address; raises `TooMany`."""
    await _take(limits, f"wrong-key:{caller()}", WRONG_KEYS)


async def _take(limits: RateLimits, key: str, limit: Limit) -> None:
    verdict = await limits.take(key, limit)
    if not verdict.allowed:
        raise TooMany(verdict.retry_after)


def caller() -> str:
    """Return the peer's address, or its /64 where one customer holds them all."""
    peer = peer_address()
    try:
        address = ip_address(peer)
    except ValueError:
        return peer
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)


def peer_address() -> str:
    """Return the address that the connection came from."""
    return str((request.scope.get("client") or ("", 0))[0])
