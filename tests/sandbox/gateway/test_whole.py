"""The seeded sandbox as `demo` starts it, seen by a real bot."""

import asyncio

import aiohttp
import hikari

from snowflake_entrypoints.sandbox.app import build_sandbox
from snowflake_entrypoints.sandbox.chatter import Chatter


async def test_a_bot_meets_the_seeded_community_and_hears_it_chatter() -> None:
    sandbox = await build_sandbox().start()
    bot = hikari.GatewayBot(
        sandbox.settings.bot_token,
        rest_url=sandbox.api_url,
        banner=None,
        logs=None,
        intents=hikari.Intents.ALL,
        suppress_optimization_warning=True,
    )
    heard: list[str] = []

    async def hear(event: hikari.ShardPayloadEvent) -> None:
        heard.append(event.name)

    bot.subscribe(hikari.ShardPayloadEvent, hear)
    try:
        await bot.start(check_for_updates=False)
        async with asyncio.timeout(10), aiohttp.ClientSession(sandbox.base_url) as http:
            while "GUILD_MEMBERS_CHUNK" not in heard:  # noqa: ASYNC110 - the bot's handler fills a plain list
                await asyncio.sleep(0.01)
            guild = next(iter(bot.cache.get_guilds_view().values()))
            assert len(guild.get_members()) == len(sandbox.world.guilds[guild.id].members) > 300
            assert len(guild.get_channels()) >= 12
            state = await (await http.get("/_sandbox/state")).json()
            assert set(state["personas"]) == {"owner", "admin", "moderator", "viewer", "stranger"}
            budget = state["gateway"]["session_start_limit"]
            assert budget["remaining"] == budget["total"] - 1
            told = await bot.rest.fetch_gateway_bot_info()
            assert told.session_start_limit.remaining == budget["remaining"]
            key = {"Authorization": f"Bearer {sandbox.settings.stripe.secret_key}"}
            products = await (await http.get("/v1/products", headers=key)).json()
            assert [product["name"] for product in products["data"]] == ["Studio Plus", "Studio"]
            await http.post("/_sandbox/chatter", json={"rate": 200})
            while heard.count("MESSAGE_CREATE") < 5:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
    finally:
        await bot.close()
        await sandbox.stop()


def test_everybody_in_the_seeded_community_keeps_to_the_rules() -> None:
    sandbox = build_sandbox()
    chatter = Chatter(sandbox.world)
    acts = {chatter.step() for _ in range(300)}
    assert "nothing" not in acts
    assert {"speak", "reply", "react", "edit"} <= acts
