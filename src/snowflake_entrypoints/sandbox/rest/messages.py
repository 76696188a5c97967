"""Messages, reactions and pins over REST."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import unquote

from aiohttp import web

from snowflake_entrypoints.sandbox.rest.call import Call, Route, no_content, ok
from snowflake_entrypoints.sandbox.rest.drafts import Draft, read_draft
from snowflake_entrypoints.sandbox.rest.form import Form
from snowflake_entrypoints.sandbox.world import model, render, render_messages
from snowflake_entrypoints.sandbox.world.ids import id_at, moment_of
from snowflake_entrypoints.sandbox.world.model import Channel, Message
from snowflake_entrypoints.sandbox.world.permissions import Permission
from snowflake_entrypoints.sandbox.world.refusals import (
    empty_message,
    invalid_form,
    missing_permissions,
    refused,
    unknown,
)

Json = dict[str, Any]
BULK_AGE: Final = timedelta(days=14)
MOST_PINS: Final = 250
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
    return ok(render_messages.message(call.world, _readable(call)))


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
    one = _visible(call)
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
    one = _visible(call)
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
        raise refused(
            400, 50034, "You can only bulk delete messages that are under 14 days old."
        )
    call.world.bulk_delete(channel.id, ids, actor=call.user_id, reason=call.reason)
    return no_content()


def crosspost(call: Call) -> web.Response:
    """POST crosspost: publish an announcement."""
    one = _visible(call)
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


def old_pins(call: Call) -> web.Response:
    """GET pins the old way: at most 50 messages, last pinned first."""
    channel, _ = _pins(call)
    pins = sorted(channel.pins, key=channel.pins.__getitem__, reverse=True)[:50]
    return ok([render_messages.message(call.world, channel.log.by_id[i]) for i in pins])


def pins(call: Call) -> web.Response:
    """GET pins: items with when they were pinned, last first, paged by that time."""
    channel, readable = _pins(call)
    limit = call.limit(50, 50)
    before = _moment(call.query.get("before"))
    pairs = sorted(channel.pins.items(), key=lambda pair: pair[1], reverse=True) if readable else []
    pairs = [(i, at) for i, at in pairs if before is None or at < before]
    items = [
        {
            "pinned_at": render.iso(at),
            "message": render_messages.message(call.world, channel.log.by_id[i]),
        }
        for i, at in pairs[:limit]
    ]
    return ok({"items": items, "has_more": len(pairs) > limit})


def pin(call: Call) -> web.Response:
    """PUT a pin."""
    one = _pinnable(call)
    if not one.pinned and len(call.world.channel(one.channel_id).pins) >= MOST_PINS:
        raise refused(400, 30003, f"Maximum number of pins reached for the channel ({MOST_PINS})")
    call.world.pin(one.channel_id, one.id, actor=call.user_id, reason=call.reason)
    return no_content()


def unpin(call: Call) -> web.Response:
    """DELETE a pin."""
    one = _pinnable(call)
    call.world.unpin(one.channel_id, one.id, actor=call.user_id, reason=call.reason)
    return no_content()


def react(call: Call) -> web.Response:
    """PUT a reaction; a new emoji needs ADD_REACTIONS."""
    one, emoji = _readable(call), _emoji(call)
    if emoji not in one.reactions:
        call.world.require_in(call.user_id, one.channel_id, Permission.ADD_REACTIONS)
        if len(one.reactions) >= 20:  # noqa: PLR2004 -- Discord's own bound
            raise refused(400, 30010, "Maximum number of reactions reached (20)")
    call.world.add_reaction(one.channel_id, one.id, call.user_id, emoji)
    return no_content()


def unreact(call: Call) -> web.Response:
    """DELETE one's own reaction, or somebody's with MANAGE_MESSAGES."""
    one, emoji = _readable(call), _emoji(call)
    whose = call.id("user_id") if "user_id" in call.path else call.user_id
    if whose != call.user_id:
        call.world.require_in(call.user_id, one.channel_id, Permission.MANAGE_MESSAGES)
    call.world.remove_reaction(one.channel_id, one.id, whose, emoji)
    return no_content()


def clear_reactions(call: Call) -> web.Response:
    """DELETE all reactions, or all of one emoji."""
    one = _readable(call)
    call.world.require_in(call.user_id, one.channel_id, Permission.MANAGE_MESSAGES)
    emoji = _emoji(call) if "emoji" in call.path else None
    call.world.clear_reactions(one.channel_id, one.id, emoji)
    return no_content()


def reactors(call: Call) -> web.Response:
    """GET who reacted with an emoji, by rising id."""
    one, emoji = _readable(call), _emoji(call)
    limit, after = call.limit(25, 100), call.query_id("after") or 0
    users = sorted(one.reactions[emoji].users) if emoji in one.reactions else []
    found = [user for user in users if user > after][:limit]
    return ok([render.user(call.world.users[user]) for user in found])


def _visible(call: Call) -> Message:
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.VIEW_CHANNEL)
    return call.world.message(channel.id, call.id("message_id"))


def _readable(call: Call) -> Message:
    wanted = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
    channel = call.world.require_in(call.user_id, call.id("channel_id"), wanted)
    return call.world.message(channel.id, call.id("message_id"))


def _pinnable(call: Call) -> Message:
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.VIEW_CHANNEL)
    allowed = call.world.permissions_in(call.user_id, channel.id)
    if not allowed & Permission.PIN_MESSAGES:
        raise missing_permissions()
    return call.world.message(channel.id, call.id("message_id"))


def _pins(call: Call) -> tuple[Channel, bool]:
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.VIEW_CHANNEL)
    allowed = call.world.permissions_in(call.user_id, channel.id)
    return channel, bool(allowed & Permission.READ_MESSAGE_HISTORY)


def _emoji(call: Call) -> str:
    emoji = unquote(call.path["emoji"])
    name, _, number = emoji.rpartition(":")
    if name:
        if not number.isascii() or not number.isdigit():
            raise unknown("Emoji")
        return emoji
    if not emoji or emoji.isascii():
        raise unknown("Emoji")
    return emoji


def _allowed(call: Call, channel: Channel, draft: Draft) -> Draft:
    """Hold a message against the sender's rights: files are refused, embeds silently dropped, as on Discord."""
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


def _moment(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        if value.isascii() and value.isdigit():
            return moment_of(int(value))
        moment = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        text = f"Could not parse {value}. Should be ISO8601."
        raise invalid_form(("before", "DATE_TIME_TYPE_PARSE", text)) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_AT = "/channels/{channel_id}/messages"
_ONE = _AT + "/{message_id}"
_EMOJI = _ONE + "/reactions/{emoji}"

ROUTES: Final = (
    Route("GET", "/channels/{channel_id}/pins", old_pins),
    Route("PUT", "/channels/{channel_id}/pins/{message_id}", pin),
    Route("DELETE", "/channels/{channel_id}/pins/{message_id}", unpin),
    Route("GET", _AT + "/pins", pins),
    Route("PUT", _AT + "/pins/{message_id}", pin),
    Route("DELETE", _AT + "/pins/{message_id}", unpin),
    Route("GET", _AT, listed),
    Route("POST", _AT, create),
    Route("POST", _AT + "/bulk-delete", bulk_delete),
    Route("GET", _ONE, one_message),
    Route("PATCH", _ONE, edit),
    Route("DELETE", _ONE, delete),
    Route("POST", _ONE + "/crosspost", crosspost),
    Route("DELETE", _ONE + "/reactions", clear_reactions),
    Route("GET", _EMOJI, reactors),
    Route("DELETE", _EMOJI, clear_reactions),
    Route("PUT", _EMOJI + "/@me", react),
    Route("DELETE", _EMOJI + "/@me", unreact),
    Route("DELETE", _EMOJI + "/{user_id}", unreact),
    Route("POST", "/channels/{channel_id}/typing", typing),
)
