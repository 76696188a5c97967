"""Reactions over REST."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from aiohttp import web

from snowflake_entrypoints.sandbox.rest.call import Call, Route, no_content, ok
from snowflake_entrypoints.sandbox.rest.places import readable
from snowflake_entrypoints.sandbox.world import render
from snowflake_entrypoints.sandbox.world.permissions import Permission
from snowflake_entrypoints.sandbox.world.refusals import refused, unknown


def react(call: Call) -> web.Response:
    """PUT a reaction; a new emoji needs ADD_REACTIONS."""
    one, emoji = readable(call), _emoji(call)
    if emoji not in one.reactions:
        call.world.require_in(call.user_id, one.channel_id, Permission.ADD_REACTIONS)
        if len(one.reactions) >= 20:  # noqa: PLR2004 -- Discord's own bound
            raise refused(400, 30010, "Maximum number of reactions reached (20)")
    call.world.add_reaction(one.channel_id, one.id, call.user_id, emoji)
    return no_content()


def unreact(call: Call) -> web.Response:
    """DELETE one's own reaction, or somebody's with MANAGE_MESSAGES."""
    one, emoji = readable(call), _emoji(call)
    whose = call.id("user_id") if "user_id" in call.path else call.user_id
    if whose != call.user_id:
        call.world.require_in(call.user_id, one.channel_id, Permission.MANAGE_MESSAGES)
    call.world.remove_reaction(one.channel_id, one.id, whose, emoji)
    return no_content()


def clear_reactions(call: Call) -> web.Response:
    """DELETE all reactions, or all of one emoji."""
    one = readable(call)
    call.world.require_in(call.user_id, one.channel_id, Permission.MANAGE_MESSAGES)
    emoji = _emoji(call) if "emoji" in call.path else None
    call.world.clear_reactions(one.channel_id, one.id, emoji)
    return no_content()


def reactors(call: Call) -> web.Response:
    """GET who reacted with an emoji, by rising id."""
    one, emoji = readable(call), _emoji(call)
    limit, after = call.limit(25, 100), call.query_id("after") or 0
    users = sorted(one.reactions[emoji].users) if emoji in one.reactions else []
    found = [user for user in users if user > after][:limit]
    return ok([render.user(call.world.users[user]) for user in found])


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


_ONE = "/channels/{channel_id}/messages/{message_id}"
_EMOJI = _ONE + "/reactions/{emoji}"

ROUTES: Final = (
    Route("DELETE", _ONE + "/reactions", clear_reactions),
    Route("GET", _EMOJI, reactors),
    Route("DELETE", _EMOJI, clear_reactions),
    Route("PUT", _EMOJI + "/@me", react),
    Route("DELETE", _EMOJI + "/@me", unreact),
    Route("DELETE", _EMOJI + "/{user_id}", unreact),
)
