"""Stripe's sessions: a checkout, and a visit to the portal."""

from typing import Any

from snowflake_entrypoints.sandbox.stripe.shapes import Json


def checkout_session(id_: str, created: int, url: str, **known: Any) -> Json:
    """Render an open checkout; it expires after a day."""
    absent = (
        "after_expiration allow_promotion_codes amount_subtotal amount_total "
        "billing_address_collection cancel_url client_reference_id client_secret "
        "collected_information consent consent_collection currency currency_conversion customer "
        "customer_account customer_creation customer_details customer_email discounts "
        "integration_identifier invoice invoice_creation locale managed_payments origin_context "
        "payment_intent payment_link payment_method_configuration_details permissions "
        "recovered_from setup_intent shipping_address_collection shipping_cost submit_type "
        "subscription wallet_options"
    )
    return {
        **dict.fromkeys(absent.split()),
        "id": id_,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "created": created,
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "expires_at": created + 86_400,
        "livemode": False,
        "metadata": {},
        "mode": "subscription",
        "payment_method_collection": "always",
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "saved_payment_method_options": {
            "allow_redisplay_filters": ["always"],
            "payment_method_remove": "disabled",
            "payment_method_save": None,
        },
        "shipping_options": [],
        "status": "open",
        "success_url": None,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted",
        "url": url,
    } | known


def portal_session(id_: str, created: int, customer_id: str, url: str, return_url: str | None) -> Json:
    """Render a visit to the portal."""
    return {
        "id": id_,
        "object": "billing_portal.session",
        "configuration": "bpc_sandbox",
        "created": created,
        "customer": customer_id,
        "customer_account": None,
        "flow": None,
        "livemode": False,
        "locale": None,
        "on_behalf_of": None,
        "return_url": return_url,
        "url": url,
    }


def checkout_item(id_: str, price: Json, quantity: int, name: str) -> Json:
    """Render a line of a checkout."""
    amount = price["unit_amount"] * quantity
    return {
        "id": id_,
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": name,
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }
