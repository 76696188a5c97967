"""Webhooks through the Bot Service API, on the sandbox's Discord."""

import asyncio
from typing import Any

import aiohttp
import pytest

from snowflake_domain.kernel.discord import DiscordRefused
from snowflake_domain.kernel.scope import ChannelId
from snowflake_domain.tenancy.webhook import WEBHOOK_NAME
from tests.entrypoints.bot.stage import AURORA, FOUNDRY, Stage

pytestmark = pytest.mark.asyncio(loop_scope="module")


def hooks_in(stage: Stage, channel: ChannelId) -> list[Any]:
    return [one for one in stage.world.webhooks.values() if one.channel_id == channel]


async def test_the_bot_makes_one_that_works(stage: Stage) -> None:
    channel = stage.channel("general")
    made = await stage.webhooks.make(await stage.scope(), channel)
    (hook,) = hooks_in(stage, channel)
    assert (hook.id, hook.token, hook.name) == (made.id, made.token, WEBHOOK_NAME)
    url = f"{stage.sandbox.api_url}/webhooks/{made.id}/{made.token}?wait=true"
    async with aiohttp.ClientSession() as http, http.post(url, json={"content": "hello"}) as answer:
        assert answer.status == 200


async def test_twenty_at_once_make_one(stage: Stage) -> None:
    scope, channel = await stage.scope(), stage.channel("introductions")
    every = await asyncio.gather(*(stage.webhooks.make(scope, channel) for _ in range(20)))
    assert len({one.id for one in every}) == 1
    assert len(hooks_in(stage, channel)) == 1


async def test_somebody_elses_webhook_is_not_taken_for_ours(stage: Stage) -> None:
    scope, channel = await stage.scope(), stage.channel("off-topic")
    theirs = stage.world.create_webhook(channel, WEBHOOK_NAME, actor=stage.persona("owner"))
    made = await stage.webhooks.make(scope, channel)
    assert made.id != theirs.id
    assert len(hooks_in(stage, channel)) == 2


async def test_a_channel_of_another_guild_is_refused(stage: Stage) -> None:
    foreign = stage.channel("chat", FOUNDRY)
    with pytest.raises(DiscordRefused) as refused:
        await stage.webhooks.make(await stage.scope(), foreign)
    assert refused.value.discord_code == 10003
    assert hooks_in(stage, foreign) == []


async def test_without_the_permission_discord_refuses(stage: Stage) -> None:
    channel, bot = stage.channel("trades"), stage.world.application.bot_id
    stage.world.set_overwrite(channel, bot, 1, 0, 1 << 29)
    with pytest.raises(DiscordRefused):
        await stage.webhooks.make(await stage.scope(), channel)
    stage.world.delete_overwrite(channel, bot)


async def test_removed_it_is_gone_and_gone_twice_is_fine(stage: Stage) -> None:
    scope, channel = await stage.scope(), stage.channel("events")
    made = await stage.webhooks.make(scope, channel)
    await stage.webhooks.remove(scope, made.id, token=made.token)
    assert hooks_in(stage, channel) == []
    await stage.webhooks.remove(scope, made.id, token=made.token)
    again = await stage.webhooks.make(scope, channel)
    await stage.webhooks.remove(scope, again.id, token=None)
    assert hooks_in(stage, channel) == []


async def test_only_snowflake_itself_may_ask(stage: Stage) -> None:
    headers = stage.headers(stage.persona("owner"))
    bodies = {
        "/webhooks": {"channel": str(stage.channel("general"))},
        "/webhooks/remove": {"id": "5", "token": None},
    }
    for path, body in bodies.items():
        async with stage.http.post(path, headers=headers, json=body) as answer:
            assert answer.status == 403
            assert (await answer.json())["code"] == "tenancy.permission_denied"


async def test_the_owner_is_told_where_webhooks_can_be(stage: Stage) -> None:
    channel, bot = stage.channel("trades"), stage.world.application.bot_id
    stage.world.set_overwrite(channel, bot, 1, 0, 1 << 29)
    async with asyncio.timeout(5):
        while True:
            seen = await stage.installations.look(AURORA, stage.persona("owner"))
            may = {one.id: one.may_seed for one in seen.channels}
            if may[channel] is False:
                break
            await asyncio.sleep(0.02)
    assert may[stage.channel("general")] is True
    assert stage.channel("chat", FOUNDRY) not in may
    stage.world.delete_overwrite(channel, bot)
    assert (await stage.installations.look(AURORA, stage.persona("viewer"))).channels == ()
