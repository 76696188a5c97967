"""The seeded communities."""

import time
import unicodedata

from snowflake_entrypoints.sandbox.seed import AURORA_ID, FOUNDRY_ID, MOD_LAB_ID, new_world
from snowflake_entrypoints.sandbox.settings import SandboxSettings
from snowflake_entrypoints.sandbox.world import Dispatch, World, model
from snowflake_entrypoints.sandbox.world.permissions import Permission, top_position

DATED_FROM_TODAY = ("releases", "announcements", "welcome", "mod-log")


def _texts(world: World) -> list[str]:
    return [one.content for c in world.channels.values() for one in c.log.by_id.values()]


def test_the_main_community_is_as_large_and_varied_as_promised_and_made_in_two_seconds() -> None:
    began = time.perf_counter()
    world = new_world(SandboxSettings())
    assert time.perf_counter() - began < 2
    guild = world.guilds[AURORA_ID]
    kinds = {channel.type for channel in guild.channels.values()}
    wanted = {model.TEXT, model.ANNOUNCEMENT, model.VOICE, model.STAGE, model.CATEGORY, model.FORUM}
    assert wanted <= kinds
    assert sum(c.type != model.CATEGORY for c in guild.channels.values()) >= 14
    assert len(guild.roles) >= 9
    assert len(guild.members) >= 300
    assert len(_texts(world)) >= 5000
    archived = {thread.thread.archived for thread in guild.threads.values() if thread.thread}
    assert archived == {True, False}
    messages = [one for c in world.channels.values() for one in c.log.by_id.values()]
    assert sum(bool(one.attachments) for one in messages) > 100
    assert sum(bool(one.embeds) for one in messages) >= 8
    assert sum(one.reference is not None for one in messages) > 500
    assert sum(one.edited_at is not None for one in messages) > 100
    assert sum(bool(one.reactions) for one in messages) > 300
    assert sum(one.pinned for one in messages) >= 4


def test_people_write_in_many_scripts() -> None:
    used = set("".join(_texts(new_world(SandboxSettings()))))
    letters = {unicodedata.name(one, "?").split()[0] for one in used}
    wanted = {"LATIN", "HIRAGANA", "CJK", "HANGUL", "ARABIC", "CYRILLIC", "DEVANAGARI"}
    assert wanted <= letters
    users = new_world(SandboxSettings()).users.values()
    names = {unicodedata.name((one.global_name or "a")[0], "?").split()[0] for one in users}
    assert {"LATIN", "CJK", "HANGUL", "ARABIC", "CYRILLIC", "DEVANAGARI"} <= names


def test_no_gap_in_the_lines_is_left_unfilled() -> None:
    unfit = [text for text in _texts(new_world(SandboxSettings())) if set(text) & set("{}¦[]<\n")]
    assert [text for text in unfit if not text.startswith("<@")] == []


def test_the_personas_stand_where_they_should() -> None:
    world = new_world(SandboxSettings())
    guild, who = world.guilds[AURORA_ID], world.personas
    assert {one.owner_id for one in world.guilds.values()} == {who["owner"]}
    assert world.permissions(who["admin"], AURORA_ID) & Permission.ADMINISTRATOR
    rights = world.permissions(who["moderator"], AURORA_ID)
    wanted = Permission.MODERATE_MEMBERS | Permission.KICK_MEMBERS | Permission.BAN_MEMBERS
    assert rights & wanted == wanted
    assert not rights & Permission.ADMINISTRATOR
    assert not world.permissions(who["viewer"], AURORA_ID) & wanted
    assert not [g for g in world.guilds.values() if who["stranger"] in g.members]
    bot = world.application.bot_id
    assert not world.permissions(bot, AURORA_ID) & Permission.ADMINISTRATOR
    ranks = [top_position(guild, guild.members[i]) for i in (who["moderator"], bot, who["admin"])]
    assert ranks == sorted(ranks)
    hidden = [c.name for c in guild.channels.values() if not world.can_view(bot, c.id)]
    assert hidden == ["founders"]
    staff = next(c for c in guild.channels.values() if c.name == "staff-room")
    assert [world.can_view(who[p], staff.id) for p in ("moderator", "viewer")] == [True, False]
    assert bot in world.guilds[FOUNDRY_ID].members
    assert bot not in world.guilds[MOD_LAB_ID].members


def test_the_past_is_the_same_on_the_next_start_and_on_the_next_day() -> None:
    today = new_world(SandboxSettings(now=lambda: 1_790_000_000.0))
    tomorrow = new_world(SandboxSettings(now=lambda: 1_790_090_000.0))
    assert len(today.channels) <= len(tomorrow.channels) + 3
    for channel in today.guilds[AURORA_ID].channels.values():
        before, after = channel.log.by_id, tomorrow.channels[channel.id].log.by_id
        oldest = min(after, default=0)
        shared = [i for i in before if i > oldest and channel.name not in DATED_FROM_TODAY]
        assert [i for i in shared if i not in after] == []
        assert all(before[i].content == after[i].content for i in shared)


def test_ten_thousand_messages_a_second_are_no_trouble() -> None:
    world = new_world(SandboxSettings())
    heard: list[Dispatch] = []
    world.listeners.append(heard.append)
    channel, author = AURORA_ID + 6, world.personas["viewer"]
    began = time.process_time()
    for number in range(5000):
        world.create_message(channel, author, content=f"message {number}")
    assert time.process_time() - began < 0.5
    assert len(heard) == 5000
