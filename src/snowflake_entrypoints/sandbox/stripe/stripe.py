"""The stand-in for Stripe as a whole."""

from typing import Any

import attrs
from aiohttp import web

from snowflake_entrypoints.sandbox.control_http import acting, looking
from snowflake_entrypoints.sandbox.faults import Faults
from snowflake_entrypoints.sandbox.stripe.account import Account
from snowflake_entrypoints.sandbox.stripe.api import Api
from snowflake_entrypoints.sandbox.stripe.billing import Billing
from snowflake_entrypoints.sandbox.stripe.calls import Calls
from snowflake_entrypoints.sandbox.stripe.errors import Refused
from snowflake_entrypoints.sandbox.stripe.pages import Pages
from snowflake_entrypoints.sandbox.stripe.settings import StripeSettings
from snowflake_entrypoints.sandbox.stripe.webhooks import Webhooks


@attrs.define(eq=False)
class Stripe:
    """An account, its API, its pages and its webhooks.

    `base_url` is where the pages are, and has to be set before the first session is made; `faults` spoil
    calls by method and path ("/v1/checkout/sessions").
    """

    settings: StripeSettings = attrs.Factory(StripeSettings)
    base_url: str = "http://127.0.0.1"
    faults: Faults = attrs.Factory(Faults)
    account: Account = attrs.field(init=False)
    billing: Billing = attrs.field(init=False)
    webhooks: Webhooks = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.account = Account(self.settings)
        self.billing = Billing(self.account)
        self.webhooks = Webhooks(self.account, self.settings.webhook_url)

    def routes(self) -> list[web.RouteDef]:
        """Mount the API (/v1/…), the pages (/stripe/…) and the controls (/_sandbox/stripe)."""
        calls = Calls(
            self.billing,
            checkout_url=lambda id_: f"{self.base_url}/stripe/checkout/{id_}",
            portal_url=lambda id_: f"{self.base_url}/stripe/portal/{id_}",
        )
        return [
            *Api(self.account, calls, self.faults).routes(),
            *Pages(self.billing).routes(),
            web.get("/_sandbox/stripe", looking(lambda _: self.state())),
            web.post("/_sandbox/stripe", acting(self.act)),
        ]

    def state(self) -> dict[str, Any]:
        """Render what the account has, and how its webhooks were taken."""
        return {
            "objects": {kind: list(by_id.values()) for kind, by_id in self.account.objects.items()},
            "webhooks": [attrs.asdict(attempt) for attempt in self.webhooks.attempts],
            "webhook_url": self.webhooks.url,
        }

    def act(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """Do one `action`: renew or fail a `subscription`, resend an `event`, fault or webhook faults.

        `webhook` plans {fault: duplicate|reorder|delay|drop, count}; `fault` adds a rule as for Discord's
        REST; `endpoint` sets the `url` that webhooks go to.
        """
        try:
            return self._do(body)
        except Refused as refused:
            raise ValueError(refused.message) from refused

    def _do(self, body: dict[str, Any]) -> dict[str, Any] | None:
        match body.get("action"):
            case "renew" | "fail" as action:
                one = self.account.get("subscription", body["subscription"])
                return self.billing.renew(one, paid=action == "renew")
            case "resend":
                self.webhooks.resend(self.account.get("event", body["event"]))
            case "webhook":
                self.webhooks.plan(str(body["fault"]), int(body.get("count", 1)))
            case "fault":
                return self.faults.add_json(body).to_json()
            case "endpoint":
                self.webhooks.url = body["url"]
            case unknown:
                raise ValueError(f"there is no action {unknown!r}")
        return None

    async def close(self) -> None:
        """Stop delivering webhooks."""
        await self.webhooks.close()
