"""Webhooks are signed, repeated until taken, and go wrong on demand."""

import asyncio

import aiohttp
import pytest

from tests.sandbox.stripe.shop import Shop, until

SUBSCRIBED = (
    "customer.created",
    "checkout.session.completed",
    "customer.subscription.created",
    "invoice.paid",
)


async def test_what_the_endpoint_refuses_comes_again(shop: Shop) -> None:
    shop.failing = 2
    await shop.client.v1.customers.create_async(params={"email": "a@b.example"})
    await shop.heard("customer.created")
    assert [attempt.status for attempt in shop.sandbox.webhooks.attempts] == [500, 500, 200]


async def test_nobody_is_asked_forever(shop: Shop) -> None:
    shop.failing = 99
    await shop.client.v1.customers.create_async(params={"email": "a@b.example"})
    await until(lambda: len(shop.sandbox.webhooks.attempts) >= 3)
    await asyncio.sleep(0.2)
    assert len(shop.sandbox.webhooks.attempts) == 3


async def test_a_renewal_bills_and_a_failed_one_is_past_due(shop: Shop) -> None:
    subscription = await shop.subscribe()
    first = subscription["items"].data[0].current_period_end
    document = shop.sandbox.account.get("subscription", subscription.id)
    shop.sandbox.billing.renew(document)
    shop.sandbox.billing.renew(document, paid=False)
    events = await shop.heard(
        *SUBSCRIBED,
        "invoice.paid",
        "customer.subscription.updated",
        "invoice.payment_failed",
        "customer.subscription.updated",
    )
    assert events[4].data.object["billing_reason"] == "subscription_cycle"
    assert events[5].data.object["items"]["data"][0]["current_period_start"] == first
    assert events[7].data.object["status"] == "past_due"
    assert events[7].data["previous_attributes"]["status"] == "active"


async def test_a_card_that_fails_later_fails_at_the_renewal(shop: Shop) -> None:
    session = shop.sandbox.account.get("checkout.session", (await shop.checkout()).id)
    document = shop.sandbox.billing.pay(session, "4000000000000341")
    assert shop.sandbox.billing.renew(document)["status"] == "past_due"


async def test_a_subscription_to_end_ends_with_its_period(shop: Shop) -> None:
    subscription = await shop.subscribe()
    document = shop.sandbox.account.get("subscription", subscription.id)
    shop.sandbox.billing.change(document, {"cancel_at_period_end": True})
    shop.sandbox.billing.renew(document)
    await shop.heard(*SUBSCRIBED, "customer.subscription.updated", "customer.subscription.deleted")


@pytest.mark.parametrize(
    ("fault", "came"),
    [
        ("duplicate", ["one", "one", "two"]),
        ("reorder", ["two", "one"]),
        ("delay", ["two", "one"]),
        ("drop", ["two"]),
    ],
)
async def test_deliveries_go_wrong_on_demand(shop: Shop, fault: str, came: list[str]) -> None:
    shop.sandbox.webhooks.delay = 0.5
    async with aiohttp.ClientSession() as http:
        body = {"action": "webhook", "fault": fault}
        assert (await http.post(f"{shop.base_url}/_sandbox/stripe", json=body)).status == 200
    for name in ("one", "two"):
        await shop.client.v1.customers.create_async(params={"name": name})
    await until(lambda: len(shop.events) >= len(came))
    await asyncio.sleep(0.1)
    assert [event.data.object["name"] for event in shop.events] == came


async def test_the_controls_renew_and_resend(shop: Shop) -> None:
    subscription = await shop.subscribe()
    async with aiohttp.ClientSession() as http:
        url = f"{shop.base_url}/_sandbox/stripe"
        failed = await http.post(url, json={"action": "fail", "subscription": subscription.id})
        assert (await failed.json())["status"] == "past_due"
        events = await shop.heard(*SUBSCRIBED, "invoice.payment_failed", "customer.subscription.updated")
        await http.post(url, json={"action": "resend", "event": events[0].id})
        state = await (await http.get(url)).json()
        wrong = await http.post(url, json={"action": "explode"})
        unknown = await http.post(url, json={"action": "renew", "subscription": "sub_none"})
    assert len(state["objects"]["subscription"]) == 1
    assert (wrong.status, await wrong.json()) == (400, {"error": "there is no action 'explode'"})
    assert (unknown.status, await unknown.json()) == (400, {"error": "No such subscription: 'sub_none'"})
    await until(lambda: len(shop.events) >= 7)
    assert shop.events[-1].id == events[0].id
