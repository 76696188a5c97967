"""The pages that Stripe hosts: checkout, and the customer's portal."""

from collections.abc import Callable
from html import escape
from typing import Any, Final

import attrs
from aiohttp import web

from snowflake_entrypoints.sandbox.stripe.billing import CARDS, Billing
from snowflake_entrypoints.sandbox.stripe.errors import Refused
from snowflake_entrypoints.sandbox.stripe.shapes import Json

FRAME: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1a2333}}
body{{background:#f6f8fb}}
main{{background:#fff;border:1px solid #d5dde8;border-radius:.75rem;padding:1.5rem}}
button,a.button{{font:inherit;display:inline-block;padding:.5rem 1rem;margin:.25rem .25rem .25rem 0}}
button,a.button{{border:1px solid #5469d4;border-radius:.5rem;background:#fff;color:#3444a3}}
button.primary{{background:#5469d4;color:#fff}}
[role=alert]{{border-left:4px solid #c0123c;padding:.5rem 1rem;background:#fdf0f3}}
dt{{font-weight:600}}
</style></head><body><main><h1>{title}</h1><p>Test mode: nobody is charged.</p>{body}</main></body></html>
"""


@attrs.frozen
class Pages:
    """Server-rendered pages with plain forms; `found` looks for a session by kind and id."""

    billing: Billing

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/stripe/checkout/{id}", self._guarded(self.show_checkout)),
            web.post("/stripe/checkout/{id}", self._guarded(self.pay)),
            web.get("/stripe/portal/{id}", self._guarded(self.show_portal)),
            web.post("/stripe/portal/{id}", self._guarded(self.act)),
        ]

    async def show_checkout(self, request: web.Request) -> web.StreamResponse:
        session = self.billing.account.get("checkout.session", request.match_info["id"])
        return self._checkout(session)

    async def pay(self, request: web.Request) -> web.StreamResponse:
        """Pay with the form's `card`, and go where the merchant said; a declined card stays here."""
        account = self.billing.account
        session = account.get("checkout.session", request.match_info["id"])
        card = str((await request.post()).get("card", ""))
        try:
            self.billing.pay(session, card.replace(" ", ""))
        except Refused as refused:
            return self._checkout(session, refused.message, refused.status)
        raise web.HTTPSeeOther(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))

    async def show_portal(self, request: web.Request) -> web.StreamResponse:
        session = self.billing.account.get("billing_portal.session", request.match_info["id"])
        return self._portal(session)

    async def act(self, request: web.Request) -> web.StreamResponse:
        """Cancel, resume or switch a subscription of the portal's customer."""
        account = self.billing.account
        session = account.get("billing_portal.session", request.match_info["id"])
        form = await request.post()
        one = account.get("subscription", form.get("subscription", ""))
        if one["customer"] != session["customer"]:
            raise Refused(404, "No such subscription.")
        match form.get("action"):
            case "cancel":
                self.billing.change(one, {"cancel_at_period_end": True})
            case "resume":
                self.billing.change(one, {"cancel_at_period_end": False})
            case "switch":
                item = {"id": one["items"]["data"][0]["id"], "price": form.get("price", "")}
                self.billing.change(one, {"items": [item]})
            case unknown:
                raise Refused(400, f"There is no action {unknown!r}.")
        raise web.HTTPSeeOther(request.path)

    def _checkout(self, session: Json, problem: str | None = None, status: int = 200) -> web.Response:
        if session["status"] != "open":
            return _page("Checkout", "<p>This checkout is over.</p>", 410)
        buttons = "".join(
            f'<button class="{"primary" if number == 0 else ""}" name="card" value="{card}">'
            f"Pay with {_spaced(card)}<br><small>{escape(manner)}</small></button>"
            for number, (card, manner) in enumerate(CARDS.items())
        )
        cancel = session["cancel_url"]
        back = f'<p><a class="button" href="{escape(cancel)}">Cancel</a></p>' if cancel else ""
        alert = f'<p role="alert">{escape(problem)}</p>' if problem else ""
        lines = "".join(
            f"<li>{number} × {self._describe(self.billing.account.get('price', price))}</li>"
            for price, number in self.billing.carts[session["id"]].lines
        )
        total = _money(session["amount_total"], session["currency"])
        due = f"<ul>{lines}</ul><p>Due today: <strong>{total}</strong></p>"
        return _page("Checkout", f'{alert}{due}<form method="post">{buttons}</form>{back}', status)

    def _portal(self, session: Json) -> web.Response:
        account = self.billing.account
        mine = [one for one in account.all("subscription") if one["customer"] == session["customer"]]
        parts = "".join(self._subscription(one) for one in mine) or "<p>No subscription yet.</p>"
        back = session["return_url"]
        leave = f'<p><a class="button" href="{escape(back)}">Back</a></p>' if back else ""
        return _page("Your subscription", parts + leave)

    def _subscription(self, one: Json) -> str:
        current = one["items"]["data"][0]["price"]
        state = "ends with this period" if one["cancel_at_period_end"] else one["status"]
        hidden = f'<input type="hidden" name="subscription" value="{one["id"]}">'
        facts = f"<dl><dt>{self._describe(current)}</dt><dd>{escape(state)}</dd></dl>"
        if one["status"] == "canceled":
            return facts
        action, label = ("resume", "Keep it") if one["cancel_at_period_end"] else ("cancel", "Cancel it")
        switches = "".join(
            f'<form method="post">{hidden}<input type="hidden" name="action" value="switch">'
            f'<button name="price" value="{price["id"]}">Switch to {self._describe(price)}</button></form>'
            for price in self.billing.account.objects["price"].values()
            if price["id"] != current["id"]
        )
        form = f'<form method="post">{hidden}<button name="action" value="{action}">{label}</button></form>'
        return facts + form + switches

    def _describe(self, price: Json) -> str:
        product = self.billing.account.get("product", price["product"])
        money = _money(price["unit_amount"], price["currency"])
        return escape(f"{product['name']}, {money} a {price['recurring']['interval']}")

    def _guarded(self, show: Callable[[web.Request], Any]) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                answer: web.StreamResponse = await show(request)
            except Refused as refused:
                return _page(
                    "That didn't work", f'<p role="alert">{escape(refused.message)}</p>', refused.status
                )
            return answer

        return handle


def _page(title: str, body: str, status: int = 200) -> web.Response:
    return web.Response(text=FRAME.format(title=title, body=body), status=status, content_type="text/html")


def _spaced(card: str) -> str:
    return " ".join(card[start : start + 4] for start in range(0, len(card), 4))


def _money(amount: int, currency: str) -> str:
    return f"{amount / 100:.2f} {currency.upper()}"
