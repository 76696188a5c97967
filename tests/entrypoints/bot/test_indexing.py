"""What happens in Discord stands in the index, in order, whatever happens in between."""

import asyncio
from typing import Any

from snowflake_domain.messages.message import Message
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

    async def say_this() -> bool:
        return [one.content for one in await newest(stage, len(texts), channel)] == texts

    await until(say_this, seconds)


async def are_newest(stage: Stage, ids: list[int]) -> None:
    """Wait until exactly these are the newest indexed messages, newest last."""

    async def stand() -> bool:
        return [one.id for one in await newest(stage, len(ids))] == ids

    await until(stand, 8)


async def newest(stage: Stage, count: int, channel: str = "general") -> list[Message]:
    return list(reversed(await stage.index(channel, count)))


def seeded(stage: Stage, channel: str = "general") -> dict[int, Any]:
    found: dict[int, Any] = stage.world.channels[stage.channel(channel)].log.by_id
    return found


async def test_the_history_is_read(fresh: Stage) -> None:
    for channel in ("general", "support", "announcements"):
        live = seeded(fresh, channel)
        indexed = await fresh.index(channel, 10_000)
        assert [one.id for one in indexed] == sorted(live, reverse=True)
        assert {one.content for one in indexed} == {one.content for one in live.values()}


async def test_active_threads_are_read_too(fresh: Stage) -> None:
    thread = next(iter(fresh.world.guilds[AURORA].threads.values()))
    async with fresh.database.begin(await fresh.scope()) as work:
        indexed = await work.messages.page(thread.id, before=None, after=None, limit=1000)
    assert {one.id for one in indexed} == set(thread.log.by_id)


async def test_new_edited_and_deleted_messages_arrive_within_a_second(fresh: Stage) -> None:
    general = fresh.channel("general")
    first, second = fresh.say("one"), fresh.say("two ❄")
    await eventually(fresh, ["one", "two ❄"], seconds=1)
    fresh.world.edit_message(general, first, content="one, edited")
    await eventually(fresh, ["one, edited", "two ❄"], seconds=1)
    fresh.world.delete_message(general, second)

    async def is_marked() -> bool:
        return (await newest(fresh, 1))[0].deleted_at is not None

    await until(is_marked, 1)
    assert (await newest(fresh, 2))[0].edited_at is not None


async def test_everything_of_a_message_is_kept(fresh: Stage) -> None:
    original = fresh.say("the question")
    embed = {"title": "T", "description": "D", "type": "rich", "fields": [{"name": "n", "value": "v"}]}
    fresh.world.set_nick(AURORA, fresh.persona("viewer"), "Tom ✦", actor=fresh.persona("owner"))
    fresh.world.create_message(
        fresh.channel("general"),
        fresh.persona("viewer"),
        content="the answer",
        embeds=[embed],
        reply_to=original,
    )
    await eventually(fresh, ["the question", "the answer"])
    answer = (await newest(fresh, 1))[0]
    assert (answer.type, answer.reply_to, answer.author.name) == (19, original, "Tom ✦")
    assert answer.author.avatar_url is not None
    assert answer.author.avatar_url.startswith(fresh.sandbox.base_url)
    assert answer.embeds[0]["fields"][0]["value"] == "v"
    fresh.world.pin(fresh.channel("general"), answer.id, actor=fresh.persona("owner"))

    async def is_pinned() -> bool:
        return next(one for one in await fresh.index() if one.id == answer.id).pinned

    await until(is_pinned)


async def test_a_burst_keeps_its_order(fresh: Stage) -> None:
    async with fresh.realtime.watch(await fresh.scope()) as frames:
        ids = [fresh.say(f"line {number}") for number in range(700)]
        heard: list[str] = []
        async with asyncio.timeout(10):
            while len(heard) < 700:
                heard.append((await anext(frames)).decode())
    assert [id_ for id_, frame in zip(ids, heard, strict=True) if f'"id":"{id_}"' in frame] == ids
    assert [one.id for one in await newest(fresh, 700)] == ids


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


async def test_nothing_is_lost_while_the_database_is_away(fresh: Stage) -> None:
    fresh.database.away = True
    ids = [fresh.say(f"away {number}") for number in range(30)]
    fresh.world.delete_message(fresh.channel("general"), ids[3])
    await asyncio.sleep(0.3)
    fresh.database.away = False
    assert (await newest(fresh, 1))[0].id not in ids
    await are_newest(fresh, ids)
    assert (await newest(fresh, 27))[0].deleted_at is not None


async def test_a_message_that_the_database_refuses_holds_up_no_others(fresh: Stage) -> None:
    fresh.indexing.writer.first_pause = 0.01
    fresh.database.refused = "poison"
    fresh.say("good")
    fresh.say("poison")
    fresh.say("also good")
    await eventually(fresh, ["good", "also good"])


async def test_an_unprovisioned_guild_is_not_written_down_until_it_is() -> None:
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


async def test_a_channel_that_refuses_is_passed_over(fresh: Stage) -> None:
    path = f"/channels/{fresh.channel('support')}/messages"
    fresh.sandbox.faults.rules.append(FaultRule("GET", path, Fault("status_before", status=403), count=1))
    missed = fresh.world.create_message(fresh.channel("trades"), fresh.persona("viewer"), content="WTB")
    fresh.indexing.request(AURORA)
    await fresh.caught_up()
    assert (await newest(fresh, 1, "trades"))[0].id == missed.id


async def test_an_overflowing_guild_is_read_again(fresh: Stage) -> None:
    fresh.indexing.writer.most_waiting = 40
    fresh.database.away = True
    ids = [fresh.say(f"flood {number}") for number in range(100)]
    await until(lambda: AURORA in fresh.indexing.writer._cut_off)
    fresh.database.away = False
    await are_newest(fresh, ids)


async def test_dashboards_hear_of_the_gateway(fresh: Stage) -> None:
    async with fresh.realtime.watch(await fresh.scope()) as frames:
        await act_on_gateway(fresh.sandbox.gateway, "drop")
        async with asyncio.timeout(10):
            heard = [(await anext(frames)).decode() for _ in range(2)]
    assert '"type":"gateway.changed"' in heard[0]
    assert '"connected":false' in heard[0]
    assert '"connected":true' in heard[1]
