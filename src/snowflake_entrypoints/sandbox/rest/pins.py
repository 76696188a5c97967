"""Pins over REST, by the old routes and the new ones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from aiohttp import web

from snowflake_entrypoints.sandbox.rest.call import Call, Route, no_content, ok
from snowflake_entrypoints.sandbox.world import render, render_messages
from snowflake_entrypoints.sandbox.world.ids import moment_of
from snowflake_entrypoints.sandbox.world.model import Channel, Message
from snowflake_entrypoints.sandbox.world.permissions import Permission
from snowflake_entrypoints.sandbox.world.refusals import invalid_form, missing_permissions, refused

MOST_PINS: Final = 250


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


_OLD = "/channels/{channel_id}/pins"
_NEW = "/channels/{channel_id}/messages/pins"

ROUTES: Final = (
    Route("GET", _OLD, old_pins),
    Route("PUT", _OLD + "/{message_id}", pin),
    Route("DELETE", _OLD + "/{message_id}", unpin),
    Route("GET", _NEW, pins),
    Route("PUT", _NEW + "/{message_id}", pin),
    Route("DELETE", _NEW + "/{message_id}", unpin),
)
"""They stand before messages, for which "pins" would be an id."""
