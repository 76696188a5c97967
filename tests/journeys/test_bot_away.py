"""An owner's way in, a kick, and the way back, in the browser."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from snowflake_domain.tenancy.bot_features import wanted_permissions
from snowflake_entrypoints.sandbox.seed import AURORA_ID
from tests.journeys.browser import Visitor, running_browser, visiting
from tests.journeys.discord import Discord, asking_discord
from tests.journeys.product import Product, running_product

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]
SHOTS = Path(__file__).parents[2] / "var" / "journeys"
GUILD = "Aurora Guild"


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    async with running_product(tmp_path) as running:
        yield running


@pytest.fixture
def shots(request: pytest.FixtureRequest) -> Path:
    folder = SHOTS / re.sub(r"\W+", "-", request.node.name).strip("-")
    shutil.rmtree(folder, ignore_errors=True)
    return folder


async def test_in_out_and_in_again(product: Product, chromium: str, shots: Path) -> None:
    async with (
        running_browser(chromium) as browser,
        asking_discord(product.sandbox.base_url) as discord,
        visiting(browser, product.panel, shots) as owner,
    ):
        await install_with_the_link(owner, product, discord)
        await provision_with_webhooks(owner)
        await first_steps(owner)
        await webhook_over_discords_page(owner, product)
        await kicked(owner, discord)
        await back_again(owner)
        assert [one for one in owner.complaints if "409" not in one] == []


def hooks(product: Product, channel: str) -> int:
    world = product.sandbox.world
    places = {one.id: one.name for one in world.guilds[AURORA_ID].channels.values()}
    return sum(places.get(one.channel_id) == channel for one in world.webhooks.values())


async def install_with_the_link(owner: Visitor, product: Product, discord: Discord) -> None:
    """From a server without the bot; the role that it gets holds exactly what is needed."""
    await discord.act("kick_bot", guild=GUILD)
    page = owner.page
    await owner.sign_in("owner")
    await page.wait_for_url("**/provision**")
    await page.get_by_role("link", name=re.compile(GUILD)).click()
    setup = page.get_by_role("region", name=f"Set up {GUILD}")
    await expect(setup.get_by_text("First the bot has to join")).to_be_visible()
    await owner.shoot("no-bot-yet")
    await install(page, setup.get_by_role("link", name=re.compile("Install the bot")))
    await expect(setup.get_by_text("may do its work")).to_be_visible(timeout=15_000)
    world = product.sandbox.world
    assert sum(role.permissions for role in world.guilds[AURORA_ID].roles.values() if role.bot_id) == (
        wanted_permissions()
    )


async def install(page: Page, link: Locator) -> None:
    """Through Discord's page in the tab that the link opens."""
    async with page.context.expect_page() as opened:
        await link.click()
    tab = await opened.value
    await tab.locator("button[name=persona][value=owner]").click()
    await tab.locator("select[name=guild_id]").select_option(label=GUILD)
    await tab.get_by_role("button", name="Authorize").click()
    await expect(tab.get_by_text("You may now close this page")).to_be_visible()
    await tab.close()


async def provision_with_webhooks(owner: Visitor) -> None:
    page = owner.page
    setup = page.get_by_role("region", name=f"Set up {GUILD}")
    await setup.locator("summary").click()
    await setup.get_by_label("#general", exact=True).check()
    await setup.get_by_label("#showcase", exact=True).check()
    await expect(setup.get_by_text("in 2 of 10 channels")).to_be_visible()
    await owner.shoot("webhooks-chosen")
    await setup.get_by_role("button", name="Provision").click()
    await page.wait_for_url("**/app/aurora-guild/welcome")
    async with page.expect_response("**/staff"):
        pass
    await expect(page.get_by_role("heading", name="Welcome to Aurora Guild")).to_be_visible()


async def first_steps(owner: Visitor) -> None:
    page = owner.page
    steps = page.get_by_role("region", name="First steps").get_by_role("listitem")
    await expect(steps).to_have_count(5)
    await expect(steps.filter(has_text="Install the bot")).to_contain_text("may do its work")
    await expect(steps.filter(has_text="history")).to_contain_text("can be searched", timeout=30_000)
    await expect(steps.filter(has_text="Invite your staff")).to_contain_text("alone on watch")
    await owner.shoot("welcome")
    await owner.go("Home")
    strip = page.get_by_role("region", name="First steps")
    await expect(strip).to_contain_text("2 of 5 done")
    await owner.shoot("home-with-first-steps")
    await strip.get_by_role("button", name="Don't show the first steps again").click()
    await expect(strip).to_have_count(0)
    await page.reload()
    await expect(page.get_by_text("Messages kept")).to_be_visible()
    await expect(strip).to_have_count(0)


async def webhook_over_discords_page(owner: Visitor, product: Product) -> None:
    page = owner.page
    await owner.go("Webhooks")
    listed = page.get_by_role("region", name="Webhooks").get_by_role("listitem")
    await expect(listed.filter(has_text="Ready")).to_have_count(2, timeout=15_000)
    assert (hooks(product, "general"), hooks(product, "showcase")) == (1, 1)
    await page.get_by_role("link", name="Make one on Discord").click()
    await page.locator("button[name=persona][value=owner]").click()
    await page.locator("select[name=channel_id]").select_option(label="#events · Aurora Guild")
    await page.get_by_role("button", name="Authorize").click()
    await page.wait_for_url("**/app/aurora-guild/webhooks")
    await expect(listed.filter(has_text="Made on Discord by")).to_contain_text("#events")
    await owner.shoot("webhooks")
    await listed.filter(has_text="#showcase").get_by_role("button", name=re.compile("Remove")).click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(listed).to_have_count(2, timeout=15_000)
    assert (hooks(product, "general"), hooks(product, "showcase"), hooks(product, "events")) == (1, 0, 1)


async def kicked(owner: Visitor, discord: Discord) -> None:
    page = owner.page
    await owner.go("Home")
    await expect(page.get_by_text("Messages kept")).to_be_visible()
    await discord.act("kick_bot", guild=GUILD)
    await expect(page.get_by_text("The bot was removed from your server. Everything")).to_be_visible(
        timeout=6_000
    )
    await owner.shoot("kicked")
    await owner.go("Live view")
    await expect(page.get_by_role("link", name=re.compile("Install again"))).to_be_visible()
    await owner.shoot("kicked-live-view")
    await owner.go("Home")


async def back_again(owner: Visitor) -> None:
    page = owner.page
    await install(page, page.get_by_role("link", name=re.compile("Install again")))
    await expect(page.get_by_text("The bot was removed from your server. Everything")).to_have_count(
        0, timeout=6_000
    )
    await owner.shoot("back-again")
