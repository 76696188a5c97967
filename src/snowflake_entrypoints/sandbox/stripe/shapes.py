"""Stripe's objects with every key they have; what we never set has Stripe's default.

Times are Unix seconds, amounts in the currency's smallest unit.
"""

from typing import Any

from snowflake_entrypoints.sandbox.stripe.settings import API_VERSION

Json = dict[str, Any]

NO_ADDRESS: Json = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def listing(data: list[Json], url: str, *, has_more: bool = False) -> Json:
    """Render a page of a list."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def customer(id_: str, created: int, **known: Any) -> Json:
    """Render a customer."""
    return {
        "id": id_,
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": created,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": id_[-8:].upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    } | known


def product(id_: str, created: int, name: str, **known: Any) -> Json:
    """Render a product."""
    return {
        "id": id_,
        "object": "product",
        "active": True,
        "created": created,
        "default_price": None,
        "description": None,
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": {},
        "name": name,
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": None,
        "type": "service",
        "unit_label": None,
        "updated": created,
        "url": None,
    } | known


def price(
    id_: str, created: int, product_id: str, *, amount: int, currency: str, interval: str, key: str
) -> Json:
    """Render a recurring price."""
    return {
        "id": id_,
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": created,
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": key,
        "metadata": {},
        "nickname": None,
        "product": product_id,
        "recurring": {
            "interval": interval,
            "interval_count": 1,
            "meter": None,
            "trial_period_days": None,
            "usage_type": "licensed",
        },
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }


def plan(of: Json) -> Json:
    """Render a price in the older shape that subscription items still carry."""
    return {
        "id": of["id"],
        "object": "plan",
        "active": of["active"],
        "amount": of["unit_amount"],
        "amount_decimal": of["unit_amount_decimal"],
        "billing_scheme": of["billing_scheme"],
        "created": of["created"],
        "currency": of["currency"],
        "interval": of["recurring"]["interval"],
        "interval_count": of["recurring"]["interval_count"],
        "livemode": False,
        "metadata": {},
        "meter": None,
        "nickname": None,
        "product": of["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def subscription_item(
    id_: str, created: int, subscription_id: str, of: Json, *, quantity: int, end: int
) -> Json:
    """Render a price in a subscription, with the period it is paid for."""
    return {
        "id": id_,
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": created,
        "current_period_end": end,
        "current_period_start": created,
        "discounts": [],
        "metadata": {},
        "plan": plan(of),
        "price": of,
        "quantity": quantity,
        "subscription": subscription_id,
        "tax_rates": [],
    }


def subscription(id_: str, created: int, customer_id: str, items: list[Json], **known: Any) -> Json:
    """Render an active subscription."""
    absent = (
        "application application_fee_percent billing_cycle_anchor_config billing_schedules "
        "billing_thresholds cancel_at canceled_at customer_account days_until_due "
        "default_payment_method default_source description ended_at latest_invoice managed_payments "
        "next_pending_invoice_item_invoice on_behalf_of pause_collection "
        "pending_invoice_item_interval pending_setup_intent pending_update schedule test_clock "
        "transfer_data trial_end trial_start"
    )
    return {
        **dict.fromkeys(absent.split()),
        "id": id_,
        "object": "subscription",
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": created,
        "billing_mode": {"type": "flexible", "flexible": None},
        "cancel_at_period_end": False,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": created,
        "currency": items[0]["price"]["currency"],
        "customer": customer_id,
        "default_tax_rates": [],
        "discounts": [],
        "invoice_settings": {
            "account_tax_ids": None,
            "custom_fields": None,
            "description": None,
            "footer": None,
            "issuer": {"type": "self"},
        },
        "items": listing(items, f"/v1/subscription_items?subscription={id_}"),
        "livemode": False,
        "metadata": {},
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "start_date": created,
        "status": "active",
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    } | known


def event(id_: str, created: int, kind: str, of: Json, previous: Json | None, request: Json) -> Json:
    """Render an event; `previous` is what the changed values were."""
    data: Json = {"object": of}
    if previous is not None:
        data["previous_attributes"] = previous
    return {"id": id_, "object": "event", "created": created, "type": kind, "data": data} | {
        "api_version": API_VERSION,
        "livemode": False,
        "pending_webhooks": 1,
        "request": request,
    }
