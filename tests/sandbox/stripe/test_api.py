"""The official client finds Stripe's API."""

from typing import Any

import pytest
import stripe

from snowflake_entrypoints.sandbox.faults import Fault
from snowflake_entrypoints.sandbox.stripe import StripeSettings
from snowflake_entrypoints.sandbox.stripe.forms import nested
from tests.sandbox.stripe.shop import Shop, open_shop


async def test_prices_are_found_by_lookup_key_with_their_product(shop: Shop) -> None:
    found = await shop.client.v1.prices.list_async(
        params={"lookup_keys": ["studio_plus_yearly"], "expand": ["data.product"], "active": True}
    )
    assert [price.unit_amount for price in found.data] == [49_000]
    product = found.data[0].product
    assert isinstance(product, stripe.Product)
    assert product.name == "Studio Plus"


async def test_every_price_and_product_is_listed_page_by_page(shop: Shop) -> None:
    prices = await shop.client.v1.prices.list_async(params={"limit": 3})
    keys = {price.lookup_key async for price in prices.auto_paging_iter()}
    assert keys == {"studio_monthly", "studio_yearly", "studio_plus_monthly", "studio_plus_yearly"}
    products = await shop.client.v1.products.list_async()
    assert {product.name for product in products.data} == {"Studio", "Studio Plus"}


async def test_a_checkout_knows_what_it_was_opened_for(shop: Shop) -> None:
    session = await shop.checkout(metadata={"tenant": "tenant-1"})
    assert session.url == f"{shop.base_url}/stripe/checkout/{session.id}"
    assert (session.status, session.payment_status, session.mode) == ("open", "unpaid", "subscription")
    assert session.client_reference_id == "tenant-1"
    assert session.amount_total == 1900
    again = await shop.client.v1.checkout.sessions.retrieve_async(session.id)
    assert again.metadata is not None
    assert again.metadata["tenant"] == "tenant-1"
    lines = await shop.client.v1.checkout.sessions.line_items.list_async(session.id)
    assert [(line.description, line.amount_total) for line in lines.data] == [("Studio", 1900)]


async def test_a_subscription_can_be_changed_ended_later_and_ended_now(shop: Shop) -> None:
    subscription = await shop.subscribe()
    assert subscription.status == "active"
    assert subscription.metadata["tenant"] == "tenant-1"
    item = subscription["items"].data[0]
    assert 27 * 86_400 < item.current_period_end - item.current_period_start < 32 * 86_400
    calls = shop.client.v1.subscriptions
    changed = await calls.update_async(
        subscription.id, params={"items": [{"id": item.id, "price": "price_studio_plus_yearly"}]}
    )
    assert changed["items"].data[0].price.lookup_key == "studio_plus_yearly"
    assert changed["items"].data[0].current_period_end - item.current_period_start > 364 * 86_400
    ending = await calls.update_async(subscription.id, params={"cancel_at_period_end": True})
    assert ending.cancel_at_period_end
    assert ending.cancel_at == ending["items"].data[0].current_period_end
    kept = await calls.update_async(subscription.id, params={"cancel_at_period_end": False})
    assert kept.cancel_at is None
    ended = await calls.cancel_async(subscription.id)
    assert ended.status == "canceled"
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription"):
        await calls.cancel_async(subscription.id)


async def test_invoices_and_expansion(shop: Shop) -> None:
    subscription = await shop.subscribe()
    invoices = await shop.client.v1.invoices.list_async(params={"subscription": subscription.id})
    assert [(invoice.status, invoice.amount_paid) for invoice in invoices.data] == [("paid", 1900)]
    full = await shop.client.v1.subscriptions.retrieve_async(
        subscription.id, params={"expand": ["customer", "latest_invoice", "items.data.price.product"]}
    )
    assert isinstance(full.customer, stripe.Customer)
    assert full.customer.email == "nova@example.com"
    assert isinstance(full.latest_invoice, stripe.Invoice)
    assert full["items"].data[0].price.product.name == "Studio"


async def test_a_customer_opens_the_portal(shop: Shop) -> None:
    customer = await shop.client.v1.customers.create_async(
        params={"email": "a@b.example", "metadata": {"tenant": "t"}}
    )
    assert customer.metadata is not None
    assert customer.metadata["tenant"] == "t"
    portal = await shop.client.v1.billing_portal.sessions.create_async(
        params={"customer": customer.id, "return_url": "http://127.0.0.1/back"}
    )
    assert portal.url == f"{shop.base_url}/stripe/portal/{portal.id}"


async def test_an_idempotency_key_makes_one_of_two(shop: Shop) -> None:
    calls = shop.client.v1.customers
    first = await calls.create_async(params={"email": "a@b.example"}, options={"idempotency_key": "k"})
    second = await calls.create_async(params={"email": "a@b.example"}, options={"idempotency_key": "k"})
    assert first.id == second.id
    assert second.last_response is not None
    with pytest.raises(stripe.IdempotencyError):
        await calls.create_async(params={"email": "other@b.example"}, options={"idempotency_key": "k"})


async def test_a_repeat_after_a_lost_answer_makes_no_second(shop: Shop) -> None:
    shop.sandbox.faults.add("POST", "/v1/customers", Fault("drop_after"))
    shop.sandbox.faults.add("POST", "/v1/customers", Fault("status_before", status=500))
    made = await shop.client.v1.customers.create_async(params={"email": "a@b.example"})
    assert list(shop.sandbox.account.objects["customer"]) == [made.id]


async def test_planned_faults_look_like_stripes_own(shop: Shop) -> None:
    shop.sandbox.faults.add("GET", "/v1/products", Fault("rate_limit"), count=None)
    with pytest.raises(stripe.RateLimitError):
        await shop.client.v1.products.list_async()
    shop.sandbox.faults.clear()
    shop.sandbox.faults.add("GET", "/v1/products", Fault("status_after", status=503), count=None)
    with pytest.raises(stripe.APIError):
        await shop.client.v1.products.list_async()


async def test_a_wrong_key_is_refused() -> None:
    async with open_shop(StripeSettings(secret_key="sk_test_other")) as other:
        with pytest.raises(stripe.AuthenticationError, match="Invalid API Key provided: sk_test_"):
            await other.client.v1.products.list_async(options={"api_key": "sk_test_mine"})


@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"nonsense": 1}, "parameter_unknown", "nonsense"),
        ({"success_url": ""}, "parameter_missing", "success_url"),
        ({"line_items": [{"price": "price_none"}]}, "resource_missing", "line_items[0][price]"),
        ({"line_items": [{"quantity": 1}]}, "parameter_missing", "line_items[0][price]"),
        ({"customer": "cus_none", "customer_email": None}, "resource_missing", "customer"),
    ],
)
async def test_bad_parameters_are_named(shop: Shop, more: dict[str, Any], code: str, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.checkout(**more)
    assert (refused.value.code, refused.value.param) == (code, param)


async def test_an_unknown_call_is_refused(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        await shop.client.v1.coupons.list_async()


def test_brackets_spell_objects_and_lists() -> None:
    pairs = [
        ("items[0][id]", "si"),
        ("items[0][price]", "p"),
        ("expand[]", "a"),
        ("expand[]", "b"),
        ("metadata[x y]", "1"),
        ("plain", "v"),
    ]
    assert nested(pairs) == {
        "items": [{"id": "si", "price": "p"}],
        "expand": ["a", "b"],
        "metadata": {"x y": "1"},
        "plain": "v",
    }
