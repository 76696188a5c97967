"""Stripe's invoices and their lines."""

from typing import Any

from snowflake_entrypoints.sandbox.stripe.shapes import Json, listing


def line_item(id_: str, invoice_id: str, item: Json, subscription_id: str) -> Json:
    """Render the line that an invoice has for a subscription item."""
    amount = item["price"]["unit_amount"] * item["quantity"]
    return {
        "id": id_,
        "object": "line_item",
        "amount": amount,
        "currency": item["price"]["currency"],
        "description": f"{item['quantity']} × {item['price']['lookup_key']}",
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice_id,
        "livemode": False,
        "metadata": {},
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": False,
                "proration_details": {"credited_items": None},
                "subscription": subscription_id,
                "subscription_item": item["id"],
            },
            "type": "subscription_item_details",
        },
        "period": {"start": item["current_period_start"], "end": item["current_period_end"]},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": item["price"]["id"], "product": item["price"]["product"]},
            "type": "price_details",
            "unit_amount_decimal": item["price"]["unit_amount_decimal"],
        },
        "quantity": item["quantity"],
        "quantity_decimal": str(item["quantity"]),
        "subscription": subscription_id,
        "subtotal": amount,
        "taxes": [],
    }


def invoice(  # noqa: PLR0913 - an invoice has this many sides
    id_: str,
    created: int,
    customer: Json,
    of: Json,
    lines: list[Json],
    *,
    reason: str,
    paid: bool,
    number: int,
    attempts: int = 1,
) -> Json:
    """Render an invoice of a subscription, paid or still open after a failed attempt."""
    total = sum(line["amount"] for line in lines)
    absent = (
        "account_name account_tax_ids application automatically_finalizes_at custom_fields "
        "customer_account customer_address customer_phone customer_shipping default_payment_method "
        "default_source description due_date ending_balance footer from_invoice "
        "last_finalization_error latest_revision next_payment_attempt on_behalf_of receipt_number "
        "rendering shipping_cost shipping_details statement_descriptor test_clock "
        "webhooks_delivered_at"
    )
    details: Json = {"metadata": of["metadata"], "subscription": of["id"]}
    known: dict[str, Any] = {
        "id": id_,
        "object": "invoice",
        "account_country": "US",
        "amount_due": total,
        "amount_overpaid": 0,
        "amount_paid": total if paid else 0,
        "amount_remaining": 0 if paid else total,
        "amount_shipping": 0,
        "attempt_count": attempts,
        "attempted": True,
        "auto_advance": not paid,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "created": created,
        "currency": of["currency"],
        "customer": customer["id"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_tax_rates": [],
        "discounts": [],
        "effective_at": created,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "lines": listing(lines, f"/v1/invoices/{id_}/lines"),
        "livemode": False,
        "metadata": {},
        "number": f"{customer['invoice_prefix']}-{number:04}",
        "parent": {"quote_details": None, "subscription_details": details, "type": "subscription_details"},
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": lines[0]["period"]["end"],
        "period_start": lines[0]["period"]["start"],
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
        "status": "paid" if paid else "open",
        "status_transitions": {
            "finalized_at": created,
            "marked_uncollectible_at": None,
            "paid_at": created if paid else None,
            "voided_at": None,
        },
        "subscription": of["id"],
        "subtotal": total,
        "subtotal_excluding_tax": total,
        "total": total,
        "total_discount_amounts": [],
        "total_excluding_tax": total,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
    }
    return dict.fromkeys(absent.split()) | known
