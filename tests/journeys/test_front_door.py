"""From the marketing page to a provisioned community, and a moderator who sees what a moderator may."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.journeys.browser import Visitor, running_browser, visiting
from tests.journeys.product import Product, running_product

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]
SHOTS = Path(__file__).parents[2] / "var/journeys/front-door"
EXPECTED = ("401", "403", "404", "409")
"""Refusals that this journey provokes; Chromium notes each in its console."""


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    async with running_product(tmp_path) as running:
        yield running


async def test_an_owner_founds_and_a_moderator_joins_by_link(product: Product, chromium: str) -> None:
    async with (
        running_browser(chromium) as browser,
        visiting(browser, product.panel, SHOTS / "owner") as owner,
        visiting(browser, product.panel, SHOTS / "moderator") as moderator,
    ):
        await found(owner)
        link = await invite(owner)
        await join(moderator, link)
        await works_as_a_moderator(moderator, owner)
        await restores_settings(owner)
        await signs_the_other_out(owner, moderator)
        for one in (owner, moderator):
            assert [said for said in one.complaints if not any(code in said for code in EXPECTED)] == []


async def found(owner: Visitor) -> None:
    page = owner.page
    await owner.sign_in("owner")
    await page.get_by_role("link", name=re.compile("Aurora Guild")).click()
    await page.get_by_role("button", name="Provision").click()
    await page.wait_for_url("**/app/aurora-guild**")


async def invite(owner: Visitor) -> str:
    page = owner.page
    await owner.go("Staff")
    await page.get_by_role("button", name="Invite", exact=True).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("combobox", name=re.compile("Role")).first.select_option("moderator")
    await owner.shoot("invite")
    await dialog.get_by_role("button", name="Make the link").click()
    link = await page.get_by_role("textbox", name="Invitation link").input_value()
    await dialog.get_by_role("button", name="Done").click()
    return link


async def join(moderator: Visitor, link: str) -> None:
    page = moderator.page
    await page.goto(link)
    await page.get_by_role("link", name="Sign in with Discord").first.click()
    await page.locator("button[name=persona][value=moderator]").click()
    await page.get_by_role("button", name="Authorize").click()
    await page.get_by_role("button", name=re.compile("Join as")).click()
    await page.wait_for_url("**/app/aurora-guild**")
    await moderator.shoot("joined")
    await page.goto(link)
    await expect(page.get_by_role("heading", name="This link was used")).to_be_visible()
    await page.goto(f"{moderator.panel}/app/aurora-guild")


async def works_as_a_moderator(moderator: Visitor, owner: Visitor) -> None:
    page = moderator.page
    await moderator.go("Moderation")
    await page.get_by_label("Find a member").fill("Tom Becker")
    await page.get_by_role("button", name="Time out Tom Becker").click()
    dialog = page.get_by_role("dialog", name=re.compile("Time out Tom Becker"))
    await dialog.get_by_label("Reason").fill("Loud in the library")
    await dialog.get_by_role("button", name="Time out").click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_role("list", name="Cases")).to_contain_text("Loud in the library")
    await moderator.shoot("case")
    for path, method in (
        ("settings", "PATCH"),
        ("keys", "POST"),
        ("dispatches", "POST"),
        ("invitations", "POST"),
        ("activity", "GET"),
        ("billing/checkout", "POST"),
    ):
        assert await asked(page, path, method) == 403, path
    await owner.page.reload()
    await expect(owner.page.get_by_role("list", name="Staff")).to_contain_text("Mara Okafor")


async def asked(page: Page, path: str, method: str) -> int:
    """Ask past what the page offers; the body fits none of these, which must not matter."""
    status: int = await page.evaluate(
        """async ([path, method]) => {
            const body = method === 'GET' ? {} : {
                headers: {'Content-Type': 'application/json'}, body: '{}',
            };
            return (await fetch(`/api/v1/tenants/aurora-guild/${path}`, {method, ...body})).status;
        }""",
        [path, method],
    )
    return status


async def restores_settings(owner: Visitor) -> None:
    page = owner.page
    await owner.go("Settings")
    await page.get_by_role("textbox", name="Name", exact=True).fill("Aurora Watch")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Revisions").click()
    await page.get_by_role("button", name=re.compile("^#2")).click()
    await owner.shoot("revisions")
    await page.get_by_role("button", name="Restore revision 1").click()
    await expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Aurora Guild")
    await owner.go("Activity")
    await expect(page.get_by_role("list", name="Changes")).to_contain_text("Mara Okafor")
    await owner.shoot("activity")


async def signs_the_other_out(owner: Visitor, moderator: Visitor) -> None:
    page = owner.page
    await owner.go("Staff")
    await page.get_by_role("button", name="Remove Mara Okafor").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(page.get_by_role("list", name="Staff")).not_to_contain_text("Mara Okafor")
    assert await asked(moderator.page, "overview", "GET") == 404
