"""The message that a call is about, if the caller may see it."""

from __future__ import annotations

from snowflake_entrypoints.sandbox.rest.call import Call
from snowflake_entrypoints.sandbox.world.model import Message
from snowflake_entrypoints.sandbox.world.permissions import Permission


def visible(call: Call) -> Message:
    """Return the message; refuses where the channel is out of sight."""
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.VIEW_CHANNEL)
    return call.world.message(channel.id, call.id("message_id"))


def readable(call: Call) -> Message:
    """Return the message; refuses where history is out of sight too."""
    wanted = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
    channel = call.world.require_in(call.user_id, call.id("channel_id"), wanted)
    return call.world.message(channel.id, call.id("message_id"))
