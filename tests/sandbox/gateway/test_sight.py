"""Who sees what: intents, message content, channel permissions."""

from typing import Any

import pytest

from snowflake_entrypoints.sandbox.gateway.intents import granted
from snowflake_entrypoints.sandbox.world.permissions import Permission
from tests.sandbox.gateway.stage import ALICE, APP, BOB, BOT, GENERAL, GUILD, OWNER, STAFF, Stage, client

ALL = 0x3FFFF & ~(1 << 17)
NO_CONTENT = ALL & ~(1 << 15)
VIEW = int(Permission.VIEW_CHANNEL)


async def _after(stage: Stage, act: Any, intents: int = ALL) -> list[tuple[str, dict[str, Any]]]:
    """Return the events that an act brings to a bot with these intents."""
    async with client(stage) as bot:
        await bot.identify(intents)
        await bot.until("GUILD_CREATE" if intents & 1 else "READY")
        act()
        stage.world.emit("USER_UPDATE", {"id": str(BOT)}, guild=None)
        seen = []
        while (payload := await bot.receive())["t"] != "USER_UPDATE":
            seen.append((payload["t"], payload["d"]))
        return seen


async def test_without_the_content_intent_messages_come_bare(stage: Stage) -> None:
    world = stage.world

    def talk() -> None:
        first = world.create_message(GENERAL, ALICE, content="secret", embeds=[{"title": "t"}])
        world.create_message(GENERAL, BOB, content="me too", reply_to=first.id)
        world.create_message(GENERAL, ALICE, content=f"hey <@{BOT}>")
        world.create_message(GENERAL, BOT, content="my own")

    plain = [data for _, data in await _after(stage, talk, NO_CONTENT)]
    assert [data["content"] for data in plain] == ["", "", f"hey <@{BOT}>", "my own"]
    assert plain[0]["embeds"] == []
    assert plain[1]["referenced_message"]["content"] == ""
    whole = [data for _, data in await _after(stage, talk)]
    assert [data["content"] for data in whole[:2]] == ["secret", "me too"]


@pytest.mark.parametrize(
    ("intent", "names"),
    [
        (1 << 9, ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"]),
        (1 << 10, ["MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE_ALL"]),
        (1 << 11, ["TYPING_START"]),
        (1 << 1, ["GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"]),
        (1 << 2, ["GUILD_BAN_ADD", "GUILD_BAN_REMOVE"]),
        (1 << 5, ["WEBHOOKS_UPDATE"]),
        (1 << 0, ["THREAD_CREATE", "CHANNEL_CREATE"]),
        (0, []),
    ],
)
async def test_each_intent_brings_its_events(stage: Stage, intent: int, names: list[str]) -> None:
    world = stage.world

    def live() -> None:
        said = world.create_message(GENERAL, ALICE, content="hi").id
        world.edit_message(GENERAL, said, content="hi!")
        world.add_reaction(GENERAL, said, BOB, "👍")
        world.clear_reactions(GENERAL, said)
        world.delete_message(GENERAL, said)
        world.start_typing(GENERAL, BOB)
        newcomer = world.create_user("nova").id
        world.join_member(GUILD, newcomer)
        world.set_nick(GUILD, newcomer, "N", actor=OWNER)
        world.ban(GUILD, newcomer, actor=OWNER)
        world.unban(GUILD, newcomer, actor=OWNER)
        world.create_webhook(GENERAL, "hook", actor=OWNER)
        world.create_thread(GENERAL, "talk", ALICE)
        world.create_channel(GUILD, "new")

    assert [name for name, _ in await _after(stage, live, intent)] == names


async def test_what_happens_out_of_sight_is_not_told(stage: Stage) -> None:
    assert await _after(stage, lambda: stage.say("psst", OWNER, STAFF)) == []


async def test_a_guild_without_the_bot_is_not_heard(stage: Stage) -> None:
    world = stage.world

    def live() -> None:
        world.leave_member(GUILD, BOT)
        stage.say("unheard")
        world.create_channel(GUILD, "unseen")
        world.set_nick(GUILD, ALICE, "Al", actor=OWNER)

    assert [name for name, _ in await _after(stage, live)] == ["GUILD_DELETE"]


async def test_sight_follows_the_permissions(stage: Stage) -> None:
    world = stage.world

    def change() -> None:
        world.set_overwrite(STAFF, BOT, 1, VIEW, 0)
        stage.say("now you see me", OWNER, STAFF)
        world.set_overwrite(STAFF, BOT, 1, 0, VIEW)
        stage.say("now you don't", OWNER, STAFF)

    told = await _after(stage, change)
    assert [name for name, _ in told] == ["CHANNEL_UPDATE", "MESSAGE_CREATE", "CHANNEL_UPDATE"]
    assert [data["name"] for name, data in told if name == "CHANNEL_UPDATE"] == ["staff", "___hidden___"]


async def test_a_deleted_channel_is_as_hidden_as_it_was(stage: Stage) -> None:
    def remove() -> None:
        stage.world.delete_channel(STAFF, actor=OWNER)
        stage.world.delete_channel(GENERAL, actor=OWNER)

    told = [data["name"] for name, data in await _after(stage, remove) if name == "CHANNEL_DELETE"]
    assert told == ["___hidden___", "general"]


async def test_the_audit_log_needs_its_permission(stage: Stage) -> None:
    world = stage.world

    def kick() -> None:
        world.kick(GUILD, BOB, actor=OWNER, reason="spam")

    everyone = world.guilds[GUILD].roles[GUILD]
    everyone.permissions |= int(Permission.VIEW_AUDIT_LOG)
    told = dict(await _after(stage, kick))
    assert told["GUILD_AUDIT_LOG_ENTRY_CREATE"]["reason"] == "spam"
    world.join_member(GUILD, BOB)
    everyone.permissions &= ~int(Permission.VIEW_AUDIT_LOG)
    assert "GUILD_AUDIT_LOG_ENTRY_CREATE" not in dict(await _after(stage, kick))


async def test_the_bots_own_member_changes_come_without_the_members_intent(stage: Stage) -> None:
    def rename() -> None:
        stage.world.set_nick(GUILD, BOT, "Flake", actor=OWNER)
        stage.world.set_nick(GUILD, ALICE, "Al", actor=OWNER)

    told = await _after(stage, rename, ALL & ~(1 << 1))
    mine = [data["nick"] for name, data in told if name == "GUILD_MEMBER_UPDATE"]
    assert mine == ["Flake"]


async def test_leaving_and_joining_a_guild_is_told_to_the_bot(stage: Stage) -> None:
    def leave() -> None:
        stage.world.leave_member(GUILD, BOT)
        stage.world.join_guild(GUILD)

    told = await _after(stage, leave)
    names = [name for name, _ in told]
    assert names[0] == "GUILD_DELETE"
    assert "GUILD_CREATE" in names
    joined = dict(told)["GUILD_CREATE"]
    assert {channel["name"] for channel in joined["channels"]} == {"general", "___hidden___"}


async def test_member_chunks_answer_queries_ids_and_everyone(stage: Stage) -> None:
    for number in range(1500):
        stage.world.join_member(GUILD, stage.world.create_user(f"extra{number}").id)
    async with client(stage) as bot:
        await bot.identify()
        await bot.until("GUILD_CREATE")
        await bot.send(8, {"guild_id": str(GUILD), "query": "ali", "limit": 5, "nonce": "n1"})
        found = await bot.until("GUILD_MEMBERS_CHUNK")
        assert [member["user"]["username"] for member in found["members"]] == ["alice"]
        assert found["nonce"] == "n1"
        await bot.send(8, {"guild_id": str(GUILD), "user_ids": [str(BOB), "1"], "presences": True})
        found = await bot.until("GUILD_MEMBERS_CHUNK")
        assert [member["user"]["username"] for member in found["members"]] == ["bob"]
        assert found["not_found"] == ["1"]
        assert found["presences"][0]["status"] == "online"
        await bot.send(8, {"guild_id": str(GUILD), "query": "", "limit": 0})
        parts = [await bot.until("GUILD_MEMBERS_CHUNK") for _ in range(2)]
        assert [len(part["members"]) for part in parts] == [1000, 504]
        assert [(part["chunk_index"], part["chunk_count"]) for part in parts] == [(0, 2), (1, 2)]
        await bot.send(8, {"guild_id": str(GUILD), "query": "", "limit": 0})
        limited = await bot.until("RATE_LIMITED")
        assert limited["opcode"] == 8
        assert 0 < limited["retry_after"] <= 30


async def test_a_bots_presence_is_seen(stage: Stage) -> None:
    async with client(stage) as bot:
        await bot.identify()
        await bot.until("GUILD_CREATE")
        await bot.send(3, {"status": "dnd", "activities": [], "since": None, "afk": False})
        seen = await bot.until("PRESENCE_UPDATE")
    assert (seen["user"]["id"], seen["status"]) == (str(BOT), "dnd")
    assert stage.world.guilds[GUILD].members[BOT].status == "dnd"


def test_limited_and_full_flags_grant_the_same_intents() -> None:
    assert (
        granted(1 << 12 | 1 << 14 | 1 << 18)
        == granted(1 << 13 | 1 << 15 | 1 << 19)
        == 1 << 8 | 1 << 1 | 1 << 15
    )
    assert granted(0) == 0
    assert APP
