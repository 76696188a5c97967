"""No secret of ours leaves: not in an answer, a page, a file of the bundle, a log line or a live frame."""

import asyncio
import base64
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest

from snowflake_entrypoints.sandbox.faults import Fault
from tests.journeys.product import Product
from tests.processes.panel import API, SLUG, Person, channel_id, links_in, person

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(180)]
DIST: Final = Path(__file__).parents[2] / "frontend" / "dist"
PLANTED: Final = (
    "SECRET_KEY",
    "BOT_SERVICE_SECRET",
    "DISCORD_TOKEN",
    "DISCORD_CLIENT_SECRET",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
)
PAGES: Final = (
    "/",
    f"/c/{SLUG}",
    "/c/nobody",
    "/sign-in",
    "/provision",
    "/auth/callback?code=x&state=y",
    "/app",
    f"/app/{SLUG}",
    f"/app/{SLUG}/live",
    f"/app/{SLUG}/moderation",
    f"/app/{SLUG}/billing",
    "/robots.txt",
    "/sitemap.xml",
    "/site.css",
    "/favicon.svg",
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/auth/discord?next=/app",
    "/.env",
    "/.git/config",
    "/assets/../../../.env",
    "/assets/%2e%2e/%2e%2e/pyproject.toml",
    "/%00",
    "/app/%ff",
)
LEFT_ALONE: Final = {("post", "/auth/logout"), ("post", "/auth/discord/callback")}
BODIES: Final[tuple[bytes, ...]] = (b"{}", b"{")
JSON: Final = {"Content-Type": "application/json"}


def needles(product: Product) -> dict[str, str]:
    """Return every spelling of every secret, and which it is."""
    found: dict[str, str] = {}
    for name in PLANTED:
        value = product.env[name]
        secret = value.rpartition(".")[2].removeprefix("sk_test_").removeprefix("whsec_")
        assert "canary" in secret
        for spelled in (
            secret,
            secret.encode().hex(),
            secret[::-1],
            *(base64.b64encode(b" " * pad + secret.encode()).decode()[4:-4] for pad in range(3)),
        ):
            found[spelled] = name
    return found


def leaks(product: Product, text: str, extra: Iterable[str] = ()) -> list[str]:
    found = [name for needle, name in needles(product).items() if needle in text]
    return found + [f"{one[:6]}…" for one in extra if one and one in text]


async def crawl(somebody: Person) -> None:
    """Ask everything that /openapi.json knows, well and badly, and every page and file."""
    document = json.loads((await somebody.get("/openapi.json")).body)
    for path, operations in document["paths"].items():
        for method in operations:
            if (method, path) not in LEFT_ALONE:
                await call(somebody, method.upper(), path)
    await somebody.get(f"{API}/messages", channel=channel_id(somebody.product, "general"))
    for path in PAGES:
        said = await somebody.ask("GET", path, headers={"Accept": "text/html"}, encoded=True)
        for link in sorted(links_in(said.body.decode(errors="replace"))):
            await somebody.ask("GET", link)
    for file in sorted(filter(Path.is_file, DIST.rglob("*"))):
        if file.suffix not in {".br", ".gz"}:
            name = file.relative_to(DIST).as_posix()
            await somebody.ask("GET", f"/{name}", headers={"Accept-Encoding": "identity"})


async def call(somebody: Person, method: str, path: str) -> None:
    address = re.sub(r"\{[^}]+\}", "1", path.replace("{tenant}", SLUG))
    address += f"?tenant={SLUG}" if path.startswith("/__bot-proxy") else ""
    if method == "GET":
        await somebody.ask("GET", address)
        await somebody.ask("GET", address + ("&" if "?" in address else "?") + "limit=9999&x=%ff")
        return
    for body in BODIES:
        await somebody.ask(method, address, data=body, headers=JSON)


async def things_go_wrong(product: Product, owner: Person) -> None:
    """Have every process say something about Discord, Stripe and each other."""
    faults, channel = product.sandbox.faults, channel_id(product, "announcements")
    for fault in (
        Fault("status_before", status=401),
        Fault("status_before", status=403),
        Fault("status_before", status=400),
        Fault("rate_limit", retry_after=0.2),
        Fault("drop"),
    ):
        faults.add("POST", "/channels/*/messages", fault)
        await owner.post(f"{API}/dispatches", channel=channel, content="Does it?")
    async with person(product) as visitor:
        for path in ("/oauth2/token", "/users/@me"):
            faults.add("*", path, Fault("status_before", status=500), 10)
            with pytest.raises(AssertionError):
                await visitor.sign_in("owner")
            faults.clear()
        owner.heard += visitor.heard
    for secret in ("", "wrong", "x" * 500):
        headers = {"x-snowflake-secret": secret, "x-tenant-id": "1", "x-guild-id": "1", "x-actor-id": "1"}
        async with owner.session.get(f"{product.bot}/channels", headers=headers) as answer:
            assert answer.status in {401, 403}
            assert not leaks(product, await answer.text() + str(answer.headers))
    signed = {"Stripe-Signature": "t=1,v1=00", "X-Snowflake-Timestamp": "1", "X-Snowflake-Signature": "00"}
    for path in ("/api/billing/webhook", "/api/internal/bot-membership"):
        await owner.ask("POST", path, data=b'{"id":"evt_1"}', headers=JSON | signed)
    await owner.ask("POST", f"{API}/dispatches", data=io.BytesIO(b"x" * 100_000), headers=JSON)
    for plan in ("studio", "no-such-plan"):
        await owner.post(f"{API}/billing/checkout", plan=plan)
    await owner.post(f"{API}/billing/portal")
    await _reconnect(product)
    await product.kill("bot")
    await owner.get("/__bot-proxy/channels", tenant=SLUG)
    await owner.post(f"{API}/dispatches", channel=channel, content="Is nobody there?")
    await product.start("bot")
    await product.until_ready()


async def _reconnect(product: Product) -> None:
    gateway = product.sandbox.gateway
    for one in list(gateway.connections):
        one.push(b"{not json")
    async with asyncio.timeout(60):
        while not any(one.send for one in gateway.sessions.values()):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.1)


async def _collect(stream: aiohttp.ClientWebSocketResponse, frames: list[str]) -> None:
    frames.extend([str(frame.data) async for frame in stream])


async def test_no_secret_leaves_in_any_answer_frame_or_log_line(
    product: Product, capsys: pytest.CaptureFixture[str]
) -> None:
    frames: list[str] = []
    async with person(product, "owner", addresses=4) as owner, person(product, addresses=4) as nobody:
        assert (await owner.get("/app")).status == 200, "the frontend isn't built"
        given = await owner.ticket()
        async with owner.session.ws_connect(
            given["url"], protocols=("snowflake.v1", "ticket." + given["ticket"]), origin=product.panel
        ) as stream:
            collecting = asyncio.ensure_future(_collect(stream, frames))
            await crawl(owner)
            await crawl(nobody)
            await things_go_wrong(product, owner)
        await collecting
        answers = [*owner.heard, *nobody.heard]
        kept = [*owner.cookies(), *owner.consents, given["ticket"]]
    statuses = {said.status for said in answers}
    assert {200, 302, 401, 404, 413, 422} <= statuses, statuses
    assert not {429, 500} & statuses, [said for said in answers if said.status in {429, 500}]
    for said in answers:
        text = said.body.decode(errors="replace") + repr(said.headers)
        assert not leaks(product, text), (said.status, said.headers, said.body[:300])
    assert frames
    assert not leaks(product, "\n".join(frames))
    grants = product.sandbox.world.grants
    kept += [one for grant in grants for one in (grant.access_token, grant.refresh_token, grant.code or "")]
    lines = 0
    for name in ("bot", "web", "worker"):
        log = product.log_of(name)
        lines += len(log.splitlines())
        assert not leaks(product, log, kept), name
        everything: list[Any] = [json.loads(line) for line in log.splitlines()]
        assert all(one["process"] == name for one in everything)
    for file in filter(Path.is_file, DIST.rglob("*")):
        assert not leaks(product, file.read_bytes().decode(errors="replace")), file
    with capsys.disabled():
        print(  # noqa: T201
            f"\ncanaries: {len(answers)} answers ({sorted(statuses)}), {len(frames)} frames, "
            f"{lines} log lines"
        )
