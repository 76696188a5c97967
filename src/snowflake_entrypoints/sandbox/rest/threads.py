"""Threads over REST: starting, listing, joining."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from aiohttp import web

from snowflake_entrypoints.sandbox.rest.call import Call, Route, created, no_content, ok
from snowflake_entrypoints.sandbox.rest.channels import ARCHIVE_MINUTES, SLOWEST
from snowflake_entrypoints.sandbox.rest.drafts import read_draft
from snowflake_entrypoints.sandbox.rest.form import Form
from snowflake_entrypoints.sandbox.world import model, render, render_messages
from snowflake_entrypoints.sandbox.world.model import Channel
from snowflake_entrypoints.sandbox.world.permissions import Permission
from snowflake_entrypoints.sandbox.world.refusals import invalid_form, refused, unknown

Json = dict[str, Any]
_KINDS: Final = (model.ANNOUNCEMENT_THREAD, model.PUBLIC_THREAD, model.PRIVATE_THREAD)


def start_from_message(call: Call) -> web.Response:
    """POST a thread on a message."""
    wanted = Permission.CREATE_PUBLIC_THREADS
    channel = call.world.require_in(call.user_id, call.id("channel_id"), wanted)
    one = call.world.message(channel.id, call.id("message_id"))
    if one.thread_id is not None:
        raise refused(400, 160004, "A thread has already been created for this message")
    form = Form(call.fields)
    parts = _parts(form)
    form.check()
    news = channel.type == model.ANNOUNCEMENT
    kind = model.ANNOUNCEMENT_THREAD if news else model.PUBLIC_THREAD
    made = call.world.create_thread(
        channel.id, owner_id=call.user_id, kind=kind, from_message=one.id, reason=call.reason, **parts
    )
    return created(render.thread(made))


def start(call: Call) -> web.Response:
    """POST a thread without a message, or a forum post with its first message."""
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.VIEW_CHANNEL)
    form = Form(call.fields)
    parts = _parts(form)
    if channel.type == model.FORUM:
        return _post(call, channel, form, parts)
    kind = form.choice("type", _KINDS, model.PRIVATE_THREAD)
    private = kind == model.PRIVATE_THREAD
    wanted = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
    call.world.require_in(call.user_id, channel.id, wanted)
    invitable = form.flag("invitable", default=True)
    form.check()
    made = call.world.create_thread(
        channel.id,
        owner_id=call.user_id,
        kind=kind,
        invitable=invitable,
        reason=call.reason,
        **parts,
    )
    return created(render.thread(made))


def _post(call: Call, channel: Channel, form: Form, parts: Json) -> web.Response:
    call.world.require_in(call.user_id, channel.id, Permission.SEND_MESSAGES)
    message = form.body.get("message")
    if not isinstance(message, dict):
        form.fail("message", "BASE_TYPE_REQUIRED", "This field is required")
    tags = form.ids("applied_tags", 5)
    form.check()
    draft = read_draft(call, channel.id, body=message).require_something()
    made = call.world.create_thread(channel.id, owner_id=call.user_id, tags=tags, reason=call.reason, **parts)
    first = call.world.create_message(made.id, call.user_id, message_id=made.id, **draft.filled)
    return created(render.thread(made) | {"message": render_messages.message(call.world, first)})


def active(call: Call) -> web.Response:
    """GET a guild's active threads that the caller can see."""
    guild = call.world.require(call.user_id, call.id("guild_id"), 0)
    threads = [
        one
        for one in guild.threads.values()
        if one.thread and not one.thread.archived and call.world.can_view(call.user_id, one.id)
    ]
    threads.sort(key=lambda one: one.id, reverse=True)
    return ok(_listing(call, threads, has_more=False))


def archived_public(call: Call) -> web.Response:
    """GET a channel's archived public threads, last archived first."""
    return _archived(call, (model.PUBLIC_THREAD, model.ANNOUNCEMENT_THREAD))


def archived_private(call: Call) -> web.Response:
    """GET a channel's archived private threads; needs MANAGE_THREADS."""
    call.world.require_in(call.user_id, call.id("channel_id"), Permission.MANAGE_THREADS)
    return _archived(call, (model.PRIVATE_THREAD,))


def own_archived_private(call: Call) -> web.Response:
    """GET the archived private threads that the caller is in, by falling id."""
    return _archived(call, (model.PRIVATE_THREAD,), own=True)


def _archived(call: Call, kinds: tuple[int, ...], *, own: bool = False) -> web.Response:
    wanted = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
    channel = call.world.require_in(call.user_id, call.id("channel_id"), wanted)
    limit = call.limit(50, 100, 2)
    guild = call.world.guild(channel.guild_id or 0)
    found = [
        (state.archived_at or state.created_at, one)
        for one in guild.threads.values()
        if (state := one.thread)
        and one.parent_id == channel.id
        and one.type in kinds
        and state.archived
        and (not own or call.user_id in state.members)
    ]
    before = call.query.get("before")
    if before is not None:
        if own:
            found = [(at, one) for at, one in found if one.id < int(before)]
        else:
            pivot = _moment(before)
            found = [(at, one) for at, one in found if at < pivot]
    found.sort(key=lambda pair: pair[1].id if own else pair[0], reverse=True)
    page = [one for _, one in found[:limit]]
    return ok(_listing(call, page, has_more=len(found) > limit))


def _listing(call: Call, threads: Iterable[Channel], *, has_more: bool) -> Json:
    shown = list(threads)
    mine = [one for one in shown if one.thread and call.user_id in one.thread.members]
    return {
        "threads": [render.thread(one) for one in shown],
        "members": [render.thread_member(one, call.user_id) for one in mine],
        "has_more": has_more,
    }


def members(call: Call) -> web.Response:
    """GET a thread's members by rising id; paged when they come with their guild member."""
    thread = _thread(call)
    with_member = call.flag("with_member")
    after, limit = call.query_id("after") or 0, call.limit(100, 100)
    found = [who for who in sorted(_members(thread)) if who > after]
    page = found[:limit] if with_member else found
    return ok([_member(call, thread, who, with_member=with_member) for who in page])


def one_member(call: Call) -> web.Response:
    """GET one member of a thread."""
    thread, who = _thread(call), call.id("user_id")
    if who not in _members(thread):
        raise unknown("Member")
    return ok(_member(call, thread, who, with_member=call.flag("with_member")))


def join(call: Call) -> web.Response:
    """PUT somebody, or oneself, into a thread."""
    thread = _thread(call)
    who = call.id("user_id") if "user_id" in call.path else call.user_id
    call.world.member(thread.guild_id or 0, who)
    call.world.join_thread(thread.id, who)
    return no_content()


def leave(call: Call) -> web.Response:
    """DELETE somebody, or oneself, from a thread."""
    thread = _thread(call)
    who = call.id("user_id") if "user_id" in call.path else call.user_id
    if who != call.user_id:
        call.world.require_in(call.user_id, thread.id, Permission.MANAGE_THREADS)
    call.world.leave_thread(thread.id, who)
    return no_content()


def _thread(call: Call) -> Channel:
    thread = call.world.require_in(call.user_id, call.id("channel_id"), Permission.VIEW_CHANNEL)
    if thread.thread is None:
        raise refused(400, 50024, "Cannot execute action on this channel type")
    return thread


def _members(thread: Channel) -> Iterable[int]:
    return thread.thread.members if thread.thread else ()


def _member(call: Call, thread: Channel, who: int, *, with_member: bool) -> Json:
    body: Json = render.thread_member(thread, who)
    if with_member:
        body["member"] = render.member(call.world, call.world.member(thread.guild_id or 0, who))
    return body


def _parts(form: Form) -> Json:
    return {
        "name": form.text("name", 100, 1, required=True) or "",
        "auto_archive": form.choice("auto_archive_duration", ARCHIVE_MINUTES, 4320),
        "slowmode": form.number("rate_limit_per_user", SLOWEST) or 0,
    }


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        text = f"Could not parse {value}. Should be ISO8601."
        raise invalid_form(("before", "DATE_TIME_TYPE_PARSE", text)) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_MEMBERS = "/channels/{channel_id}/thread-members"

ROUTES: Final = (
    Route("POST", "/channels/{channel_id}/messages/{message_id}/threads", start_from_message),
    Route("POST", "/channels/{channel_id}/threads", start),
    Route("GET", "/guilds/{guild_id}/threads/active", active),
    Route("GET", "/channels/{channel_id}/threads/archived/public", archived_public),
    Route("GET", "/channels/{channel_id}/threads/archived/private", archived_private),
    Route("GET", "/channels/{channel_id}/users/@me/threads/archived/private", own_archived_private),
    Route("GET", _MEMBERS, members),
    Route("PUT", _MEMBERS + "/@me", join),
    Route("DELETE", _MEMBERS + "/@me", leave),
    Route("GET", _MEMBERS + "/{user_id}", one_member),
    Route("PUT", _MEMBERS + "/{user_id}", join),
    Route("DELETE", _MEMBERS + "/{user_id}", leave),
)
