"""The gateway half of the Discord stand-in."""

from typing import TYPE_CHECKING

from aiohttp import web

from snowflake_entrypoints.sandbox.faults import Faults
from snowflake_entrypoints.sandbox.gateway.gateway import Gateway
from snowflake_entrypoints.sandbox.gateway.settings import GatewaySettings

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.world import World

__all__ = ["Gateway", "GatewaySettings", "gateway_routes"]


def gateway_routes(
    world: "World",
    faults: Faults,  # noqa: ARG001 - REST's faults; the seam hands both halves the same two
    settings: GatewaySettings | None = None,
) -> tuple[Gateway, list[web.RouteDef]]:
    """Build the gateway of a world and the routes to mount."""
    gateway = Gateway(world, settings or GatewaySettings())
    return gateway, gateway.routes()
