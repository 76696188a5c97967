"""A community whose bot was kicked: readable, honest about it, and revived when the bot is back."""

from typing import Any

import orjson
import pytest

from snowflake_domain.kernel.scope import ChannelId, GuildId
from snowflake_domain.tenancy.bot_features import MissingFeature
from snowflake_domain.tenancy.ports import SeedableChannel
from snowflake_entrypoints.membership import SIGNATURE, TIMESTAMP, signature_of
from tests.entrypoints.http.stage import Browser, Stage, code_of
from tests.fakes import ROBIN
from tests.given import GUILD

T = "/api/v1/tenants/polar-1"
NEWS = SeedableChannel(id=ChannelId(77), name="news", may_seed=True)
TIMEOUT = {"member": "102", "lasting": 3600, "reason": "spam"}


async def told(stage: Stage, path: str, **body: Any) -> int:
    """Have the bot say something, signed."""
    raw, stamp = orjson.dumps(body), str(int(stage.clock.now().timestamp()))
    headers = {
        TIMESTAMP: stamp,
        SIGNATURE: signature_of("b" * 48, stamp, raw),
        "Content-Type": "application/json",
    }
    browser = Browser(stage.app, origin=None)
    response = await browser.post(f"/api/internal/{path}", data=raw, headers=headers)
    stage.clock.forward(seconds=2)
    return response.status_code


async def left(stage: Stage) -> None:
    assert await told(stage, "bot-membership", guild_id=str(GUILD), joined=False) == 204


async def card(browser: Browser) -> dict[str, Any]:
    (found,) = (await browser.json("/api/me"))["tenants"]
    return dict(found)


async def test_the_card_says_so_and_how_to_mend_it(stage: Stage) -> None:
    await stage.found(1)
    browser = await stage.signed_in()
    assert (await card(browser))["bot_present"] is True
    assert (await card(browser))["install_url"] is None
    await left(stage)
    shown = await card(browser)
    assert shown["bot_present"] is False
    assert f"guild_id={GUILD}" in shown["install_url"]
    (notice,) = (await browser.json(f"{T}/overview"))["notices"]
    assert notice["kind"] == "bot_away"
    assert await told(stage, "bot-membership", guild_id=str(GUILD), joined=True) == 204
    assert (await card(browser))["bot_present"] is True
    assert stage.events.types == ["gateway.changed"] * 2


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", f"{T}/dispatches", {"channel": "77", "content": "hello"}),
        ("POST", f"{T}/webhooks", {"channel": "77"}),
        ("POST", "/__bot-proxy/moderation/timeout?tenant=polar-1", TIMEOUT),
        ("POST", "/__bot-proxy/moderation/untimeout?tenant=polar-1", {"member": "102", "reason": "x"}),
        ("GET", "/__bot-proxy/channels?tenant=polar-1", None),
        ("GET", "/__bot-proxy/members/102?tenant=polar-1", None),
    ],
)
async def test_what_needs_the_bot_says_where_to_install_it(
    stage: Stage, method: str, path: str, body: Any
) -> None:
    await stage.found(1)
    await left(stage)
    response = await (await stage.signed_in()).ask(method, path, **({"json": body} if body else {}))
    assert await code_of(response, 409) == "tenancy.bot_away"
    assert "/oauth2/authorize?" in (await response.get_json())["install_url"]
    assert stage.bot.calls == []


@pytest.mark.parametrize(
    "path", ["overview", "cases", "dispatches", "staff", "settings", "messages?channel=77", "webhooks"]
)
async def test_everything_kept_can_still_be_read(stage: Stage, path: str) -> None:
    await stage.found(1)
    await left(stage)
    assert (await (await stage.signed_in()).get(f"{T}/{path}")).status_code == 200


async def test_settings_do_not_need_the_bot(stage: Stage) -> None:
    await stage.found(1)
    await left(stage)
    changed = await (await stage.signed_in()).ask("PATCH", f"{T}/settings", json={"name": "Still ours"})
    assert changed.status_code == 200


async def test_a_whole_list_tells_of_every_guild(stage: Stage) -> None:
    await stage.found(1)
    stage.clock.forward(seconds=1)
    browser = await stage.signed_in()
    assert await told(stage, "bot-guilds", guilds=["404"], shard=0, shards=1) == 204
    assert (await card(browser))["bot_present"] is False
    assert await told(stage, "bot-guilds", guilds=[str(GUILD)], shard=0, shards=1) == 204
    assert (await card(browser))["bot_present"] is True


@pytest.mark.parametrize(("shard", "shards"), [(1, 1), (-1, 2), (0, 0)])
async def test_a_shard_that_is_none_is_refused(stage: Stage, shard: int, shards: int) -> None:
    await stage.found(1)
    assert await told(stage, "bot-guilds", guilds=[], shard=shard, shards=shards) == 422
    assert (await card(await stage.signed_in()))["bot_present"] is True


async def test_a_report_of_the_past_is_no_news(stage: Stage) -> None:
    await stage.found(1)
    stage.clock.forward(hours=1)
    moment = stage.clock.now().isoformat()
    assert await told(stage, "bot-membership", guild_id=str(GUILD), joined=True, at=moment) == 204
    older = stage.clock.now().replace(minute=0).replace(year=2029).isoformat()
    assert await told(stage, "bot-membership", guild_id=str(GUILD), joined=False, at=older) == 204
    assert (await card(await stage.signed_in()))["bot_present"] is True


async def test_status_pings_cost_the_bot_one_call(stage: Stage) -> None:
    await stage.found(1)
    await stage.found(2, guild=6000)
    browser = await stage.signed_in()
    for _ in range(5):
        assert (await browser.get("/__bot-proxy/health?tenant=polar-1")).status_code == 200
    assert len(stage.bot.calls) == 1
    await browser.get("/__bot-proxy/health?tenant=polar-2")
    assert [scope.guild for scope, *_ in stage.bot.calls] == [GUILD, GuildId(6000)]


async def test_what_is_kept_for_one_is_only_told_to_those_who_may(stage: Stage) -> None:
    await stage.found(1)
    assert (await (await stage.signed_in()).get("/__bot-proxy/health?tenant=polar-1")).status_code == 200
    stranger = await stage.signed_in(ROBIN)
    response = await stranger.get("/__bot-proxy/health?tenant=polar-1")
    assert await code_of(response, 404) == "tenancy.unknown_tenant"


async def test_missing_permissions_are_told_by_feature(stage: Stage) -> None:
    stage.installed.missing = (
        MissingFeature("Send embeds", ("View Channels", "Embed Links")),
        MissingFeature("Make webhooks", ("View Channels", "Manage Webhooks")),
    )
    stage.installed.channels = (NEWS,)
    seen = await (await stage.signed_in()).json(f"/api/provision/verify-bot?guild_id={GUILD}")
    assert seen["missing"][0] == {
        "feature": "Send embeds",
        "permissions": ["View Channels", "Embed Links"],
    }
    assert seen["missing_permissions"] == ["View Channels", "Embed Links", "Manage Webhooks"]
    assert seen["channels"] == [{"id": "77", "name": "news", "may_seed": True}]


async def test_provisioning_asks_for_the_chosen_webhooks(stage: Stage) -> None:
    stage.installed.channels = (NEWS,)
    browser = await stage.signed_in()
    wrong = await browser.post("/api/provision", json={"guild_id": str(GUILD), "webhooks": ["77", "78"]})
    assert await code_of(wrong, 422) == "tenancy.invalid_settings"
    made = await browser.post(
        "/api/provision", json={"guild_id": str(GUILD), "name": "Polar 1", "webhooks": ["77"]}
    )
    assert made.status_code == 201
    (hook,) = (await browser.json(f"{T}/webhooks"))["items"]
    assert (hook["channel_id"], hook["state"]) == ("77", "pending")
