"""Accounts: the personas, the bot, and members with names from several scripts."""

from __future__ import annotations

import hashlib
from random import Random
from typing import Final

import attrs

from snowflake_entrypoints.sandbox.seed.names import HANDLES, LATIN_FIRST, LATIN_LAST, NATIVE
from snowflake_entrypoints.sandbox.world import World
from snowflake_entrypoints.sandbox.world.model import User

PERSONAS: Final = {
    "owner": (1_090_000_000_000_000_001, "nova", "Nova Lindqvist"),
    "admin": (1_090_000_000_000_000_002, "kaito", "Kaito Mori"),
    "moderator": (1_090_000_000_000_000_003, "mara", "Mara Okafor"),
    "viewer": (1_090_000_000_000_000_004, "tombecker", "Tom Becker"),
    "stranger": (1_090_000_000_000_000_005, "samrivera", "Sam Rivera"),
}
FIRST_MEMBER: Final = 310_000_000_000_000_000
LAST_MEMBER: Final = 1_080_000_000_000_000_000
LANGUAGE_SHARE: Final = 0.34
NAMELESS_SHARE: Final = 0.2


@attrs.frozen
class People:
    """Who lives here; `speakers` maps languages to user ids, English under "en"."""

    members: list[int]
    speakers: dict[str, list[int]]


def avatar_of(user_id: int) -> str:
    """Return the hash of a user's picture."""
    return hashlib.blake2s(str(user_id).encode(), digest_size=16).hexdigest()


def add_personas(world: World) -> None:
    """Register the five personas; their addresses are name@sandbox.example."""
    for persona, (user_id, username, name) in PERSONAS.items():
        email = f"{username}@sandbox.example"
        world.users[user_id] = User(user_id, username, name, avatar_of(user_id), email=email)
        world.personas[persona] = user_id


def add_bot(world: World) -> None:
    """Register the application's bot; its id is the application's."""
    bot = world.application.bot_id
    world.users[bot] = User(bot, world.application.name, None, avatar_of(bot), bot=True)


def add_people(world: World, count: int) -> People:
    """Register members, the same every time; a third speaks a language other than English."""
    random = Random("people")  # noqa: S311 -- the same people every time
    ids = sorted(random.sample(range(FIRST_MEMBER, LAST_MEMBER), count))
    random.shuffle(ids)
    native = [(language, name) for language, names in NATIVE.items() for name in names.split("|")]
    speakers: dict[str, list[int]] = {"en": []}
    taken: set[str] = set()
    for index, user_id in enumerate(ids):
        if index < min(len(native), count * LANGUAGE_SHARE):
            language, name = native[index * 7 % len(native)]
            username = f"{language}_{random.choice(HANDLES)}"
        else:
            language, first = "en", random.choice(LATIN_FIRST)
            name = f"{first} {random.choice(LATIN_LAST)}" if random.random() < 0.4 else first  # noqa: PLR2004
            username = random.choice(HANDLES)
        while username in taken:
            username = f"{username.rstrip('0123456789')}{random.randint(1, 9999)}"
        taken.add(username)
        shown = None if language == "en" and random.random() < NAMELESS_SHARE else name
        picture = avatar_of(user_id) if random.random() < 0.85 else None  # noqa: PLR2004
        world.users[user_id] = User(user_id, username, shown, picture)
        speakers.setdefault(language, []).append(user_id)
    return People(ids, speakers)
