"""The connection is kept up, and ends only for good reasons."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic

import attrs
import pytest

from snowflake_entrypoints.bot.supervise import BotStopped
from snowflake_entrypoints.sandbox.app import Sandbox, build_sandbox
from snowflake_entrypoints.sandbox.control_gateway import act_on_gateway
from snowflake_entrypoints.sandbox.faults import Fault, FaultRule
from tests.entrypoints.bot.stage import (
    AURORA,
    QUICK,
    FlakyDatabase,
    Stage,
    found_tenant,
    process,
    staged,
    until,
)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    running = await build_sandbox(QUICK).start()
    yield running
    await running.stop()


def is_connected(stage: Stage) -> bool:
    return bool(stage.bot.shards) and stage.bot.shards[0].is_connected


@pytest.mark.parametrize("code", [4004, 4014])
async def test_a_close_for_good_ends_the_process_with_the_reason(sandbox: Sandbox, code: int) -> None:
    await act_on_gateway(sandbox.gateway, "refuse_identify", code)
    async with process(sandbox, FlakyDatabase(), wait=False) as stage:
        with pytest.raises(BotStopped, match=f"^Discord closed the bot's connection for good: {code}"):
            await asyncio.wait_for(asyncio.shield(stage.running), 5)


async def test_refused_commands_end_the_process_loudly(sandbox: Sandbox) -> None:
    sandbox.faults.rules.append(
        FaultRule("PUT", "/applications/*/commands", Fault("status_before", status=403))
    )
    async with process(sandbox, FlakyDatabase(), wait=False) as stage:
        with pytest.raises(BotStopped, match="refuses the slash commands"):
            await asyncio.wait_for(asyncio.shield(stage.running), 5)


async def test_a_gateway_without_hello_is_given_up_and_tried_again(sandbox: Sandbox) -> None:
    await act_on_gateway(sandbox.gateway, "silence")
    async with process(sandbox, FlakyDatabase(), wait=False, hello_within=0.3) as stage:
        await asyncio.sleep(0.6)
        assert not is_connected(stage)
        await act_on_gateway(sandbox.gateway, "unsilence")
        await until(lambda: is_connected(stage))
        await asyncio.sleep(0.2)
        assert len(sandbox.gateway.connections) == 1


async def test_garbage_and_silence_are_survived(sandbox: Sandbox) -> None:
    async with process(sandbox, FlakyDatabase(), back_within=0.5) as stage:
        before = sandbox.gateway.record.identifies
        await act_on_gateway(sandbox.gateway, "garbage")
        await until(lambda: sandbox.gateway.record.identifies > before and is_connected(stage), 10)
        await act_on_gateway(sandbox.gateway, "silence")
        await act_on_gateway(sandbox.gateway, "drop")
        await until(lambda: not is_connected(stage))
        await asyncio.sleep(0.7)
        await act_on_gateway(sandbox.gateway, "unsilence")
        await until(lambda: is_connected(stage), 10)
        assert not stage.running.done()


async def test_it_stops_in_time_with_the_database_away(sandbox: Sandbox) -> None:
    database = FlakyDatabase()
    await found_tenant(database, sandbox)
    async with process(sandbox, database) as stage:
        await stage.caught_up()
        database.away = True
        stage.say("left to the next start")
        await until(lambda: stage.indexing.writer.waiting or stage.indexing.writer._busy)
        started = monotonic()
        stage.stop.set()
        await stage.running
        assert monotonic() - started < 8
    database.away = False
    async with process(sandbox, database) as again:
        await again.caught_up()
        assert (await again.index())[0].content == "left to the next start"


async def test_refused_intents_are_done_without() -> None:
    async with staged(attrs.evolve(QUICK, intents_granted=0)) as stage:
        health = await stage.live.health(await stage.scope())
        assert health.connected
        assert health.intents_missing == ("MESSAGE_CONTENT", "GUILD_MEMBERS", "GUILD_PRESENCES")
        presence = await stage.live.presence(await stage.scope())
        assert (presence.online, presence.total) == (None, len(stage.world.guilds[AURORA].members))
        channels = {one.name: one for one in await stage.live.channels(await stage.scope())}
        assert channels["general"].can_send
        nova = await stage.live.member(await stage.scope(), stage.persona("owner"))
        assert nova is not None
        assert nova.display_name == "Nova Lindqvist"
