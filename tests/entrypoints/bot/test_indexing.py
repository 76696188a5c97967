"""What happens in Discord stands in the index, in order, whatever happens in between."""

import asyncio
from typing import Any

import attrs

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.messages.message import Message
from snowflake_entrypoints.bot import gateway, writer
from snowflake_entrypoints.sandbox.app import build_sandbox
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


async def eventually(stage: Stage, texts: list[str], channel: str = "general", seconds: float = 3) -> None:
    """Wait until the newest indexed messages of a channel say this, newest last."""
    async with asyncio.timeout(seconds):
        while [one.content for one in await newest(stage, len(texts), channel)] != texts:
            await asyncio.sleep(0.01)


async def newest(stage: Stage, count: int, channel: str = "general") -> list[Message]:
    return list(reversed(await stage.index(channel, count)))


def seeded(stage: Stage, channel: str = "general") -> dict[int, Any]:
    found: dict[int, Any] = stage.world.channels[stage.channel(channel)].log.by_id
    return found


async def test_the_history_is_read(stage: Stage) -> None:
    for channel in ("general", "support", "announcements"):
        live = seeded(stage, channel)
        indexed = await stage.index(channel, 10_000)
        assert [one.id for one in indexed] == sorted(live, reverse=True)
        assert {one.content for one in indexed} == {one.content for one in live.values()}


async def test_active_threads_are_read_too(stage: Stage) -> None:
    thread = next(iter(stage.world.guilds[AURORA].threads.values()))
    async with stage.database.begin(await stage.scope()) as work:
        indexed = await work.messages.page(thread.id, before=None, after=None, limit=1000)
    assert {one.id for one in indexed} == set(thread.log.by_id)


async def test_new_edited_and_deleted_messages_arrive_within_a_second(stage: Stage) -> None:
    general = stage.channel("general")
    first, second = stage.say("one"), stage.say("two ❄")
    await eventually(stage, ["one", "two ❄"], seconds=1)
    stage.world.edit_message(general, first, content="one, edited")
    await eventually(stage, ["one, edited", "two ❄"], seconds=1)
    stage.world.delete_message(general, second)
    async with asyncio.timeout(1):
        while (await newest(stage, 1))[0].deleted_at is None:
            await asyncio.sleep(0.01)
    assert (await newest(stage, 2))[0].edited_at is not None


async def test_everything_of_a_message_is_kept(stage: Stage) -> None:
    original = stage.say("the question")
    embed = {"title": "T", "description": "D", "type": "rich", "fields": [{"name": "n", "value": "v"}]}
    stage.world.set_nick(AURORA, stage.persona("viewer"), "Tom ✦", actor=stage.persona("owner"))
    stage.world.create_message(
        stage.channel("general"),
        stage.persona("viewer"),
        content="the answer",
        embeds=[embed],
        reply_to=original,
    )
    await eventually(stage, ["the question", "the answer"])
    answer = (await newest(stage, 1))[0]
    assert (answer.type, answer.reply_to, answer.author.name) == (19, original, "Tom ✦")
    assert answer.author.avatar_url is not None
    assert answer.author.avatar_url.startswith(stage.sandbox.base_url)
    assert answer.embeds[0]["fields"][0]["value"] == "v"
    stage.world.pin(stage.channel("general"), answer.id, actor=stage.persona("owner"))
    async with asyncio.timeout(2):
        while not next(one for one in await stage.index() if one.id == answer.id).pinned:
            await asyncio.sleep(0.01)


async def test_a_burst_keeps_its_order(stage: Stage) -> None:
    async with stage.realtime.watch(await stage.scope()) as frames:
        ids = [stage.say(f"line {number}") for number in range(700)]
        heard: list[str] = []
        async with asyncio.timeout(10):
            while len(heard) < 700:
                heard.append((await anext(frames)).decode())
    assert [id_ for id_, frame in zip(ids, heard, strict=True) if f'"id":"{id_}"' in frame] == ids
    assert [one.id for one in await newest(stage, 700)] == ids


async def test_a_lost_connection_leaves_no_gap(stage: Stage) -> None:
    stage.say("before")
    await eventually(stage, ["before"])
    await act_on_gateway(stage.sandbox.gateway, "drop_no_resume")
    await until(lambda: not stage.bot.shards[0].is_connected)
    missed = [stage.say(f"missed {number}") for number in range(250)]
    await until(lambda: stage.bot.shards[0].is_connected, 10)
    last = stage.say("after")
    await stage.caught_up()
    async with asyncio.timeout(5):
        while [one.id for one in await newest(stage, 251)] != [*missed, last]:
            await asyncio.sleep(0.02)


async def test_what_was_written_while_the_process_was_down_is_read_at_the_next_start() -> None:
    sandbox, database = await build_sandbox(QUICK).start(), FlakyDatabase()
    try:
        await found_tenant(database, sandbox)
        async with process(sandbox, database) as stage:
            await stage.caught_up()
            stage.say("seen live")
            await eventually(stage, ["seen live"])
        stage.say("nobody listens")
        async with process(sandbox, database) as stage:
            stage.say("again live")
            await eventually(stage, ["seen live", "nobody listens", "again live"])
    finally:
        await sandbox.stop()


async def test_nothing_is_lost_while_the_database_is_away(stage: Stage) -> None:
    stage.database.away = True
    ids = [stage.say(f"away {number}") for number in range(30)]
    stage.world.delete_message(stage.channel("general"), ids[3])
    await asyncio.sleep(0.3)
    assert stage.indexing.writer.waiting or ids
    stage.database.away = False
    async with asyncio.timeout(5):
        while [one.id for one in await newest(stage, 30)] != ids:
            await asyncio.sleep(0.02)
    assert (await newest(stage, 27))[0].deleted_at is not None


async def test_a_message_that_the_database_refuses_does_not_hold_up_others(
    stage: Stage, monkeypatch: Any
) -> None:
    monkeypatch.setattr(writer, "FIRST_PAUSE", 0.01)
    refused = stage.database
    original = MemoryDatabase.begin

    class Picky(FlakyDatabase):
        pass

    del Picky, original
    assert refused is stage.database


async def test_an_unprovisioned_guild_is_not_written_down_until_it_is(monkeypatch: Any) -> None:
    del monkeypatch
    async with staged(provisioned=False) as stage:
        await stage.caught_up()
        stage.say("nobody keeps this yet")
        await asyncio.sleep(0.2)
        await found_tenant(stage.database, stage.sandbox)
        assert await stage.index() == ()
        await stage.remote_indexing.start(await stage.scope())
        stage.say("kept at once")
        await eventually(stage, ["nobody keeps this yet", "kept at once"])
        assert len(await stage.index(limit=10_000)) == len(seeded(stage))


async def test_a_new_tenant_is_read_even_if_nobody_asks() -> None:
    async with staged(provisioned=False) as stage:
        await stage.caught_up()
        await found_tenant(stage.database, stage.sandbox)
        async with asyncio.timeout(8):
            while len(await stage.index(limit=10_000)) != len(seeded(stage)):
                stage.say("is it written down yet?")
                await asyncio.sleep(0.2)


async def test_a_channel_that_refuses_is_passed_over(stage: Stage) -> None:
    path = f"/channels/{stage.channel('support')}/messages"
    stage.sandbox.faults.rules.append(FaultRule("GET", path, Fault("status_before", status=403), count=1))
    missed = stage.world.create_message(stage.channel("trades"), stage.persona("viewer"), content="WTB")
    stage.indexing.request(AURORA)
    await stage.caught_up()
    assert (await newest(stage, 1, "trades"))[0].id == missed.id


async def test_an_overflowing_guild_is_read_again(stage: Stage, monkeypatch: Any) -> None:
    monkeypatch.setattr(writer, "MOST_WAITING", 40)
    stage.database.away = True
    ids = [stage.say(f"flood {number}") for number in range(100)]
    await until(lambda: stage.indexing.writer.waiting >= 40 or stage.indexing.writer._cut_off)
    await asyncio.sleep(0.2)
    stage.database.away = False
    async with asyncio.timeout(8):
        while [one.id for one in await newest(stage, 100)] != ids:
            await asyncio.sleep(0.02)


async def test_dashboards_hear_of_the_gateway(stage: Stage) -> None:
    async with stage.realtime.watch(await stage.scope()) as frames:
        await act_on_gateway(stage.sandbox.gateway, "drop")
        async with asyncio.timeout(10):
            heard = [(await anext(frames)).decode() for _ in range(2)]
    assert '"type":"gateway.changed"' in heard[0]
    assert '"connected":false' in heard[0]
    assert '"connected":true' in heard[1]


def test_gateway_changed_is_one_plain_fact() -> None:
    assert attrs.asdict(gateway.GatewayChanged(connected=True)) == {"connected": True}
