"""A real hikari bot finds the gateway to be Discord's."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files

import hikari
import orjson
import pytest

from snowflake_entrypoints.sandbox.control_gateway import act_on_gateway
from snowflake_entrypoints.sandbox.gateway import GatewaySettings
from snowflake_entrypoints.sandbox.gateway.script import play
from tests.sandbox.gateway.stage import ALICE, BOB, GENERAL, GUILD, OWNER, QUICK, Stage, staged


@asynccontextmanager
async def online(bot: hikari.GatewayBot) -> AsyncIterator[hikari.GatewayBot]:
    await bot.start(check_for_updates=False)
    try:
        yield bot
    finally:
        await bot.close()


async def until(happened: Callable[[], object], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110 - hikari has no event for it
            await asyncio.sleep(0.01)


def contents(bot: hikari.GatewayBot) -> list[str | None]:
    heard: list[str | None] = []

    async def hear(event: hikari.GuildMessageCreateEvent) -> None:
        heard.append(event.content)

    bot.subscribe(hikari.GuildMessageCreateEvent, hear)
    return heard


async def test_the_guild_and_what_happens_in_it_arrive(stage: Stage) -> None:
    bot, told = stage.bot(), list[str]()

    async def hear(event: hikari.Event) -> None:
        if not isinstance(event, hikari.ShardEvent) or isinstance(event, hikari.GuildAvailableEvent):
            return
        told.append(type(event).__name__)

    bot.subscribe(hikari.Event, hear)
    world = stage.world
    async with online(bot):
        await until(lambda: bot.cache.get_guild(GUILD))
        guild = bot.cache.get_guild(GUILD)
        assert guild is not None
        assert {channel.name for channel in guild.get_channels().values()} == {"general", "___hidden___"}
        assert len(guild.get_members()) == 4
        said = stage.say("hello ❄")
        world.edit_message(GENERAL, said, content="hello!")
        world.add_reaction(GENERAL, said, BOB, "❄️")
        world.pin(GENERAL, said, actor=OWNER)
        thread = world.create_thread(GENERAL, "aside", ALICE)
        world.create_message(thread.id, ALICE, content="in the thread")
        world.start_typing(GENERAL, BOB)
        world.bulk_delete(GENERAL, [said])
        world.delete_message(GENERAL, stage.say("oops"))
        world.create_channel(GUILD, "new")
        world.create_webhook(GENERAL, "hook", actor=OWNER)
        role = world.create_role(GUILD, name="Helper")
        world.set_roles(GUILD, BOB, [role.id], actor=OWNER)
        world.kick(GUILD, BOB, actor=OWNER)
        world.ban(GUILD, BOB, actor=OWNER)
        await until(lambda: "BanCreateEvent" in told)
    assert {
        "GuildMessageCreateEvent",
        "GuildMessageUpdateEvent",
        "GuildReactionAddEvent",
        "GuildPinsUpdateEvent",
        "GuildThreadCreateEvent",
        "GuildTypingEvent",
        "GuildBulkMessageDeleteEvent",
        "GuildMessageDeleteEvent",
        "GuildChannelCreateEvent",
        "WebhookUpdateEvent",
        "RoleCreateEvent",
        "MemberUpdateEvent",
        "MemberDeleteEvent",
        "BanCreateEvent",
    } <= set(told)


@pytest.mark.parametrize(
    ("action", "identifies", "resumes"),
    [("drop", 1, 1), ("op7", 1, 1), ("op9_true", 1, 1), ("op9_false", 2, 0)],
)
async def test_it_comes_back_as_discord_would_have_it(
    stage: Stage, action: str, identifies: int, resumes: int
) -> None:
    bot = stage.bot()
    heard = contents(bot)
    async with online(bot):
        await until(lambda: bot.cache.get_guild(GUILD))
        stage.say("before")
        await until(lambda: heard)
        await act_on_gateway(stage.gateway, action)
        await until(lambda: not bot.shards[0].is_connected)
        stage.say("meanwhile")
        await until(lambda: bot.shards[0].is_connected)
        stage.say("after")
        await until(lambda: "after" in heard)
    resumed = ["before", "meanwhile", "after"]
    assert heard == (resumed if resumes else ["before", "after"])
    record = stage.gateway.record
    assert (record.identifies, record.resumes) == (identifies, resumes)


async def test_disallowed_intents_stop_the_bot(stage: Stage) -> None:
    stage.world.application.flags = 0
    bot = stage.bot()
    with pytest.raises(hikari.GatewayServerClosedConnectionError) as stopped:
        await bot.start(check_for_updates=False)
    await bot.close()
    assert stopped.value.code == 4014


async def test_members_are_chunked(stage: Stage) -> None:
    bot, found = stage.bot(), list[str]()

    async def hear(event: hikari.MemberChunkEvent) -> None:
        found.extend(member.username for member in event.members.values())

    bot.subscribe(hikari.MemberChunkEvent, hear)
    async with online(bot):
        await bot.shards[0].request_guild_members(GUILD)
        await until(lambda: len(found) == 4)
    assert sorted(found) == ["alice", "bob", "owner", "snowflake"]


async def test_a_missing_ack_makes_the_bot_resume() -> None:
    settings = GatewaySettings(heartbeat_interval=0.3, identify_interval=0)
    async with staged(settings) as stage, online(stage.bot()) as bot:
        stage.gateway.set_silent(silent=True)
        await until(lambda: not bot.shards[0].is_connected)
        stage.gateway.set_silent(silent=False)
        await until(lambda: stage.gateway.record.resumes == 1)


def real_chat(count: int) -> list[dict[str, object]]:
    """Return what real people wrote to each other, as lines to play."""
    said: list[dict[str, object]] = []
    conversations = orjson.loads((files("chitchat_dataset") / "dataset.json").read_bytes())
    for conversation in conversations.values():
        for number, turn in enumerate(conversation["messages"]):
            author = (ALICE, BOB)[number % 2]
            said += [
                {"channel": GENERAL, "author": author, "content": one["text"]} for one in turn if one["text"]
            ]
        if len(said) >= count:
            break
    return said[:count]


async def test_ten_thousand_real_messages_arrive_complete_and_in_order_across_a_drop() -> None:
    async with staged(QUICK) as stage:
        bot, heard = stage.bot(), list[tuple[int, str]]()

        async def hear(event: hikari.ShardPayloadEvent) -> None:
            if event.name == "MESSAGE_CREATE":
                heard.append((int(event.payload["id"]), str(event.payload["content"])))

        bot.subscribe(hikari.ShardPayloadEvent, hear)
        lines = real_chat(10_000)
        async with online(bot):
            first = await play(stage.gateway, lines[:4000])
            await act_on_gateway(stage.gateway, "drop")
            rest = await play(stage.gateway, lines[4000:])
            await until(lambda: len(heard) >= len(lines))
    assert heard == list(zip(first + rest, [line["content"] for line in lines], strict=True))
    assert stage.gateway.record.resumes == 1
