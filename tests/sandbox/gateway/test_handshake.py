"""HELLO, IDENTIFY, heartbeats, and the close codes for those who don't behave."""

import asyncio
from typing import Any

import aiohttp
import pytest

from snowflake_entrypoints.sandbox.gateway import GatewaySettings
from tests.sandbox.gateway.stage import APP, BOT, GENERAL, GUILD, QUICK, STAFF, TOKEN, Stage, client, staged

ALL = 0x3FFFF & ~(1 << 17)
NOT_PRIVILEGED = ALL & ~(1 << 1 | 1 << 8 | 1 << 15)


async def test_identify_is_answered_with_ready_and_the_guilds(stage: Stage) -> None:
    async with client(stage) as bot:
        await bot.identify()
        ready = await bot.until("READY")
        guild = await bot.until("GUILD_CREATE")
    assert ready["v"] == 10
    assert ready["user"]["id"] == str(BOT)
    assert ready["guilds"] == [{"id": str(GUILD), "unavailable": True}]
    assert ready["resume_gateway_url"] == stage.ws_url
    assert ready["application"] == {"id": str(APP), "flags": stage.world.application.flags}
    assert {member["user"]["username"] for member in guild["members"]} == {
        "snowflake",
        "owner",
        "alice",
        "bob",
    }
    assert guild["member_count"] == 4
    assert len(guild["presences"]) == 4


async def test_a_channel_out_of_sight_comes_obfuscated(stage: Stage) -> None:
    async with client(stage) as bot:
        await bot.identify()
        guild = await bot.until("GUILD_CREATE")
    channels = {int(channel["id"]): channel for channel in guild["channels"]}
    assert channels[GENERAL]["topic"] == "about general"
    assert channels[STAFF]["name"] == "___hidden___"
    assert channels[STAFF]["topic"] is None
    assert channels[STAFF]["flags"] & 1 << 17


async def test_without_the_presence_intent_a_guild_shows_only_the_bot(stage: Stage) -> None:
    async with client(stage) as bot:
        await bot.identify(NOT_PRIVILEGED)
        guild = await bot.until("GUILD_CREATE")
    assert [member["user"]["id"] for member in guild["members"]] == [str(BOT)]
    assert guild["member_count"] == 4


async def test_a_large_guild_shows_only_those_who_are_online(stage: Stage) -> None:
    for number in range(60):
        user = stage.world.create_user(f"quiet{number}")
        stage.world.join_member(GUILD, user.id).status = "offline"
    async with client(stage) as bot:
        await bot.identify(large_threshold=50)
        guild = await bot.until("GUILD_CREATE")
    assert guild["large"]
    assert guild["member_count"] == 64
    assert len(guild["members"]) == 4


@pytest.mark.parametrize("query", ["v=10&encoding=json&compress=zlib-stream", "v=10"])
async def test_a_stream_of_zlib_and_none_carry_the_same(stage: Stage, query: str) -> None:
    async with client(stage, query) as bot:
        await bot.identify()
        await bot.until("GUILD_CREATE")
        stage.say("❄ hello")
        assert (await bot.until("MESSAGE_CREATE"))["content"] == "❄ hello"


async def test_payloads_can_be_compressed_one_by_one(stage: Stage) -> None:
    async with client(stage) as bot:
        await bot.identify(compress=True)
        message = await bot.socket.receive(timeout=5)
        assert message.type is aiohttp.WSMsgType.BINARY


async def test_an_unknown_compression_is_no_socket(stage: Stage) -> None:
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(f"{stage.ws_url}?v=10&compress=brotli")
    assert refused.value.status == 400


async def test_heartbeats_are_acknowledged_even_before_identify(stage: Stage) -> None:
    async with client(stage) as bot:
        await bot.send(1)
        assert (await bot.receive())["op"] == 11
        await bot.identify()
        await bot.until("GUILD_CREATE")
        await bot.send(1, bot.sequence)
        assert (await bot.receive())["op"] == 11


IDENTIFY = {"token": TOKEN, "intents": ALL, "properties": {}}


@pytest.mark.parametrize(
    ("opcode", "data", "code"),
    [
        (99, None, 4001),
        (2, "no object", 4002),
        (2, IDENTIFY | {"properties": None}, 4002),
        (3, {"status": "online"}, 4003),
        (8, {"guild_id": str(GUILD), "query": "", "limit": 0}, 4003),
        (2, IDENTIFY | {"token": "wrong"}, 4004),
        (2, IDENTIFY | {"shard": [2, 2]}, 4010),
        (2, IDENTIFY | {"shard": "0"}, 4010),
        (2, IDENTIFY | {"intents": 1 << 17}, 4013),
        (2, IDENTIFY | {"intents": -1}, 4013),
        (6, {"token": "wrong", "session_id": "s", "seq": 1}, 4004),
    ],
)
async def test_wrong_payloads_close_the_socket(stage: Stage, opcode: int, data: Any, code: int) -> None:
    async with client(stage) as bot:
        await bot.send(opcode, data)
        assert await bot.closed() == code


@pytest.mark.parametrize("text", ["{not json", "[]", '{"d":1}', '{"op":"1"}', '"' + "x" * 5000 + '"'])
async def test_what_is_no_payload_is_a_decode_error(stage: Stage, text: str) -> None:
    async with client(stage) as bot:
        await bot.socket.send_str(text)
        assert await bot.closed() == 4002


async def test_identifying_twice_is_refused(stage: Stage) -> None:
    async with client(stage) as bot:
        await bot.identify()
        await bot.identify()
        assert await bot.closed() == 4005


async def test_an_old_api_version_is_refused(stage: Stage) -> None:
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{stage.ws_url}?v=6") as socket:
        await socket.receive(timeout=5)
        assert socket.close_code == 4012


async def test_privileged_intents_need_the_applications_flags(stage: Stage) -> None:
    stage.world.application.flags = 0
    async with client(stage) as bot:
        await bot.identify()
        assert await bot.closed() == 4014
    async with client(stage) as bot:
        await bot.identify(NOT_PRIVILEGED)
        assert await bot.until("READY")


async def test_a_hundred_and_twenty_commands_a_minute_are_enough(stage: Stage) -> None:
    async with client(stage) as bot:
        for _ in range(121):
            await bot.send(1)
        assert await bot.closed() == 4008


async def test_a_client_without_heartbeats_times_out() -> None:
    async with (
        staged(GatewaySettings(heartbeat_interval=0.05, identify_interval=0)) as stage,
        client(stage) as bot,
    ):
        await bot.identify()
        assert await bot.closed() == 4009
        assert stage.gateway.sessions == {}


async def test_too_many_guilds_for_the_shards_need_sharding() -> None:
    async with staged(GatewaySettings(guilds_per_shard=0)) as stage, client(stage) as bot:
        await bot.identify()
        assert await bot.closed() == 4011


async def test_two_identifies_in_a_bucket_need_a_pause() -> None:
    async with staged(GatewaySettings(identify_interval=0.5)) as stage:
        async with client(stage) as first, client(stage) as second:
            await first.identify()
            await first.until("READY")
            await second.identify()
            assert await second.receive() == {"t": None, "s": None, "op": 9, "d": False}
            await asyncio.sleep(0.5)
            await second.identify()
            await second.until("READY")
        assert stage.gateway.record.identifies == 2


async def test_the_days_session_starts_run_out() -> None:
    async with staged(GatewaySettings(identify_interval=0, session_starts=1)) as stage:
        async with client(stage) as bot:
            await bot.identify()
            await bot.until("READY")
        assert stage.gateway.starts.to_json()["remaining"] == 0
        async with client(stage) as bot:
            await bot.identify()
            assert await bot.closed() == 4004


async def test_a_shard_gets_only_its_guilds() -> None:
    async with staged(QUICK) as stage, client(stage) as even, client(stage) as odd:
        await even.identify(shard=[0, 2])
        await odd.identify(shard=[1, 2])
        assert (await even.until("READY"))["guilds"] == []
        assert (await odd.until("READY"))["guilds"] == [{"id": str(GUILD), "unavailable": True}]
        await odd.until("GUILD_CREATE")
        stage.say("only for the odd one")
        assert await odd.until("MESSAGE_CREATE")
        await even.send(1)
        assert (await even.receive())["op"] == 11
