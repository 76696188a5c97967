"""The sandbox as one server: REST, OAuth2 pages, CDN, gateway, control API and Stripe."""

from __future__ import annotations

from typing import Final

import attrs
from aiohttp import web

from snowflake_entrypoints.sandbox.chatter import Chatter
from snowflake_entrypoints.sandbox.control import control_routes
from snowflake_entrypoints.sandbox.faults import Faults
from snowflake_entrypoints.sandbox.gateway import Gateway, gateway_routes
from snowflake_entrypoints.sandbox.rest import rest_routes
from snowflake_entrypoints.sandbox.seed import new_world
from snowflake_entrypoints.sandbox.settings import SandboxSettings
from snowflake_entrypoints.sandbox.stripe import Stripe, stripe_routes
from snowflake_entrypoints.sandbox.world import World

SHUTDOWN_SECONDS: Final = 1.0
BODY_CAP: Final = 32 * 2**20


@attrs.define(eq=False)
class Sandbox:
    """A running stand-in for Discord and Stripe on one port."""

    settings: SandboxSettings
    world: World
    gateway: Gateway
    faults: Faults
    chatter: Chatter
    stripe: Stripe
    app: web.Application
    _runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        """http://host:port, without a slash at the end."""
        return self.world.base_url

    @property
    def api_url(self) -> str:
        """What DISCORD_API_URL must be."""
        return self.world.api_url

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> Sandbox:
        """Listen; port 0 takes any free one. Returns itself when requests are answered."""
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound = self._runner.addresses[0][1]
        self.world.base_url = self.settings.public_url or f"http://{host}:{bound}"
        self.stripe.base_url = self.world.base_url
        return self

    async def stop(self) -> None:
        """Close the sockets and forget everything."""
        await self.chatter.stop()
        self.gateway.close_all()
        await self.stripe.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


def build_sandbox(settings: SandboxSettings | None = None) -> Sandbox:
    """Seed a world and put all its interfaces on one application; `start` it to listen."""
    settings = settings or SandboxSettings()
    world = new_world(settings)
    faults = Faults()
    gateway, gateway_paths = gateway_routes(world, faults, settings.gateway)
    world.session_starts = gateway.starts.to_json
    stripe, stripe_paths = stripe_routes(settings.stripe)
    app = web.Application(client_max_size=BODY_CAP)
    sandbox = Sandbox(settings, world, gateway, faults, Chatter(world), stripe, app)
    app.add_routes(gateway_paths)
    app.add_routes(rest_routes(world, faults, settings.limits, settings.now))
    app.add_routes(control_routes(sandbox))
    app.add_routes(stripe_paths)
    return sandbox
