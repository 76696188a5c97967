"""Every page, both themes and a phone: nothing that axe or the browser objects to."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.journeys.browser import DESKTOP, running_browser, visiting
from tests.journeys.product import Product, running_product

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]
ROOT = Path(__file__).parents[2]
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
SHOTS = ROOT / "var/journeys/pages"
PHONE: ViewportSize = {"width": 390, "height": 844}
PAGES = ("", "live", "moderation", "embeds", "staff", "activity", "settings", "keys", "billing")
LOOKS = [("night", DESKTOP), ("day", DESKTOP), ("night", PHONE)]


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    async with running_product(tmp_path) as running:
        yield running


async def test_every_page_reads_well(product: Product, chromium: str) -> None:
    async with (
        running_browser(chromium) as browser,
        visiting(browser, product.panel, SHOTS) as owner,
    ):
        page = owner.page
        wrong = [
            f"{name}: {fault}" for name in ("", "sign-in") for fault in await look_at(page, product, name)
        ]
        await owner.sign_in("owner")
        await page.get_by_role("link", name=re.compile("Aurora Guild")).click()
        wrong += await faults(page, "provision")
        await page.get_by_role("button", name="Provision").click()
        await owner.skip_first_steps()
        for theme, size in LOOKS:
            await page.set_viewport_size(size)
            await page.context.add_cookies([{"name": "sf_theme", "value": theme, "url": product.panel}])
            for name in PAGES:
                for fault in await look_at(page, product, f"app/aurora-guild/{name}"):
                    wrong.append(f"{theme} {size['width']} {name or 'home'}: {fault}")
                await owner.shoot(f"{theme}-{size['width']}-{name or 'home'}")
                sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                assert await page.evaluate(sideways) == 0, f"{name} scrolls sideways at {size['width']}"
        assert wrong == []
        assert owner.complaints == []


async def look_at(page: Page, product: Product, path: str) -> list[str]:
    await page.goto(f"{product.panel}/{path}")
    await page.wait_for_load_state("networkidle") if "app" not in path else await settled(page)
    return await faults(page, path)


async def settled(page: Page) -> None:
    """The page stands and no skeleton is left."""
    await expect(
        page.get_by_role("navigation", name="Sections").or_(page.get_by_role("banner")).first
    ).to_be_visible()
    await expect(page.get_by_role("status").filter(has_text=re.compile("^Loading"))).to_have_count(0)
    await page.wait_for_timeout(150)


async def faults(page: Page, where: str) -> list[str]:
    await page.evaluate(AXE.read_text())
    found: dict[str, Any] = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{where} {one['id']}: {one['help']} ({one['nodes'][0]['html'][:120]})" for one in found["violations"]
    ]
