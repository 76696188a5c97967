"""What each call of the API does: parameters in, object out."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import attrs

from snowflake_entrypoints.sandbox.stripe import shapes, shapes_sessions
from snowflake_entrypoints.sandbox.stripe.billing import CUSTOMER, Billing, Cart
from snowflake_entrypoints.sandbox.stripe.errors import Refused, absent, invalid, unknown
from snowflake_entrypoints.sandbox.stripe.shapes import Json

Params = Mapping[str, Any]

COMMON: Final = frozenset({"expand", "limit", "starting_after", "ending_before", "created"})
CHECKOUT: Final = frozenset(
    {
        "mode",
        "line_items",
        "success_url",
        "cancel_url",
        "client_reference_id",
        "customer",
        "customer_email",
        "metadata",
        "subscription_data",
        "allow_promotion_codes",
        "billing_address_collection",
        "locale",
        "payment_method_collection",
        "payment_method_types",
        "ui_mode",
    }
)
PORTAL: Final = frozenset({"customer", "return_url", "locale", "configuration", "flow_data"})
SUBSCRIPTION: Final = frozenset(
    {"items", "metadata", "cancel_at_period_end", "proration_behavior", "payment_behavior", "off_session"}
)
ENDING: Final = frozenset({"invoice_now", "prorate", "cancellation_details"})
FILTERS: Final[dict[str, frozenset[str]]] = {
    "customer": frozenset({"email"}),
    "product": frozenset({"active", "ids"}),
    "price": frozenset({"active", "currency", "lookup_keys", "product", "type", "recurring"}),
    "subscription": frozenset({"customer", "status", "price"}),
    "invoice": frozenset({"customer", "subscription", "status", "collection_method"}),
    "checkout.session": frozenset({"customer", "subscription", "status"}),
    "event": frozenset({"type", "types"}),
}
OBJECTS: Final = frozenset({"metadata", "subscription_data", "flow_data", "recurring"})
MOST: Final = 100


def only(params: Params, known: Iterable[str]) -> None:
    """Refuse parameters that the call doesn't have."""
    for name, value in params.items():
        if name not in known and name not in COMMON:
            raise unknown(name)
        if name in OBJECTS and not isinstance(value, Mapping) and value:
            raise invalid("object", value)


@attrs.frozen
class Calls:
    """The API over one account; `address` returns the page for a checkout or portal session's id."""

    billing: Billing
    checkout_url: Callable[[str], str]
    portal_url: Callable[[str], str]

    def create_customer(self, params: Params) -> Json:
        only(params, CUSTOMER)
        return self.billing.create_customer(params)

    def update_customer(self, id_: str, params: Params) -> Json:
        only(params, CUSTOMER)
        found = self.billing.account.get("customer", id_)
        found |= {key: value for key, value in params.items() if key in CUSTOMER and key != "metadata"}
        found["metadata"] = {**found["metadata"], **(params.get("metadata") or {})}
        return found

    def create_checkout(self, params: Params) -> Json:
        """Open a checkout for a subscription; other modes aren't played."""
        only(params, CHECKOUT)
        account = self.billing.account
        if params.get("mode") != "subscription":
            raise invalid("mode", params.get("mode")) if "mode" in params else absent("mode")
        for name in ("line_items", "success_url"):
            if not params.get(name):
                raise absent(name)
        if params.get("customer") and params.get("customer_email"):
            raise Refused(400, "You may only specify one of these parameters: customer, customer_email.")
        customer = account.get("customer", params["customer"], "customer") if params.get("customer") else None
        lines = [self._line(number, one) for number, one in enumerate(params["line_items"])]
        total = sum(price["unit_amount"] * quantity for price, quantity in lines)
        data = params.get("subscription_data") or {}
        id_ = account.new_id("cs_test")
        self.billing.carts[id_] = Cart(
            tuple((price["id"], quantity) for price, quantity in lines),
            data.get("metadata") or {},
            data.get("description"),
        )
        return account.keep(
            shapes_sessions.checkout_session(
                id_,
                account.moment,
                self.checkout_url(id_),
                amount_subtotal=total,
                amount_total=total,
                currency=lines[0][0]["currency"],
                customer=customer and customer["id"],
                customer_creation=None if customer else "always",
                customer_email=params.get("customer_email"),
                success_url=params["success_url"],
                cancel_url=params.get("cancel_url"),
                client_reference_id=params.get("client_reference_id"),
                metadata=params.get("metadata") or {},
            )
        )

    def checkout_lines(self, id_: str, url: str, params: Params) -> Json:
        """List what a checkout is for."""
        only(params, ())
        account = self.billing.account
        account.get("checkout.session", id_)
        lines = []
        for number, (price_id, quantity) in enumerate(self.billing.carts[id_].lines):
            price = account.get("price", price_id)
            name = account.get("product", price["product"])["name"]
            lines.append(shapes_sessions.checkout_item(f"li_{id_[-12:]}_{number}", price, quantity, name))
        return shapes.listing(lines, url)

    def create_portal(self, params: Params) -> Json:
        only(params, PORTAL)
        if not params.get("customer"):
            raise absent("customer")
        account = self.billing.account
        customer = account.get("customer", params["customer"], "customer")
        id_ = account.new_id("bps")
        url = self.portal_url(id_)
        made = shapes_sessions.portal_session(
            id_, account.moment, customer["id"], url, params.get("return_url")
        )
        return account.keep(made)

    def update_subscription(self, id_: str, params: Params) -> Json:
        only(params, SUBSCRIPTION)
        return self.billing.change(self.billing.account.get("subscription", id_), params)

    def cancel_subscription(self, id_: str, params: Params) -> Json:
        only(params, ENDING)
        return self.billing.end(self.billing.account.get("subscription", id_))

    def expire_checkout(self, id_: str, params: Params) -> Json:
        only(params, ())
        return self.billing.expire(self.billing.account.get("checkout.session", id_))

    def listing(self, kind: str, url: str, params: Params) -> Json:
        """List a kind, newest first, filtered and paged by `limit` (1–100) and `starting_after`."""
        only(params, FILTERS[kind])
        account = self.billing.account
        limit = params.get("limit", 10)
        if not str(limit).isdigit() or not 1 <= int(limit) <= MOST:
            raise invalid("limit", limit)
        found = [one for one in account.all(kind) if _fits(kind, one, params)]
        if "starting_after" in params:
            after = account.get(kind, params["starting_after"], "starting_after")
            found = found[found.index(after) + 1 :] if after in found else []
        page = found[: int(limit)]
        expand = [path for path in params.get("expand") or () if str(path).startswith("data.")]
        data = [account.expanded(one, expand) for one in page]
        return shapes.listing(data, url, has_more=len(found) > len(page))

    def _line(self, number: int, one: Any) -> tuple[Json, int]:
        if not isinstance(one, Mapping) or "price" not in one:
            raise absent(f"line_items[{number}][price]")
        price = self.billing.account.get("price", one["price"], f"line_items[{number}][price]")
        quantity = str(one.get("quantity", "1"))
        if not quantity.isdigit() or quantity == "0":
            raise invalid(f"line_items[{number}][quantity]", quantity)
        return price, int(quantity)


def _fits(kind: str, one: Json, params: Params) -> bool:
    for name in FILTERS[kind] & set(params):
        wanted = params[name]
        if name == "lookup_keys":
            fits = one["lookup_key"] in wanted
        elif name == "ids":
            fits = one["id"] in wanted
        elif name == "types":
            fits = one["type"] in wanted
        elif name == "active":
            fits = one["active"] == (wanted in {True, "true"})
        elif name == "status" and kind == "subscription":
            fits = wanted == "all" or one["status"] == wanted
        elif name == "price":
            fits = any(item["price"]["id"] == wanted for item in one["items"]["data"])
        elif name == "recurring":
            fits = all(one["recurring"].get(key) == value for key, value in wanted.items())
        else:
            fits = one[name] == wanted
        if not fits:
            return False
    # Without a status, ended subscriptions are left out (Stripe: List subscriptions).
    return kind != "subscription" or "status" in params or one["status"] != "canceled"
