"""The communities that a sandbox starts with, the same on every start."""

from __future__ import annotations

from snowflake_entrypoints.sandbox.seed.aurora import GUILD_ID as AURORA_ID
from snowflake_entrypoints.sandbox.seed.aurora import found_aurora
from snowflake_entrypoints.sandbox.seed.files import Files
from snowflake_entrypoints.sandbox.seed.history import History
from snowflake_entrypoints.sandbox.seed.news import write_news
from snowflake_entrypoints.sandbox.seed.others import FOUNDRY_ID, MOD_LAB_ID, found_foundry, found_mod_lab
from snowflake_entrypoints.sandbox.seed.people import PERSONAS, add_bot, add_people, add_personas
from snowflake_entrypoints.sandbox.settings import SandboxSettings
from snowflake_entrypoints.sandbox.world import World
from snowflake_entrypoints.sandbox.world.model import Application

__all__ = ["AURORA_ID", "FOUNDRY_ID", "MOD_LAB_ID", "new_world"]


def new_world(settings: SandboxSettings) -> World:
    """Return a world with the application, the personas and, unless switched off, the communities."""
    world = World(
        application=Application(
            settings.application_id,
            "Snowflake",
            settings.application_id,
            settings.bot_token,
            settings.client_secret,
            PERSONAS["owner"][0],
            list(settings.redirect_uris),
            any_loopback=settings.any_loopback,
            description="Runs premium communities.",
            flags=settings.intents_granted,
        ),
        now=settings.now,
        attachment_lifetime=settings.attachment_lifetime,
    )
    if settings.public_url is not None:
        world.base_url = settings.public_url
    add_personas(world)
    add_bot(world)
    if settings.seed.on:
        _settle(world, settings)
    return world


def _settle(world: World, settings: SandboxSettings) -> None:
    size = settings.seed
    people = add_people(world, size.members)
    channels = found_aurora(world, people)
    if size.days:
        History(world, channels, people, Files(world)).write(size.days, size.messages_a_day)
        write_news(world, world.guilds[AURORA_ID], channels, size.days)
    found_foundry(world, people, size.days)
    found_mod_lab(world)
    for channel in world.channels.values():
        channel.edits.clear()
        channel.deletions.clear()
