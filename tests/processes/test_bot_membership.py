"""The bot is thrown out of the server and comes back: seen within seconds, and nothing is lost."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from snowflake_domain.tenancy.bot_features import wanted_permissions
from snowflake_entrypoints.sandbox.gateway import GatewaySettings
from snowflake_entrypoints.sandbox.seed import AURORA_ID, FOUNDRY_ID
from snowflake_entrypoints.sandbox.settings import SandboxSettings
from tests.journeys.product import Product, running_product
from tests.processes.conftest import SIZE
from tests.processes.panel import API, SLUG, Person, channel_id, person, until_caught_up

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(180)]
SEEN_WITHIN = 5.0


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Product]:
    """A product of its own: other tests wouldn't like to lose their bot."""
    settings = SandboxSettings(seed=SIZE, gateway=GatewaySettings(identify_interval=0.0))
    async with running_product(tmp_path_factory.mktemp("kicked"), sandbox_settings=settings) as running:
        async with person(running, "owner") as founder:
            await founder.provision()
        await until_caught_up(running)
        yield running


def kick(product: Product) -> None:
    world = product.sandbox.world
    world.kick(AURORA_ID, world.application.bot_id, actor=world.personas["owner"])


def invite(product: Product) -> None:
    """As Discord does with the install link: a role with exactly what was asked for."""
    product.sandbox.world.join_guild(AURORA_ID, permissions=wanted_permissions())


@pytest_asyncio.fixture(loop_scope="package", autouse=True)
async def back_again(product: Product, owner: Person) -> AsyncIterator[None]:
    """Put the bot back where it was, with the role it had."""
    guild = product.sandbox.world.guilds[AURORA_ID]
    roles, member = dict(guild.roles), guild.members[product.sandbox.world.application.bot_id]
    yield
    if "web" not in product.running:
        await product.start("web")
        await product.until_ready()
    guild.roles.update(roles)
    if product.sandbox.world.application.bot_id not in guild.members:
        invite(product)
    product.sandbox.world.set_roles(
        AURORA_ID, member.user_id, member.roles, actor=product.sandbox.world.personas["owner"]
    )
    await until_present(owner, present=True)


async def card(owner: Person) -> dict[str, Any]:
    me = (await owner.get("/api/me")).good()
    return dict(next(one for one in me["tenants"] if one["slug"] == SLUG))


async def until_present(owner: Person, *, present: bool, within: float = SEEN_WITHIN) -> float:
    began = time.monotonic()
    while (await card(owner))["bot_present"] is not present:
        assert time.monotonic() - began < within
        await asyncio.sleep(0.05)
    return time.monotonic() - began


async def send(product: Product, owner: Person, text: str) -> Any:
    where = channel_id(product, "announcements")
    return await owner.post(f"{API}/dispatches", channel=where, content=text)


async def test_a_kick_is_seen_within_seconds_and_what_is_kept_stays_readable(
    product: Product, owner: Person
) -> None:
    before = (await owner.get(f"{API}/overview")).good()["messages"]
    stream = await owner.open_stream()
    kick(product)
    await until_present(owner, present=False)
    assert (await stream.receive_json(timeout=5))["type"] == "gateway.changed"
    await stream.close()
    refused = (await send(product, owner, "nobody can hear this")).problem(409, "tenancy.bot_away")
    assert f"guild_id={AURORA_ID}" in refused["install_url"]
    assert f"permissions={wanted_permissions()}" in refused["install_url"]
    overview = (await owner.get(f"{API}/overview")).good()
    assert overview["messages"] == before
    assert [one["kind"] for one in overview["notices"]] == ["bot_away"]
    for path in ("staff", "settings", "dispatches", "cases"):
        (await owner.get(f"{API}/{path}")).good()
    (await owner.get("/__bot-proxy/channels", tenant=SLUG)).problem(409, "tenancy.bot_away")


async def test_back_again_it_catches_up_with_what_was_said_meanwhile(product: Product, owner: Person) -> None:
    kick(product)
    await until_present(owner, present=False)
    world, general = product.sandbox.world, int(channel_id(product, "general"))
    said = world.create_message(general, world.personas["viewer"], content="quillwort while you were away")
    invite(product)
    await until_present(owner, present=True)
    async with asyncio.timeout(30):
        while True:
            found = (await owner.get(f"{API}/messages/search", q="quillwort")).good()
            if found["items"]:
                break
            await asyncio.sleep(0.2)
    assert [hit["message"]["id"] for hit in found["items"]] == [str(said.id)]
    (await send(product, owner, "and here we are again")).good(201)
    seen = (await owner.get("/api/provision/verify-bot", guild_id=AURORA_ID)).good()
    assert (seen["installed"], seen["missing"]) == (True, [])


async def test_a_kick_while_the_panel_is_down_is_told_when_it_is_back(
    product: Product, owner: Person
) -> None:
    await product.kill("web")
    kick(product)
    await asyncio.sleep(1)
    await product.start("web")
    await product.until_ready()
    await until_present(owner, present=False, within=40)


async def test_a_kick_while_the_bot_is_down_is_told_by_its_list(product: Product, owner: Person) -> None:
    await product.kill("bot")
    kick(product)
    await product.start("bot")
    await product.until_ready()
    await until_present(owner, present=False, within=30)


async def test_provisioning_makes_the_asked_webhooks_once(product: Product) -> None:
    """Raced by one person and repeated; afterwards each channel has one webhook, and no answer its token."""
    world = product.sandbox.world
    world.guilds[FOUNDRY_ID].owner_id = world.personas["moderator"]
    places = world.guilds[FOUNDRY_ID].channels.values()
    channels = [str(one.id) for one in places if one.name in {"chat", "news"}]
    async with person(product, "owner") as founder:
        seen = (await founder.get("/api/provision/verify-bot", guild_id=FOUNDRY_ID)).good()
        assert set(channels) <= {one["id"] for one in seen["channels"] if one["may_seed"]}
        asked = {"guild_id": str(FOUNDRY_ID), "webhooks": channels}
        every = await asyncio.gather(*(founder.post("/api/provision", **asked) for _ in range(20)))
        assert sorted(one.status for one in every) == [200] * 19 + [201]
        (slug,) = {one.json["tenant"]["slug"] for one in every}
        hooks = await until_ready(founder, f"/api/v1/tenants/{slug}/webhooks")
        assert sorted(one["channel_id"] for one in hooks) == sorted(channels)
        made = [one for one in world.webhooks.values() if str(one.channel_id) in channels]
        assert len(made) == len(channels)
        assert not [one for one in founder.heard for hook in made if hook.token.encode() in one.body]
    for log in ("web", "bot", "worker"):
        assert not [hook for hook in made if hook.token in product.log_of(log)]
    stored = b"".join(one.read_bytes() for one in product.folder.glob("data/*.db*"))
    assert not [hook for hook in made if hook.token.encode() in stored]


async def until_ready(somebody: Person, path: str) -> list[dict[str, Any]]:
    async with asyncio.timeout(15):
        while True:
            hooks: list[dict[str, Any]] = (await somebody.get(path)).good()["items"]
            if all(one["state"] == "ready" for one in hooks):
                return hooks
            await asyncio.sleep(0.1)
