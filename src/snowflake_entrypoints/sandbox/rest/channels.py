"""Channels, their overwrites and threads over REST."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from snowflake_entrypoints.sandbox.rest.call import Call, Route, no_content, ok
from snowflake_entrypoints.sandbox.rest.form import Form
from snowflake_entrypoints.sandbox.world import model, render
from snowflake_entrypoints.sandbox.world.model import Channel, Overwrite
from snowflake_entrypoints.sandbox.world.permissions import Permission
from snowflake_entrypoints.sandbox.world.refusals import missing_permissions, refused, unknown

Json = dict[str, Any]
ARCHIVE_MINUTES: Final = (60, 1440, 4320, 10080)
SLOWEST: Final = 21_600
MOST_BITS: Final = (1 << 53) - 1


def one_channel(call: Call) -> web.Response:
    """GET a channel or thread."""
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.VIEW_CHANNEL)
    return ok(render.channel(channel, call.world))


def edit(call: Call) -> web.Response:
    """PATCH a channel or thread."""
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.VIEW_CHANNEL)
    if channel.guild_id is None:
        raise refused(400, 50024, "Cannot execute action on this channel type")
    form = Form(call.fields)
    changes = _thread_changes(call, channel, form) if channel.thread else _changes(call, channel, form)
    form.check()
    changed = call.world.update_channel(channel.id, changes, actor=call.user_id, reason=call.reason)
    return ok(render.channel(changed))


def delete(call: Call) -> web.Response:
    """DELETE a channel or thread."""
    channel = call.world.channel(call.id("channel_id"))
    if channel.guild_id is None:
        return ok(render.channel(channel, call.world))
    wanted = Permission.MANAGE_THREADS if channel.thread else Permission.MANAGE_CHANNELS
    call.world.require_in(call.user_id, channel.id, wanted)
    guild = call.world.guild(channel.guild_id)
    if channel.id in (guild.rules_channel_id, guild.updates_channel_id):
        raise refused(400, 50074, "Cannot delete a channel required for Community guilds")
    gone = call.world.delete_channel(channel.id, actor=call.user_id, reason=call.reason)
    return ok(render.channel(gone))


def put_overwrite(call: Call) -> web.Response:
    """PUT an overwrite; nobody allows or denies what they don't have themselves."""
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.MANAGE_ROLES)
    form = Form(call.fields)
    kind = form.choice("type", (0, 1), 0)
    allow = form.number("allow", MOST_BITS, default=0) or 0
    deny = form.number("deny", MOST_BITS, default=0) or 0
    form.check()
    mine = call.world.permissions(call.user_id, channel.guild_id or 0)
    if (allow | deny) & ~mine:
        raise missing_permissions()
    call.world.set_overwrite(
        channel.id, call.id("overwrite_id"), kind, allow, deny, actor=call.user_id, reason=call.reason
    )
    return no_content()


def delete_overwrite(call: Call) -> web.Response:
    """DELETE an overwrite."""
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.MANAGE_ROLES)
    target = call.id("overwrite_id")
    if target not in channel.overwrites:
        raise unknown("Permission overwrite")
    call.world.delete_overwrite(channel.id, target, actor=call.user_id, reason=call.reason)
    return no_content()


def in_guild(call: Call) -> web.Response:
    """GET a guild's channels; those that the caller can't see are left out."""
    guild = call.world.require(call.user_id, call.id("guild_id"), 0)
    seen = (c for c in guild.channels.values() if call.world.can_view(call.user_id, c.id))
    return ok([render.channel(channel) for channel in seen])


def create(call: Call) -> web.Response:
    """POST a channel into a guild."""
    guild = call.world.require(call.user_id, call.id("guild_id"), Permission.MANAGE_CHANNELS)
    form = Form(call.fields)
    name = form.text("name", 100, 1, required=True)
    kinds = (model.TEXT, model.VOICE, model.CATEGORY, model.ANNOUNCEMENT, model.STAGE, model.FORUM)
    kind = form.choice("type", kinds, model.TEXT)
    parts = _common(form)
    parts.pop("name", None)
    parent_id = parts.get("parent_id")
    if parent_id is not None:
        parent = guild.channels.get(parent_id)
        if parent is None or parent.type != model.CATEGORY:
            form.fail("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "Not a category")
    form.check()
    made = call.world.create_channel(
        guild.id, _channel_name(name or "", kind), kind, actor=call.user_id, reason=call.reason, **parts
    )
    return web.Response(body=ok(render.channel(made)).body, status=201, content_type="application/json")


def _changes(call: Call, channel: Channel, form: Form) -> Json:
    call.world.require_in(call.user_id, channel.id, Permission.MANAGE_CHANNELS)
    changes = _common(form)
    if "overwrites" in changes:
        call.world.require_in(call.user_id, channel.id, Permission.MANAGE_ROLES)
    if changes.get("name"):
        changes["name"] = _channel_name(changes["name"], channel.type)
    kind = form.choice("type", (model.TEXT, model.ANNOUNCEMENT, channel.type), channel.type)
    return changes | ({"type": kind} if kind != channel.type else {})


def _thread_changes(call: Call, channel: Channel, form: Form) -> Json:
    state = channel.thread
    allowed = call.world.permissions_in(call.user_id, channel.id)
    manages = bool(allowed & Permission.MANAGE_THREADS)
    owns = state is not None and state.owner_id == call.user_id
    if not manages and (not owns or form.given("locked")):
        raise missing_permissions()
    changes: Json = {}
    if (name := form.text("name", 100, 1)) is not None:
        changes["name"] = name
    for key in ("archived", "locked", "invitable"):
        if form.body.get(key) is not None:
            changes[key] = form.flag(key)
    if form.body.get("auto_archive_duration") is not None:
        changes["auto_archive"] = form.choice("auto_archive_duration", ARCHIVE_MINUTES, 4320)
    if (slow := form.number("rate_limit_per_user", SLOWEST)) is not None:
        changes["slowmode"] = slow
    if (tags := form.ids("applied_tags", 5)) is not None:
        changes["tags"] = tags
    if state is not None and state.archived and changes.get("archived", True) is not False:
        edits = set(changes) - {"archived", "locked"}
        if edits:
            raise refused(400, 50083, "Thread is archived")
    return changes


def _common(form: Form) -> Json:
    """Read what creating and editing share; only what is given is returned."""
    parts: Json = {}
    if (name := form.text("name", 100, 1)) is not None:
        parts["name"] = name
    if form.given("topic"):
        parts["topic"] = form.text("topic", 4096)
    if form.given("parent_id"):
        parts["parent_id"] = form.id("parent_id")
    numbers = {
        "position": ("position", 1000),
        "rate_limit_per_user": ("slowmode", SLOWEST),
        "bitrate": ("bitrate", 384_000),
        "user_limit": ("user_limit", 10_000),
    }
    for key, (attribute, most) in numbers.items():
        if (value := form.number(key, most)) is not None:
            parts[attribute] = value
    if form.body.get("nsfw") is not None:
        parts["nsfw"] = form.flag("nsfw")
    if form.body.get("default_auto_archive_duration") is not None:
        minutes = form.choice("default_auto_archive_duration", ARCHIVE_MINUTES, 4320)
        parts["default_auto_archive"] = minutes
    raw = form.items("permission_overwrites", 1000)
    if raw is not None:
        overwrites = [_overwrite(form, index, one) for index, one in enumerate(raw)]
        parts["overwrites"] = {one.id: one for one in overwrites if one is not None}
    return parts


def _overwrite(form: Form, index: int, raw: Any) -> Overwrite | None:
    part = form.within(f"permission_overwrites.{index}", raw)
    if part is None:
        return None
    target = part.id("id", required=True)
    allow = part.number("allow", MOST_BITS, default=0) or 0
    deny = part.number("deny", MOST_BITS, default=0) or 0
    return Overwrite(target or 0, part.choice("type", (0, 1), 0), allow, deny)


def _channel_name(name: str, kind: int) -> str:
    """Spell a text channel's name as Discord does: lower case, dashes for spaces."""
    if kind in (model.TEXT, model.ANNOUNCEMENT, model.FORUM):
        return "-".join(name.lower().split()) or name
    return name


ROUTES: Final = (
    Route("GET", "/channels/{channel_id}", one_channel),
    Route("PATCH", "/channels/{channel_id}", edit),
    Route("DELETE", "/channels/{channel_id}", delete),
    Route("PUT", "/channels/{channel_id}/permissions/{overwrite_id}", put_overwrite),
    Route("DELETE", "/channels/{channel_id}/permissions/{overwrite_id}", delete_overwrite),
    Route("GET", "/guilds/{guild_id}/channels", in_guild),
    Route("POST", "/guilds/{guild_id}/channels", create),
)
