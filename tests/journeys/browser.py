"""Chromium, and everything it complains about."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import attrs
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP: ViewportSize = {"width": 1440, "height": 900}


@asynccontextmanager
async def running_browser(path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


@attrs.define
class Visitor:
    """One person at one browser; remembers what the browser complained about."""

    page: Page
    panel: str
    shots: Path
    complaints: list[str] = attrs.Factory(list)
    _shot: int = 0

    async def shoot(self, name: str) -> Path:
        self._shot += 1
        path = self.shots / f"{self._shot:02d}-{name}.png"
        await self.page.screenshot(path=path)
        return path

    async def sign_in(self, persona: str) -> None:
        """From the marketing page through Discord's consent page back to the panel."""
        page = self.page
        await page.goto(f"{self.panel}/")
        await page.get_by_role("link", name="Sign in with Discord").first.click()
        consent = page.locator(f"button[name=persona][value={persona}]")
        entry = page.get_by_role("link", name="Sign in with Discord")
        await consent.or_(entry).first.wait_for()
        if not await consent.is_visible():
            await entry.click()
        await consent.click()
        await page.get_by_role("button", name="Authorize").click()
        await page.wait_for_url(f"{self.panel}/*", wait_until="commit")

    async def until_reloaded(self, wanted: Locator) -> None:
        """Reload until something shows, as people do."""
        for _ in range(10):
            await self.page.reload()
            try:
                await expect(wanted.first).to_be_visible(timeout=1_000)
            except AssertionError:
                continue
            return
        await expect(wanted.first).to_be_visible()

    async def skip_first_steps(self) -> None:
        """From the first page of a new community to its home."""
        await self.page.wait_for_url("**/app/*/welcome")
        await self.page.get_by_role("button", name=re.compile("Skip this|Done")).click()
        await self.page.wait_for_url(re.compile(r"/app/[^/]+$"))

    async def go(self, section: str) -> None:
        await self.page.get_by_role("navigation", name="Sections").get_by_role("link", name=section).click()


@asynccontextmanager
async def visiting(browser: Browser, panel: str, shots: Path) -> AsyncIterator[Visitor]:
    """A fresh browser profile."""
    context: BrowserContext = await browser.new_context(viewport=DESKTOP, locale="en-US")
    context.set_default_timeout(15_000)
    visitor = Visitor(await context.new_page(), panel, shots)
    page = visitor.page

    def complain(text: str) -> None:
        visitor.complaints.append(f"{page.url}: {text}")

    def hear(said: ConsoleMessage) -> None:
        source = said.location.get("url", "")
        asks_who_is_there = source == f"{panel}/api/me" and "401" in said.text
        if said.type in {"error", "warning"} and page.url.startswith(panel) and not asks_who_is_there:
            complain(f"{said.text} {source}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complain(str(error)))
    try:
        yield visitor
    finally:
        await context.close()
