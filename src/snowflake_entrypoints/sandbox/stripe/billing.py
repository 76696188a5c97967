"""What happens to subscriptions: paid for, changed, renewed, not paid, ended."""

import calendar
import copy
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import attrs

from snowflake_entrypoints.sandbox.stripe import shapes, shapes_invoice
from snowflake_entrypoints.sandbox.stripe.account import Account
from snowflake_entrypoints.sandbox.stripe.errors import Refused, absent
from snowflake_entrypoints.sandbox.stripe.shapes import Json

CUSTOMER: Final = frozenset({"email", "name", "description", "metadata", "phone"})
"""What a customer can be given."""
DECLINED: Final = "4000000000000002"
FAILS_LATER: Final = "4000000000000341"
CARDS: Final = {
    "4242424242424242": "pays",
    FAILS_LATER: "pays once, then fails",
    DECLINED: "is declined",
}
"""Stripe's own test cards (Stripe: Testing)."""


@attrs.frozen
class Cart:
    """What a checkout is for: prices with quantities, and what the subscription shall carry."""

    lines: tuple[tuple[str, int], ...]
    metadata: Json
    description: str | None = None


@attrs.define(eq=False)
class Billing:
    """The rules, over one account; carts are by checkout session."""

    account: Account
    carts: dict[str, Cart] = attrs.Factory(dict)

    def create_customer(self, params: Mapping[str, Any]) -> Json:
        """Register a customer."""
        account = self.account
        known = {
            key: params[key] for key in ("email", "name", "description", "metadata", "phone") if key in params
        }
        made = account.keep(shapes.customer(account.new_id("cus"), account.moment, **known))
        account.announce("customer.created", made)
        return made

    def pay(self, session: Json, card: str) -> Json:
        """Complete a checkout with a card; refuses with card_declined and leaves the session open then."""
        if session["status"] != "open":
            raise Refused(400, "You cannot pay for a session that is not open.", code="session_closed")
        if card not in CARDS or card == DECLINED:
            raise Refused(
                402, "Your card was declined.", type="card_error", code="card_declined", param="number"
            )
        account = self.account
        if session["customer"] is None:
            details = {"email": session["customer_email"] or "customer@example.com"}
            session["customer"] = self.create_customer(details)["id"]
        customer = account.get("customer", session["customer"])
        customer["currency"] = session["currency"]
        customer["invoice_settings"]["default_payment_method"] = _method(card)
        made = self._subscribe(session, customer)
        bill = self._bill(made, reason="subscription_create", paid=True)
        session |= {
            "status": "complete",
            "payment_status": "paid",
            "subscription": made["id"],
            "invoice": bill["id"],
            "url": None,
            "customer_details": {
                "address": shapes.NO_ADDRESS,
                "business_name": None,
                "email": customer["email"],
                "individual_name": None,
                "name": customer["name"],
                "phone": None,
                "tax_exempt": "none",
                "tax_ids": [],
            },
        }
        account.announce("checkout.session.completed", session)
        account.announce("customer.subscription.created", made)
        account.announce("invoice.paid", bill)
        return made

    def expire(self, session: Json) -> Json:
        """End a checkout that nobody paid."""
        if session["status"] != "open":
            raise Refused(400, "Only Checkout Sessions with a status of open can be expired.")
        session |= {"status": "expired", "url": None}
        self.account.announce("checkout.session.expired", session)
        return session

    def change(self, one: Json, params: Mapping[str, Any]) -> Json:
        """Switch the price, take a cancellation in or back, set metadata; refuses on an ended one."""
        if one["status"] == "canceled":
            raise Refused(404, f"No such subscription: '{one['id']}'", code="resource_missing", param="id")
        before = copy.deepcopy(one)
        account, now = self.account, self.account.moment
        for asked in params.get("items") or ():
            self._change_item(one, asked)
        if "metadata" in params:
            one["metadata"] = {**one["metadata"], **(params["metadata"] or {})}
        if "cancel_at_period_end" in params:
            ending = params["cancel_at_period_end"] in {True, "true"}
            one["cancel_at_period_end"] = ending
            one["cancel_at"] = one["items"]["data"][0]["current_period_end"] if ending else None
            one["canceled_at"] = now if ending else None
            one["cancellation_details"]["reason"] = "cancellation_requested" if ending else None
        previous = {key: value for key, value in before.items() if value != one[key]}
        if previous:
            account.announce("customer.subscription.updated", one, previous)
        return one

    def end(self, one: Json, reason: str = "cancellation_requested") -> Json:
        """Cancel a subscription now."""
        if one["status"] == "canceled":
            raise Refused(404, f"No such subscription: '{one['id']}'", code="resource_missing", param="id")
        now = self.account.moment
        one |= {"status": "canceled", "ended_at": now, "canceled_at": one["canceled_at"] or now}
        one["cancellation_details"]["reason"] = reason
        self.account.announce("customer.subscription.deleted", one)
        return one

    def renew(self, one: Json, *, paid: bool = True) -> Json:
        """Let a billing period pass: bill the next one, or end what was to end with this one.

        Unpaid, as every renewal is on a card that fails later, the subscription is past due; a paid renewal
        makes it active again.
        """
        if one["cancel_at_period_end"]:
            return self.end(one)
        account = self.account
        paid = paid and one["default_payment_method"] != _method(FAILS_LATER)
        before = copy.deepcopy(one)
        for item in one["items"]["data"]:
            start = item["current_period_end"]
            item |= {"current_period_start": start, "current_period_end": _later(start, item["price"])}
        one["status"] = "active" if paid else "past_due"
        bill = self._bill(one, reason="subscription_cycle", paid=paid)
        account.announce("invoice.paid" if paid else "invoice.payment_failed", bill)
        previous = {key: value for key, value in before.items() if value != one[key]}
        account.announce("customer.subscription.updated", one, previous)
        return one

    def _subscribe(self, session: Json, customer: Json) -> Json:
        account, now = self.account, self.account.moment
        id_, cart = account.new_id("sub"), self.carts[session["id"]]
        items = [
            shapes.subscription_item(
                account.new_id("si"), now, id_, price, quantity=quantity, end=_later(now, price)
            )
            for price, quantity in ((account.get("price", one), number) for one, number in cart.lines)
        ]
        return account.keep(
            shapes.subscription(
                id_,
                now,
                customer["id"],
                items,
                metadata=cart.metadata,
                description=cart.description,
                default_payment_method=customer["invoice_settings"]["default_payment_method"],
            )
        )

    def _bill(self, one: Json, *, reason: str, paid: bool) -> Json:
        account = self.account
        customer = account.get("customer", one["customer"])
        number = customer["next_invoice_sequence"]
        customer["next_invoice_sequence"] += 1
        id_ = account.new_id("in")
        lines = [
            shapes_invoice.line_item(account.new_id("il"), id_, item, one["id"])
            for item in one["items"]["data"]
        ]
        made = shapes_invoice.invoice(
            id_, account.moment, customer, one, lines, reason=reason, paid=paid, number=number
        )
        one["latest_invoice"] = id_
        return account.keep(made)

    def _change_item(self, one: Json, asked: Mapping[str, Any]) -> None:
        items = one["items"]["data"]
        if "id" not in asked:
            raise absent("items[0][id]")
        item = next((item for item in items if item["id"] == asked["id"]), None)
        if item is None:
            raise Refused(400, f"No such subscription item: '{asked['id']}'", code="resource_missing")
        if "price" in asked:
            price = self.account.get("price", asked["price"], "items[0][price]")
            if price["recurring"]["interval"] != item["price"]["recurring"]["interval"]:
                now = self.account.moment
                item |= {"current_period_start": now, "current_period_end": _later(now, price)}
            item |= {"price": price, "plan": shapes.plan(price)}
        if "quantity" in asked:
            item["quantity"] = int(asked["quantity"])


def _method(card: str) -> str:
    return f"pm_card_{card[-4:]}"


def _later(start: int, price: Json) -> int:
    """Return the end of a period: the same day of the month a month or a year later, or that month's last."""
    began = datetime.fromtimestamp(start, UTC)
    months = began.month + (12 if price["recurring"]["interval"] == "year" else 1)
    year, month = began.year + (months - 1) // 12, (months - 1) % 12 + 1
    day = min(began.day, calendar.monthrange(year, month)[1])
    return int(began.replace(year=year, month=month, day=day).timestamp())
