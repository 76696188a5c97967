"""Whenever it is stopped, cut off or kept out, the index arrives at what Discord has."""

from typing import Any

from snowflake_domain.kernel.scope import ChannelId, MessageId
from snowflake_entrypoints.sandbox.app import Sandbox, build_sandbox
from snowflake_entrypoints.sandbox.control_gateway import act_on_gateway
from snowflake_entrypoints.sandbox.faults import Fault
from snowflake_entrypoints.sandbox.world.model import PRIVATE_THREAD, PUBLIC_THREAD
from tests.entrypoints.bot.stage import (
    AURORA,
    QUICK,
    TENANT,
    FlakyDatabase,
    Stage,
    found_tenant,
    process,
    until,
)

VIEW_CHANNEL = 1 << 10


def discord_has(stage: Stage) -> dict[str, dict[str, str]]:
    """Return what Discord's ledger has where the bot can look: the text by id, by channel."""
    world, me = stage.world, stage.world.application.bot_id
    guild, ledger = world.guilds[AURORA], world.ledger()
    places = [*guild.channels, *guild.threads]
    return {str(one): ledger[str(one)]["messages"] for one in places if world.can_view(me, one)}


def index_has(stage: Stage) -> dict[str, dict[str, str]]:
    """Return what stands in the index and isn't marked deleted, in the same form."""
    found: dict[str, dict[str, str]] = {one: {} for one in discord_has(stage)}
    for message in stage.database._rows[TENANT].messages.values():
        if message.deleted_at is None:
            found.setdefault(str(message.channel_id), {})[str(message.id)] = message.content
    return found


def cursors(stage: Stage) -> dict[ChannelId, MessageId]:
    return dict(stage.database._rows[TENANT].cursors)


async def equals_discord(stage: Stage, seconds: float = 6) -> None:
    await until(lambda: index_has(stage) == discord_has(stage), seconds)


def place(sandbox: Sandbox, name: str = "general") -> Any:
    return next(one for one in sandbox.world.guilds[AURORA].channels.values() if one.name == name)


def say_at_length(sandbox: Sandbox, count: int) -> None:
    world: Any = sandbox.world
    for number in range(count):
        world.create_message(place(sandbox).id, world.personas["viewer"], content=f"long talk {number}")


def a_thread_at_rest(sandbox: Sandbox, kind: int) -> tuple[ChannelId, MessageId]:
    """Make an archived thread and return it with its newest message."""
    world: Any = sandbox.world
    thread = world.create_thread(place(sandbox).id, "at rest", world.personas["viewer"], kind=kind)
    said = [world.create_message(thread.id, world.personas["viewer"], content=f"{n}") for n in range(3)]
    world.update_channel(thread.id, {"archived": True})
    return ChannelId(thread.id), MessageId(said[-1].id)


async def test_a_stop_in_the_middle_of_a_catch_up_leaves_no_gap() -> None:
    sandbox, database = await build_sandbox(QUICK).start(), FlakyDatabase()
    try:
        await found_tenant(database, sandbox)
        say_at_length(sandbox, 450)
        general = place(sandbox).id
        slow = sandbox.faults.add(
            "GET", f"/channels/{general}/messages", Fault("delay", seconds=0.3), count=None
        )
        async with process(sandbox, database) as stage:
            live = stage.say("heard live, meanwhile")
            await until(lambda: live in database._rows[TENANT].messages and slow.used > 2)
            assert stage.indexing.catch_ups.is_running(AURORA)
        assert index_has(stage)[str(general)] != discord_has(stage)[str(general)]
        assert general not in cursors(stage)
        sandbox.faults.rules.clear()
        say_at_length(sandbox, 120)
        async with process(sandbox, database) as stage:
            stage.say("heard live again")
            await equals_discord(stage)
            await stage.caught_up()
            last = stage.say("and now in step")
            await until(lambda: cursors(stage)[general] == last)
    finally:
        await sandbox.stop()


async def test_what_a_lost_session_missed_is_read_before_cursors_move_on(fresh: Stage) -> None:
    general, support = fresh.channel("general"), fresh.channel("support")
    first = fresh.say("in step")
    await until(lambda: cursors(fresh)[general] == first)
    await act_on_gateway(fresh.sandbox.gateway, "drop_no_resume")
    await until(lambda: not fresh.bot.shards[0].is_connected)
    for number in range(130):
        fresh.say(f"missed {number}")
    missed = fresh.say("missed elsewhere", "support")
    rule = fresh.sandbox.faults.add("GET", f"/channels/{general}/messages", Fault("delay", seconds=0.3))
    await until(lambda: rule.used, 12)
    early = fresh.say("while it is read")
    await until(lambda: early in fresh.database._rows[TENANT].messages)
    assert cursors(fresh)[general] == first
    await equals_discord(fresh)
    await fresh.caught_up()
    last = fresh.say("in step again")
    await until(lambda: cursors(fresh)[general] == last)
    assert cursors(fresh)[support] == missed


async def test_archived_threads_are_read_once() -> None:
    sandbox, database = await build_sandbox(QUICK).start(), FlakyDatabase()
    try:
        await found_tenant(database, sandbox)
        threads = dict(a_thread_at_rest(sandbox, kind) for kind in (PUBLIC_THREAD, PRIVATE_THREAD))
        async with process(sandbox, database) as stage:
            await stage.caught_up()
            assert index_has(stage) == discord_has(stage)
            assert {one: cursors(stage)[one] for one in threads} == threads
            path = f"/channels/{min(threads)}/messages"
            again = sandbox.faults.add("GET", path, Fault("delay"), count=None)
            stage.indexing.request(AURORA)
            await stage.caught_up()
            assert again.used == 0
    finally:
        await sandbox.stop()


async def test_what_was_said_while_a_channel_was_hidden_is_read_when_it_opens(fresh: Stage) -> None:
    trades, me = fresh.channel("trades"), fresh.bot.get_me()
    assert me is not None
    fresh.world.set_overwrite(trades, me.id, 1, 0, VIEW_CHANNEL)
    await fresh.caught_up()
    before = cursors(fresh)[trades]
    hidden = fresh.say("nobody listens here", "trades")
    fresh.say("but here", "general")
    await until(lambda: cursors(fresh)[fresh.channel("general")] > hidden)
    assert cursors(fresh)[trades] == before
    fresh.world.delete_overwrite(trades, me.id)
    fresh.say("heard again", "trades")
    await equals_discord(fresh)
    await until(lambda: cursors(fresh)[trades] > hidden)
