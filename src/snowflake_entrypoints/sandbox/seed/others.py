"""The two smaller communities: one with the bot, one without."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Final

from snowflake_entrypoints.sandbox.seed import lines_english as english
from snowflake_entrypoints.sandbox.seed.aurora import BORN, BOT_RIGHTS
from snowflake_entrypoints.sandbox.seed.people import People, avatar_of
from snowflake_entrypoints.sandbox.seed.talk import conversations, perform
from snowflake_entrypoints.sandbox.world import World, model
from snowflake_entrypoints.sandbox.world.ids import id_at
from snowflake_entrypoints.sandbox.world.model import Channel, Guild, Member, Role
from snowflake_entrypoints.sandbox.world.permissions import MEMBER_DEFAULT

FOUNDRY_ID: Final = 1_100_000_000_100_000_000
MOD_LAB_ID: Final = 1_100_000_000_200_000_000


def found_foundry(world: World, people: People, days: int) -> None:
    """Build Pixel Foundry: five channels, about twenty members, the bot installed."""
    layout = (
        ("Studio", model.CATEGORY),
        ("news", model.ANNOUNCEMENT),
        ("chat", model.TEXT),
        ("critique", model.TEXT),
        ("Workshop", model.VOICE),
    )
    guild = _found(world, FOUNDRY_ID, "Pixel Foundry", layout)
    bot = world.application.bot_id
    role = Role(FOUNDRY_ID + 501, world.application.name, BOT_RIGHTS, 1, managed=True, bot_id=bot)
    guild.roles[role.id] = role
    guild.members[bot] = Member(bot, BORN + timedelta(days=400), [role.id], status="online")
    crowd = people.members[40:59]
    for user_id in (*crowd, world.personas["moderator"]):
        guild.members[user_id] = Member(user_id, BORN + timedelta(days=401 + user_id % 90), status="online")
    places = [c for c in guild.channels.values() if c.type == model.TEXT]
    lines = conversations(english.SHOWCASE + english.OFF_TOPIC)
    today = world.moment.replace(hour=0, minute=0, second=0, microsecond=0)
    for back in range(days, 0, -1):
        day = today - timedelta(days=back)
        random = Random(f"foundry {day.date()}")  # noqa: S311 -- the same day on every start
        at = day + timedelta(hours=random.randint(8, 20))
        channel, cast = random.choice(places), random.choices(crowd or [world.personas["owner"]], k=4)
        for turn in perform(random, random.choice(lines)):
            at += timedelta(seconds=random.randint(20, 300))
            world.create_message(
                channel.id, cast[turn.speaker], content=turn.text or "🖼️", message_id=id_at(at, 3)
            )


def found_mod_lab(world: World) -> None:
    """Build Mod Lab, where the bot is not installed."""
    layout = (("general", model.TEXT), ("experiments", model.TEXT))
    guild = _found(world, MOD_LAB_ID, "Mod Lab", layout)
    admin = world.personas["admin"]
    guild.members[admin] = Member(admin, BORN + timedelta(days=600), status="idle")


def _found(world: World, guild_id: int, name: str, layout: tuple[tuple[str, int], ...]) -> Guild:
    owner = world.personas["owner"]
    guild = Guild(guild_id, name, owner, icon=avatar_of(guild_id))
    guild.roles[guild_id] = Role(guild_id, "@everyone", MEMBER_DEFAULT)
    guild.members[owner] = Member(owner, BORN + timedelta(days=300), status="online")
    world.guilds[guild_id] = guild
    parent: int | None = None
    for index, (title, kind) in enumerate(layout, 1):
        one = Channel(guild_id + index, guild_id, kind, title, position=index, parent_id=parent)
        guild.channels[one.id] = world.channels[one.id] = one
        parent = one.id if kind == model.CATEGORY else parent
    return guild
