"""What an application says after an interaction, by the interaction's token."""

from __future__ import annotations

from aiohttp import web

from snowflake_entrypoints.sandbox.rest.call import Call, no_content, ok
from snowflake_entrypoints.sandbox.rest.drafts import SETTABLE_FLAGS, read_draft
from snowflake_entrypoints.sandbox.world import render_messages
from snowflake_entrypoints.sandbox.world.interactions import DEFER_REPLY, EPHEMERAL, LOADING, Interaction
from snowflake_entrypoints.sandbox.world.refusals import unknown

ANSWER_FLAGS = SETTABLE_FLAGS | EPHEMERAL


def create(call: Call) -> web.Response:
    """POST a follow-up; the first one after a deferral fills the deferred answer."""
    asked = call.world.by_token(call.path["webhook_token"])
    draft = read_draft(call, asked.channel_id, flags=ANSWER_FLAGS).require_something()
    if asked.acknowledged == DEFER_REPLY and asked.original is not None:
        original = call.world.find_answer(asked, asked.original)
        if original.flags & LOADING:
            filled = {**draft.filled, "flags": None}
            del filled["tts"]
            made = call.world.edit_answer(asked, original.id, **filled)
            return ok(render_messages.message(call.world, made))
    made = call.world.answer(asked, **draft.filled)
    return ok(render_messages.message(call.world, made))


def read(call: Call) -> web.Response:
    """GET an answer."""
    asked, message_id = _which(call)
    return ok(render_messages.message(call.world, call.world.find_answer(asked, message_id)))


def edit(call: Call) -> web.Response:
    """PATCH an answer."""
    asked, message_id = _which(call)
    one = call.world.find_answer(asked, message_id)
    draft = read_draft(call, one.channel_id, editing=one, flags=ANSWER_FLAGS)
    changed = call.world.edit_answer(asked, message_id, **draft.parts)
    return ok(render_messages.message(call.world, changed))


def delete(call: Call) -> web.Response:
    """DELETE an answer."""
    asked, message_id = _which(call)
    call.world.find_answer(asked, message_id)
    call.world.delete_answer(asked, message_id)
    return no_content()


def _which(call: Call) -> tuple[Interaction, int]:
    """Return the interaction and the message meant; refuses messages that aren't its answers."""
    asked = call.world.by_token(call.path["webhook_token"])
    if call.path["message_id"] == "@original":
        if asked.original is None:
            raise unknown("Message")
        return asked, asked.original
    message_id = call.id("message_id")
    if message_id not in asked.followups and message_id != asked.original:
        raise unknown("Message")
    return asked, message_id
