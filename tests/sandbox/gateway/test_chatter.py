"""The chatter is alive, and the same for the same seed."""

import asyncio
from collections import Counter

from snowflake_entrypoints.sandbox.chatter import Chatter
from snowflake_entrypoints.sandbox.world.dispatch import Dispatch
from tests.sandbox.gateway.stage import GUILD, OWNER, STAFF, Stage, small_world


def _heard(seed: int, steps: int = 400) -> list[Dispatch]:
    world = small_world()
    world.personas["owner"] = OWNER
    heard: list[Dispatch] = []
    world.listeners.append(heard.append)
    chatter = Chatter(world, seed=seed)
    for _ in range(steps):
        chatter.step()
    return heard


def test_the_same_seed_says_the_same() -> None:
    first, again, other = _heard(1), _heard(1), _heard(2)
    assert [one.name for one in first] == [one.name for one in again]
    assert [one.data.get("content") for one in first] == [one.data.get("content") for one in again]
    assert [one.data.get("content") for one in first] != [one.data.get("content") for one in other]


def test_everything_that_people_do_happens() -> None:
    names = Counter(one.name for one in _heard(3))
    assert {
        "MESSAGE_CREATE",
        "MESSAGE_UPDATE",
        "MESSAGE_DELETE",
        "MESSAGE_REACTION_ADD",
        "TYPING_START",
        "PRESENCE_UPDATE",
        "GUILD_MEMBER_ADD",
    } <= set(names)
    assert names["MESSAGE_CREATE"] > 150


def test_nobody_talks_where_they_may_not_and_personas_keep_quiet() -> None:
    heard = [one for one in _heard(4) if one.name == "MESSAGE_CREATE"]
    assert STAFF not in {one.channel for one in heard}
    assert str(OWNER) not in {one.data["author"]["id"] for one in heard}


def test_where_the_bot_is_not_nobody_talks() -> None:
    world = small_world()
    world.leave_member(GUILD, world.application.bot_id)
    assert Chatter(world).step() == "nothing"


async def test_it_starts_and_stops(stage: Stage) -> None:
    stage.chatter.start(rate=200)
    async with asyncio.timeout(5):
        while stage.chatter.events < 3:  # noqa: ASYNC110 - it has no event for it
            await asyncio.sleep(0.01)
    await stage.chatter.stop()
    said = stage.chatter.events
    await asyncio.sleep(0.05)
    assert stage.chatter.events == said
