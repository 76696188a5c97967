"""The stand-in for Stripe on a free port, the real client, and an endpoint that takes webhooks."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import attrs
import stripe
from aiohttp import web

from snowflake_entrypoints.sandbox.stripe import Stripe, StripeSettings, stripe_routes

SECRET: Final = "whsec_test"
SETTINGS: Final = StripeSettings(webhook_secret=SECRET, retry_delays=(0.05, 0.05))


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not happened():  # noqa: ASYNC110 - the endpoint is a plain list
            await asyncio.sleep(0.01)


@attrs.define
class Shop:
    """`events` are the webhooks that the endpoint took and whose signature is good."""

    sandbox: Stripe
    base_url: str
    client: stripe.StripeClient
    events: list[stripe.Event] = attrs.Factory(list)
    failing: int = 0

    async def hook(self, request: web.Request) -> web.Response:
        if self.failing:
            self.failing -= 1
            return web.Response(status=500)
        raw = await request.read()
        self.events.append(self.client.construct_event(raw, request.headers["Stripe-Signature"], SECRET))
        return web.Response()

    async def heard(self, *types: str) -> list[stripe.Event]:
        """Wait until exactly as many events came as there are types, and hold them against these."""
        await until(lambda: len(self.events) >= len(types))
        assert [event.type for event in self.events] == list(types)
        return self.events

    async def checkout(self, price: str = "price_studio_monthly", **more: object) -> stripe.checkout.Session:
        """Open a checkout with the real client."""
        params: dict[str, object] = {
            "mode": "subscription",
            "line_items": [{"price": price, "quantity": 1}],
            "success_url": "http://127.0.0.1/ok?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://127.0.0.1/no",
            "client_reference_id": "tenant-1",
            "customer_email": "nova@example.com",
            "subscription_data": {"metadata": {"tenant": "tenant-1"}},
        }
        return await self.client.v1.checkout.sessions.create_async(params=params | more)  # type: ignore[arg-type]

    async def subscribe(self) -> stripe.Subscription:
        """Pay for a checkout and return the subscription."""
        session = await self.checkout()
        made = self.sandbox.billing.pay(
            self.sandbox.account.get("checkout.session", session.id), "4242424242424242"
        )
        return await self.client.v1.subscriptions.retrieve_async(made["id"])


@asynccontextmanager
async def open_shop(settings: StripeSettings = SETTINGS) -> AsyncIterator[Shop]:
    """Serve an account whose webhooks go to an endpoint beside it."""
    sandbox, routes = stripe_routes(settings)
    app = web.Application()
    app.add_routes(routes)
    http = stripe.AIOHTTPClient(timeout=5)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    shop = Shop(sandbox, "", stripe.StripeClient("unset"))
    app.router.add_post("/hook", shop.hook)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        shop.base_url = sandbox.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        sandbox.webhooks.url = f"{shop.base_url}/hook"
        shop.client = stripe.StripeClient(
            settings.secret_key,
            base_addresses={"api": shop.base_url},
            http_client=http,
            max_network_retries=2,
        )
        yield shop
    finally:
        await http.close_async()  # type: ignore[no-untyped-call]
        await sandbox.close()
        await runner.cleanup()
