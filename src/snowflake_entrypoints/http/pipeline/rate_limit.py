"""Then: nobody asks faster than people and their browsers do."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from quart import Quart, request

from snowflake_domain.kernel.limits import Limit, RateLimits, TooMany
from snowflake_entrypoints.http.pipeline.host import ANYWHERE

EVERYTHING: Final = Limit(300, 10.0)
"""A dashboard's first load takes about 60 requests."""
SIGNING_IN: Final = Limit(20, 60.0)
"""Each attempt costs Discord four calls."""


def install(app: Quart, limits: RateLimits) -> None:
    """Count requests by address; raises `TooMany`."""

    @app.before_request
    async def count() -> None:
        if request.endpoint in ANYWHERE:
            return
        who = caller()
        await _take(limits, f"http:{who}", EVERYTHING)
        if request.path.startswith("/auth/"):
            await _take(limits, f"auth:{who}", SIGNING_IN)


async def _take(limits: RateLimits, key: str, limit: Limit) -> None:
    verdict = await limits.take(key, limit)
    if not verdict.allowed:
        raise TooMany(verdict.retry_after)


def caller() -> str:
    """Return the peer's address, or its /64 where one customer holds them all."""
    peer = (request.scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(peer)
    except ValueError:
        return peer
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)
