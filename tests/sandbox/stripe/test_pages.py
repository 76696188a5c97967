"""Checkout and portal as a browser without scripts sees them."""

import re

import aiohttp

from tests.sandbox.stripe.shop import Shop


async def test_a_paid_checkout_leads_back_and_makes_a_subscription(shop: Shop) -> None:
    session = await shop.checkout()
    assert session.url is not None
    async with aiohttp.ClientSession() as http:
        page = await (await http.get(session.url)).text()
        assert "Studio, 19.00 USD a month" in page
        assert 'href="http://127.0.0.1/no"' in page
        paid = await http.post(session.url, data={"card": "4242424242424242"}, allow_redirects=False)
        assert paid.status == 303
        assert paid.headers["Location"] == f"http://127.0.0.1/ok?session={session.id}"
        assert (await http.get(session.url)).status == 410
    done = await shop.client.v1.checkout.sessions.retrieve_async(
        session.id, params={"expand": ["subscription"]}
    )
    assert (done.status, done.payment_status) == ("complete", "paid")
    assert done.subscription is not None
    events = await shop.heard(
        "customer.created", "checkout.session.completed", "customer.subscription.created", "invoice.paid"
    )
    assert events[1].data.object["client_reference_id"] == "tenant-1"
    kept = await shop.client.v1.events.retrieve_async(events[1].id)
    assert kept.pending_webhooks == 0


async def test_a_declined_card_leaves_the_checkout_open(shop: Shop) -> None:
    session = await shop.checkout()
    assert session.url is not None
    async with aiohttp.ClientSession() as http:
        declined = await http.post(session.url, data={"card": "4000 0000 0000 0002"})
        assert declined.status == 402
        assert "Your card was declined." in await declined.text()
    assert (await shop.client.v1.checkout.sessions.retrieve_async(session.id)).status == "open"
    assert shop.events == []


async def test_a_checkout_is_paid_once(shop: Shop) -> None:
    session = await shop.checkout()
    assert session.url is not None
    async with aiohttp.ClientSession() as http:
        first = await http.post(session.url, data={"card": "4242424242424242"}, allow_redirects=False)
        again = await http.post(session.url, data={"card": "4242424242424242"}, allow_redirects=False)
    assert (first.status, again.status) == (303, 410)
    assert len(shop.sandbox.account.objects["subscription"]) == 1


async def test_the_portal_cancels_resumes_and_switches(shop: Shop) -> None:
    subscription = await shop.subscribe()
    portal = await shop.client.v1.billing_portal.sessions.create_async(
        params={"customer": str(subscription.customer), "return_url": "http://127.0.0.1/back"}
    )
    async with aiohttp.ClientSession() as http:
        page = await (await http.get(portal.url)).text()
        assert "Cancel it" in page
        form = {"subscription": subscription.id, "action": "cancel"}
        assert "Keep it" in await (await http.post(portal.url, data=form)).text()
        page = await (await http.post(portal.url, data=form | {"action": "resume"})).text()
        assert "Cancel it" in page
        switch = form | {"action": "switch", "price": "price_studio_plus_monthly"}
        page = await (await http.post(portal.url, data=switch)).text()
        assert re.search(r"<dt>Studio Plus, 49\.00 USD a month</dt><dd>active</dd>", page)
        stranger = await shop.client.v1.customers.create_async(params={"email": "x@y.example"})
        other = await shop.client.v1.billing_portal.sessions.create_async(params={"customer": stranger.id})
        assert (await http.post(other.url, data=form)).status == 404
    assert not (await shop.client.v1.subscriptions.retrieve_async(subscription.id)).cancel_at_period_end
