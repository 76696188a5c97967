"""The first answer to an interaction."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from snowflake_entrypoints.sandbox.rest.call import Call, Route, no_content, ok
from snowflake_entrypoints.sandbox.rest.drafts import Draft, read_draft
from snowflake_entrypoints.sandbox.rest.followups import ANSWER_FLAGS
from snowflake_entrypoints.sandbox.rest.form import Form
from snowflake_entrypoints.sandbox.world import render_messages
from snowflake_entrypoints.sandbox.world.interactions import (
    AUTOCOMPLETE,
    DEFER_REPLY,
    DEFER_UPDATE,
    EPHEMERAL,
    LOADING,
    MODAL,
    PONG,
    REPLY,
    UPDATE,
    Interaction,
)
from snowflake_entrypoints.sandbox.world.model import Message
from snowflake_entrypoints.sandbox.world.refusals import invalid_form, refused

Json = dict[str, Any]
COMMAND, COMPONENT, TYPING, SUBMIT = 2, 3, 4, 5
_FITTING: Final = {
    COMMAND: (REPLY, DEFER_REPLY, MODAL),
    COMPONENT: (REPLY, DEFER_REPLY, DEFER_UPDATE, UPDATE, MODAL),
    TYPING: (AUTOCOMPLETE,),
    SUBMIT: (REPLY, DEFER_REPLY, DEFER_UPDATE, UPDATE),
}


def callback(call: Call) -> web.Response:
    """POST the first answer: at once, deferred, a changed message, completions or a modal."""
    form = Form(call.fields)
    kind = form.choice("type", (PONG, REPLY, DEFER_REPLY, DEFER_UPDATE, UPDATE, AUTOCOMPLETE, MODAL), PONG)
    data = form.body.get("data") or {}
    if not isinstance(data, dict):
        form.fail("data", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    form.check()
    asked = call.world.interactions.get(call.id("interaction_id"))
    draft = None
    if asked is not None:
        if kind != PONG and kind not in _FITTING[asked.kind]:
            raise invalid_form(("type", "INTERACTION_CALLBACK_INVALID", "Doesn't answer this interaction"))
        draft = _check(call, asked, kind, data)
    asked = call.world.acknowledge(call.id("interaction_id"), call.path["interaction_token"], kind)
    asked.answers.append(call.fields)
    shown = _perform(call, asked, kind, data, draft)
    if not call.flag("with_response"):
        return no_content()
    return ok(_response(call, asked, kind, shown))


def _check(call: Call, asked: Interaction, kind: int, data: Json) -> Draft | None:
    """Refuse a bad answer before it counts as the answer."""
    if kind in (REPLY, UPDATE):
        draft = read_draft(call, asked.channel_id, body=data, flags=ANSWER_FLAGS)
        return draft.require_something() if kind == REPLY else draft
    form = Form(data, "data.")
    if kind == DEFER_REPLY:
        form.number("flags", 1 << 31)
    elif kind == AUTOCOMPLETE:
        form.items("choices", 25)
    elif kind == MODAL:
        form.text("custom_id", 100, 1, required=True)
        form.text("title", 45, 1, required=True)
        form.items("components", 5, 1)
    form.check()
    return None


def _perform(call: Call, asked: Interaction, kind: int, data: Json, draft: Draft | None) -> Message | None:
    world = call.world
    shown: Message | None = None
    if kind == REPLY and draft is not None:
        shown = world.answer(asked, **draft.filled)
    elif kind == DEFER_REPLY:
        shown = world.answer(
            asked, loading=True, flags=(Form(data).number("flags", 1 << 31) or 0) & EPHEMERAL
        )
    elif kind in (UPDATE, DEFER_UPDATE):
        if asked.message_id is None:
            raise refused(400, 50035, "Invalid Form Body")
        if kind == UPDATE and draft is not None:
            shown = world.edit_answer(asked, asked.message_id, **draft.parts)
        asked.original = asked.message_id
    if shown is not None:
        asked.original = shown.id
    return shown


def _response(call: Call, asked: Interaction, kind: int, shown: Message | None) -> Json:
    interaction: Json = {"id": str(asked.id), "type": asked.kind}
    body: Json = {"interaction": interaction}
    if shown is not None:
        interaction |= {
            "response_message_id": str(shown.id),
            "response_message_loading": bool(shown.flags & LOADING),
            "response_message_ephemeral": bool(shown.flags & EPHEMERAL),
        }
        message = render_messages.message(call.world, shown)
        body["resource"] = {"type": UPDATE if kind == UPDATE else REPLY, "message": message}
    return body


ROUTES: Final = (
    Route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", callback, open=True),
)
