"""What a bot answered to an interaction, waited for and rendered."""

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from snowflake_entrypoints.sandbox.world import render_messages
from snowflake_entrypoints.sandbox.world.interactions import EPHEMERAL, LOADING

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.world import World
    from snowflake_entrypoints.sandbox.world.interactions import Interaction
    from snowflake_entrypoints.sandbox.world.model import Message

POLL: Final = 0.005

Json = dict[str, Any]


async def answered(world: "World", one: "Interaction", seconds: float = 5.0) -> Json:
    """Wait until the bot has said more than "thinking…", at most `seconds`, and return what it said.

    `acknowledged` is the callback's type, None where no answer came; `messages` are the answer and the
    follow-ups, each with `ephemeral`; `answers` are the bodies the bot sent (choices and forms are there).
    """
    until = monotonic() + seconds
    while not settled(world, one) and monotonic() < until:  # noqa: ASYNC110 - the world knows no loop
        await asyncio.sleep(POLL)
    return {
        "id": str(one.id),
        "acknowledged": one.acknowledged,
        "answers": list(one.answers),
        "messages": [
            render_messages.message(world, found) | {"ephemeral": bool(found.flags & EPHEMERAL)}
            for found in said(world, one)
        ],
    }


def settled(world: "World", one: "Interaction") -> bool:
    """Whether there is an answer, and none of it is still loading."""
    if one.acknowledged is None:
        return False
    return not any(found.flags & LOADING for found in said(world, one))


def said(world: "World", one: "Interaction") -> list["Message"]:
    """Return the bot's messages in answer that still exist, oldest first."""
    log = world.channel(one.channel_id).log.by_id
    found = (one.ephemeral.get(known) or log.get(known) for known in one.followups)
    return [message for message in found if message is not None]
