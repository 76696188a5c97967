"""Buy a plan in the browser, fall behind, and end it: the page follows what Stripe says."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.browser import running_browser, visiting
from tests.journeys.product import Product, running_product

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120)]
SHOTS = Path(__file__).parents[2] / "var/journeys/billing"


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    async with running_product(tmp_path) as running:
        yield running


async def test_a_plan_is_bought_fails_to_renew_and_ends(product: Product, chromium: str) -> None:
    stripe = product.sandbox.stripe
    async with (
        running_browser(chromium) as browser,
        visiting(browser, product.panel, SHOTS) as owner,
    ):
        page = owner.page
        await owner.sign_in("owner")
        await page.get_by_role("link", name=re.compile("Aurora Guild")).click()
        await page.get_by_role("button", name="Provision").click()
        await owner.skip_first_steps()
        await owner.go("Billing")
        await page.get_by_role("button", name="Choose Studio+").click()
        await page.get_by_role("button", name=re.compile("0002")).click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await page.get_by_role("button", name=re.compile("4242 4242")).click()
        await page.wait_for_url("**/billing?paid=1")
        now = page.get_by_role("paragraph").filter(has_text="Studio+ · active")
        await expect(now).to_contain_text("renews")
        await owner.shoot("bought")
        (subscription,) = stripe.account.objects["subscription"].values()
        stripe.billing.renew(subscription, paid=False)
        await owner.until_reloaded(page.get_by_text("The last payment failed"))
        await owner.shoot("past-due")
        stripe.billing.end(subscription)
        await owner.until_reloaded(page.get_by_role("button", name="Choose Studio+"))
        assert owner.complaints == []
