"""Pictures show up in the panel, and the browser meets nobody but us."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from playwright.async_api import Locator, Page, Request, expect

from tests.adapters.web import PRIVATE, Server, serving
from tests.journeys.browser import Visitor, running_browser, visiting
from tests.journeys.discord import Discord, asking_discord
from tests.journeys.product import Product, running_product

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]
SHOTS = Path(__file__).parents[2] / "var" / "journeys" / "pictures"


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    async with running_product(tmp_path) as running:
        yield running


@pytest.fixture
async def lan() -> AsyncIterator[Server]:
    """A server that only machines like ours can reach."""

    async def refuse(_: web.Request) -> web.Response:
        return web.Response(text="secret")

    async with serving(refuse, PRIVATE) as server:
        yield server


async def test_pictures_are_shown_under_the_policy(product: Product, chromium: str, lan: Server) -> None:
    async with (
        running_browser(chromium) as browser,
        asking_discord(product.sandbox.base_url) as discord,
        visiting(browser, product.panel, SHOTS) as owner,
    ):
        foreign: list[str] = []
        bot = urlsplit(product.bot).netloc

        def watch(request: Request) -> None:
            on_our_page = owner.page.url.startswith(product.panel)
            away = urlsplit(request.url).netloc not in {urlsplit(product.panel).netloc, bot}
            if on_our_page and away and not request.is_navigation_request():
                foreign.append(request.url)

        owner.page.on("request", watch)
        await provision(owner)
        await read_old_pictures(owner)
        await see_an_embed_arrive(owner, discord, product, lan)
        await preview_one(owner, product)
        refused = [said for said in owner.complaints if "404" in said and f"%3A{lan.port}%2F" in said]
        assert owner.complaints == refused
        assert foreign == []
        assert lan.seen == []


async def provision(owner: Visitor) -> None:
    await owner.sign_in("owner")
    await owner.page.wait_for_url("**/provision**")
    await owner.page.get_by_role("link", name=re.compile("Aurora Guild")).click()
    await owner.page.get_by_role("button", name="Provision").click()
    await owner.skip_first_steps()


async def read_old_pictures(owner: Visitor) -> None:
    page = owner.page
    await owner.go("Live view")
    await page.get_by_role("navigation", name="Channels").get_by_role("link", name="showcase").click()
    await until_indexed(page, "showcase")
    await drawn(page.locator("img.dc-picture").last)
    await drawn(page.locator("img.dc-avatar").last)
    for image in await page.locator("img").all():
        assert str(await image.get_attribute("src")).startswith("/img?url=")
    await owner.shoot("old-pictures")


async def until_indexed(page: Page, channel: str) -> None:
    """Look again until the channel's past has been read."""
    for _ in range(30):
        await page.get_by_role("heading", name=channel, exact=True).wait_for()
        if await page.locator("article[data-message]").count() > 0:
            return
        await asyncio.sleep(1)
        await page.reload()
    raise AssertionError(f"the past of #{channel} doesn't come")


async def see_an_embed_arrive(owner: Visitor, discord: Discord, product: Product, lan: Server) -> None:
    page = owner.page
    await page.get_by_role("navigation", name="Channels").get_by_role("link", name="general").click()
    await until_indexed(page, "general")
    await expect(page.get_by_label("Connection")).to_contain_text("Live")
    picture = f"{product.sandbox.base_url}/icons/1/a{'b' * 8}.png?size=256"
    secret = lan.url("/secret.png", PRIVATE)
    said = await discord.act(
        "say",
        channel="general",
        author="viewer",
        content="Look",
        embeds=[
            {"title": "Seen", "image": {"url": picture}},
            {"title": "Not seen", "image": {"url": secret}},
        ],
    )
    row = page.locator(f"[data-message='{said['id']}']")
    await expect(row).to_contain_text("Seen")
    await drawn(row.locator("img.dc-embed-image").first)
    await expect(row.get_by_role("img", name="can't be shown")).to_be_visible()
    await owner.shoot("embed")


async def preview_one(owner: Visitor, product: Product) -> None:
    page = owner.page
    await owner.go("Embeds")
    await page.get_by_label("Embed title").first.fill("Patch")
    await page.get_by_role("button", name="Author, pictures, footer and time").click()
    await page.get_by_label("Image").first.fill(f"{product.sandbox.base_url}/icons/2/abcdef.png?size=128")
    await drawn(page.get_by_role("article", name="Message preview").locator("img.dc-embed-image").first)
    await owner.shoot("preview")
    await headers_are_strict(page, owner.panel)


async def headers_are_strict(page: Page, panel: str) -> None:
    src = str(await page.locator("img.dc-embed-image").first.get_attribute("src"))
    assert parse_qs(urlsplit(src).query).keys() == {"url", "until", "sig"}
    async with asyncio.timeout(10):
        answer = await page.request.get(f"{panel}{src}")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "image/png"
    shell = await page.request.get(f"{panel}/app")
    assert "img-src 'self';" in shell.headers["content-security-policy"]


async def drawn(image: Locator) -> None:
    """Wait until the browser has really drawn it."""
    await image.scroll_into_view_if_needed()
    for _ in range(100):
        if await image.evaluate("one => one.complete && one.naturalWidth > 0"):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"not drawn: {await image.get_attribute('src')}")
