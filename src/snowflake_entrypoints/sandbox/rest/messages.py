"""Messages over REST."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from aiohttp import web

from snowflake_entrypoints.sandbox.rest.call import Call, Route, no_content, ok
from snowflake_entrypoints.sandbox.rest.drafts import Draft, read_draft
from snowflake_entrypoints.sandbox.rest.form import Form
from snowflake_entrypoints.sandbox.rest.places import readable, visible
from snowflake_entrypoints.sandbox.world import model, render_messages
from snowflake_entrypoints.sandbox.world.ids import id_at
from snowflake_entrypoints.sandbox.world.model import Channel, Message
from snowflake_entrypoints.sandbox.world.permissions import Permission
from snowflake_entrypoints.sandbox.world.refusals import (
    empty_message,
    invalid_form,
    missing_permissions,
    refused,
)

Json = dict[str, Any]
BULK_AGE: Final = timedelta(days=14)
LONGEST_NONCE: Final = 25
TALKABLE: Final = frozenset(
    {model.TEXT, model.DM, model.VOICE, model.ANNOUNCEMENT, model.STAGE, *model.THREADS}
)


def listed(call: Call) -> web.Response:
    """GET messages: newest first; without READ_MESSAGE_HISTORY an empty list."""
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.VIEW_CHANNEL)
    limit = call.limit(50, 100)
    cursors = [name for name in ("around", "before", "after") if name in call.query]
    if len(cursors) > 1:
        text = "Only one of around, before, after may be used."
        raise invalid_form((cursors[1], "BASE_TYPE_BAD_VALUE", text))
    if not call.world.permissions_in(call.user_id, channel.id) & Permission.READ_MESSAGE_HISTORY:
        return ok([])
    pivot = call.query_id(cursors[0]) if cursors else None
    if pivot is None:
        found = channel.log.before(1 << 63, limit)
    elif cursors == ["before"]:
        found = channel.log.before(pivot, limit)
    elif cursors == ["after"]:
        found = channel.log.after(pivot, limit)
    else:
        later = channel.log.after(pivot, limit // 2)
        middle = [channel.log.by_id[pivot]] if pivot in channel.log.by_id else []
        found = later + middle + channel.log.before(pivot, max(0, limit - limit // 2 - len(middle)))
    return ok([render_messages.message(call.world, one) for one in found])


def one_message(call: Call) -> web.Response:
    """GET a message."""
    return ok(render_messages.message(call.world, readable(call)))


def create(call: Call) -> web.Response:
    """POST a message."""
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.SEND_MESSAGES)
    if channel.type not in TALKABLE:
        raise refused(400, 50008, "Cannot send messages in a non-text channel")
    if channel.thread is not None and channel.thread.locked:
        call.world.require_in(call.user_id, channel.id, Permission.MANAGE_THREADS)
    form = Form(call.fields)
    nonce = form.text("nonce", LONGEST_NONCE)
    enforce = form.flag("enforce_nonce")
    form.check()
    reply_to, forwarded = _reference(call, channel)
    draft = _allowed(call, channel, read_draft(call, channel.id))
    if forwarded is None:
        draft.require_something()
    made = call.world.create_message(
        channel.id,
        call.user_id,
        reply_to=reply_to,
        reference=forwarded,
        nonce=call.fields.get("nonce") if nonce is not None else None,
        enforce_nonce=enforce,
        **draft.filled,
    )
    return ok(render_messages.message(call.world, made))


def edit(call: Call) -> web.Response:
    """PATCH a message: all of one's own; of others' only the flags, with MANAGE_MESSAGES."""
    one = visible(call)
    if one.author_id != call.user_id or one.webhook_id is not None:
        if set(call.fields) - {"flags"}:
            raise refused(403, 50005, "Cannot edit a message authored by another user")
        call.world.require_in(call.user_id, one.channel_id, Permission.MANAGE_MESSAGES)
    draft = read_draft(call, one.channel_id, editing=one)
    _require_content(one, draft)
    parts = draft.parts
    if draft.flags is not None:
        parts["flags"] = one.flags & ~(1 << 2) | draft.flags & 1 << 2
    changed = call.world.edit_message(one.channel_id, one.id, **parts)
    return ok(render_messages.message(call.world, changed))


def delete(call: Call) -> web.Response:
    """DELETE a message."""
    one = visible(call)
    if one.author_id != call.user_id:
        call.world.require_in(call.user_id, one.channel_id, Permission.MANAGE_MESSAGES)
    call.world.delete_message(one.channel_id, one.id, actor=call.user_id, reason=call.reason)
    return no_content()


def bulk_delete(call: Call) -> web.Response:
    """POST bulk-delete: 2 to 100 messages younger than two weeks."""
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.MANAGE_MESSAGES)
    form = Form(call.fields)
    given = form.items("messages", 1000)
    form.check()
    if given is None or not 2 <= len(given) <= 100:  # noqa: PLR2004 -- Discord's own bounds
        raise refused(
            400,
            50016,
            "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 "
            "messages to delete",
        )
    ids = form.ids("messages", 100) or []
    form.check()
    oldest = id_at(call.world.moment - BULK_AGE)
    if any(one < oldest for one in ids):
        raise refused(400, 50034, "You can only bulk delete messages that are under 14 days old.")
    call.world.bulk_delete(channel.id, ids, actor=call.user_id, reason=call.reason)
    return no_content()


def crosspost(call: Call) -> web.Response:
    """POST crosspost: publish an announcement."""
    one = visible(call)
    channel = call.world.channel(one.channel_id)
    if channel.type != model.ANNOUNCEMENT:
        raise refused(400, 50024, "Cannot execute action on this channel type")
    wanted = Permission.SEND_MESSAGES
    call.world.require_in(
        call.user_id,
        channel.id,
        wanted if one.author_id == call.user_id else wanted | Permission.MANAGE_MESSAGES,
    )
    if one.flags & 1:
        raise refused(400, 40033, "This message has already been crossposted.")
    return ok(render_messages.message(call.world, call.world.crosspost(channel.id, one.id)))


def typing(call: Call) -> web.Response:
    """POST typing."""
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.SEND_MESSAGES)
    call.world.start_typing(channel.id, call.user_id)
    return no_content()


def _allowed(call: Call, channel: Channel, draft: Draft) -> Draft:
    """Refuse files and embeds that the sender may not send here."""
    allowed = call.world.permissions_in(call.user_id, channel.id)
    if draft.attachments and not allowed & Permission.ATTACH_FILES:
        raise missing_permissions()
    if draft.embeds and not allowed & Permission.EMBED_LINKS:
        raise missing_permissions()
    return draft


def _reference(call: Call, channel: Channel) -> tuple[int | None, Json | None]:
    """Return what a message answers, or the reference of a forward."""
    raw = call.fields.get("message_reference")
    if raw is None:
        return None, None
    form = Form({}).within("message_reference", raw)
    if form is None:
        raise invalid_form(("message_reference", "DICT_TYPE_CONVERT", "Only dictionaries may be used"))
    message_id, source_id = form.id("message_id", required=True), form.id("channel_id")
    kind = form.choice("type", (0, 1), 0)
    form.check()
    source = call.world.channels.get(source_id or channel.id)
    exists = source is not None and message_id in source.log.by_id
    if kind == 1 and exists and source is not None:
        guild = {} if source.guild_id is None else {"guild_id": str(source.guild_id)}
        return None, {"type": 1, "channel_id": str(source.id), "message_id": str(message_id)} | guild
    if exists and source is channel:
        wanted = Permission.READ_MESSAGE_HISTORY
        call.world.require_in(call.user_id, channel.id, wanted)
        return message_id, None
    if raw.get("fail_if_not_exists") is False:
        return None, None
    raise invalid_form(("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message"))


def _require_content(one: Message, draft: Draft) -> None:
    content = one.content if draft.content is None else draft.content
    embeds = one.embeds if draft.embeds is None else draft.embeds
    files = one.attachments if draft.attachments is None else draft.attachments
    components = one.components if draft.components is None else draft.components
    if not content.strip() and not (embeds or files or components):
        raise empty_message()


_AT = "/channels/{channel_id}/messages"
_ONE = _AT + "/{message_id}"

ROUTES: Final = (
    Route("GET", _AT, listed),
    Route("POST", _AT, create),
    Route("POST", _AT + "/bulk-delete", bulk_delete),
    Route("GET", _ONE, one_message),
    Route("PATCH", _ONE, edit),
    Route("DELETE", _ONE, delete),
    Route("POST", _ONE + "/crosspost", crosspost),
    Route("POST", "/channels/{channel_id}/typing", typing),
)
