"""What the owner's browser should never send: each a clear refusal, and nothing half done."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from snowflake_entrypoints.sandbox.seed import AURORA_ID
from tests.journeys.product import Product
from tests.processes.panel import API, SLUG, Person, channel_id, person

pytestmark = pytest.mark.asyncio(loop_scope="package")
MEGABYTE = b"x" * 1_000_000
TIMEOUT = f"/__bot-proxy/moderation/timeout?tenant={SLUG}"
JSON = {"Content-Type": "application/json"}


async def stored(owner: Person) -> dict[str, Any]:
    parts = ("dispatches", "cases", "staff", "settings")
    return {part: (await owner.get(f"{API}/{part}")).good() for part in parts}


def at_discord(product: Product) -> dict[str, Any]:
    world = product.sandbox.world
    silenced = {user: one.timed_out_until for user, one in world.guilds[AURORA_ID].members.items()}
    said = {channel.name: len(channel.log.ids) for channel in world.channels.values()}
    return {"said": said, "silenced": silenced, "audit": len(world.guilds[AURORA_ID].audit)}


@pytest_asyncio.fixture(loop_scope="package", autouse=True)
async def nothing_changes(product: Product, owner: Person) -> AsyncIterator[None]:
    """Whatever a test here sends, neither we nor Discord have more or less afterwards."""
    before, there = await stored(owner), at_discord(product)
    yield
    assert await stored(owner) == before
    assert at_discord(product) == there


async def test_a_guild_that_nobody_knows_has_no_bot(owner: Person) -> None:
    done = await owner.post("/api/provision", guild_id="1234567890123456789")
    done.problem(409, "tenancy.bot_not_installed")


async def test_a_guild_id_that_is_none_names_the_field(owner: Person) -> None:
    strange: tuple[Any, ...] = ("", "0", "-1", "abc", "9" * 40, None, 5, [], {"id": "1"})
    for guild in strange:
        problem = (await owner.post("/api/provision", guild_id=guild)).problem(422, "request.malformed")
        assert [one["field"] for one in problem["errors"]] == ["guild_id"], guild


BROKEN = (
    b"",
    b"{",
    b"nul",
    b"\xff\xfe",
    b'{"channel": "1"',
    b"[]",
    b'"text"',
    b"NaN",
    b"{}{}",
    b'{"a":\x00}',
)


@pytest.mark.parametrize("path", [f"{API}/dispatches", "/api/provision", TIMEOUT])
async def test_what_is_no_json_is_malformed(owner: Person, path: str) -> None:
    for body in BROKEN:
        (await owner.ask("POST", path, data=body, headers=JSON)).problem(422, "request.malformed")


async def test_ten_megabytes_are_refused_by_their_announced_length(owner: Person) -> None:
    said = await owner.ask("POST", f"{API}/dispatches", data=io.BytesIO(10 * MEGABYTE), headers=JSON)
    said.problem(413, "request.too_large")


async def test_ten_megabytes_in_chunks_are_refused_as_well(owner: Person) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield MEGABYTE

    said = await owner.ask("POST", f"{API}/dispatches", data=chunks(), headers=JSON)
    said.problem(413, "request.too_large")


async def test_json_of_endless_depth_is_refused(owner: Person) -> None:
    for body, status, code in (
        (b"[" * 100_000 + b"]" * 100_000, 413, "request.too_large"),
        (b"[" * 60_000, 422, "request.malformed"),
        (b"[" * 30_000 + b"]" * 30_000, 422, "request.malformed"),
        (b'{"a":' * 12_000, 422, "request.malformed"),
    ):
        said = await owner.ask("POST", f"{API}/dispatches", data=io.BytesIO(body), headers=JSON)
        said.problem(status, code)


def field(name: str = "n", value: str = "v") -> dict[str, str]:
    return {"name": name, "value": value}


OVER = {
    "title": {"title": "x" * 257},
    "description": {"description": "x" * 4097},
    "footer.text": {"title": "x", "footer": {"text": "x" * 2049}},
    "author.name": {"title": "x", "author": {"name": "x" * 257}},
    "fields": {"fields": [field()] * 26},
    "fields[0].name": {"fields": [field(name="x" * 257)]},
    "fields[0].value": {"fields": [field(value="x" * 1025)]},
    "url": {"title": "x", "url": "javascript:alert(1)"},
    "image.url": {"image": {"url": "file:///etc/passwd"}},
    "color": {"title": "x", "color": 1 << 24},
}
"""Discord: Embed Limits."""


async def test_an_embed_over_a_limit_names_the_field(product: Product, owner: Person) -> None:
    for at, embed in OVER.items():
        said = await owner.post(f"{API}/dispatches", channel=channel_id(product, "general"), embeds=[embed])
        problem = said.problem(422, "publishing.invalid_message")
        assert any(one["field"].endswith(f"embeds[0].{at}") for one in problem["errors"]), problem


async def test_a_message_over_a_limit_is_refused(product: Product, owner: Person) -> None:
    bodies: tuple[dict[str, Any], ...] = (
        {"content": "x" * 2001},
        {"content": ""},
        {"content": " \n "},
        {"embeds": [{}]},
        {"embeds": [{"title": "x"}] * 11},
        {"embeds": [{"description": "x" * 2001}] * 3},
    )
    for body in bodies:
        said = await owner.post(f"{API}/dispatches", channel=channel_id(product, "general"), **body)
        assert said.problem(422, "publishing.invalid_message")["errors"], body


async def test_an_unknown_key_is_refused_by_name(product: Product, owner: Person) -> None:
    said = await owner.post(
        f"{API}/dispatches", channel=channel_id(product, "general"), content="x", tenant_id="1"
    )
    assert "tenant_id" in str(said.problem(422, "request.malformed")["errors"])


async def test_an_empty_search_says_so(owner: Person) -> None:
    for query in ("", " ", "-", '""', "-word", "!?"):
        (await owner.get(f"{API}/messages/search", q=query)).problem(422, "messages.empty_search")


async def test_a_target_above_the_actor_is_refused(product: Product) -> None:
    world = product.sandbox.world
    async with person(product, "admin") as admin:
        for target in (world.personas["owner"], world.personas["admin"], world.application.bot_id):
            said = await admin.post(TIMEOUT, member=str(target), lasting=60, reason="Higher up")
            said.problem(403, "moderation.outranked")


async def test_a_timeout_beyond_discords_four_weeks_is_refused(product: Product, owner: Person) -> None:
    viewer = str(product.sandbox.world.personas["viewer"])
    for lasting in (0, -5, 28 * 86_400 + 1, 10**12, "soon", None, 1.5):
        said = await owner.post(TIMEOUT, member=viewer, lasting=lasting, reason="x")
        assert said.status == 422, (lasting, said.body)
        assert said.json["code"] in {"request.malformed", "moderation.invalid_sanction"}


async def test_a_call_from_elsewhere_changes_nothing(owner: Person) -> None:
    elsewhere = {"Origin": "https://x.example"}
    said = await owner.ask("PATCH", f"{API}/settings", json={"name": "Mine"}, headers=elsewhere)
    said.problem(403, "request.wrong_origin")


async def test_somebody_elses_community_is_unknown(owner: Person) -> None:
    for path in ("overview", "messages/search?q=x", "cases", "dispatches", "staff", "settings"):
        said = await owner.ask("GET", f"/api/v1/tenants/pixel-foundry/{path}")
        assert (said.status, said.json["code"]) in {
            (404, "tenancy.unknown_tenant"),
            (403, "tenancy.not_staff"),
        }
