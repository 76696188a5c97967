"""Guilds, their audit log and roles over REST."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from aiohttp import web

from snowflake_entrypoints.sandbox.rest.call import Call, Route, no_content, ok
from snowflake_entrypoints.sandbox.rest.form import Form
from snowflake_entrypoints.sandbox.world import render, render_messages
from snowflake_entrypoints.sandbox.world.permissions import Permission
from snowflake_entrypoints.sandbox.world.refusals import missing_permissions, refused, unknown
from snowflake_entrypoints.sandbox.world.rules import require_role_below

Json = dict[str, Any]
MOST_BITS: Final = (1 << 53) - 1


def one_guild(call: Call) -> web.Response:
    """GET a guild."""
    guild = call.world.require(call.user_id, call.id("guild_id"), 0)
    return ok(render.guild(guild, with_counts=call.flag("with_counts")))


def audit_log(call: Call) -> web.Response:
    """GET the audit log: newest first, or oldest first with `after`."""
    guild = call.world.require(call.user_id, call.id("guild_id"), Permission.VIEW_AUDIT_LOG)
    limit = call.limit(50, 100)
    before, after = call.query_id("before"), call.query_id("after")
    action = call.query_id("action_type")
    wanted = {"user_id": call.query_id("user_id"), "target_id": call.query_id("target_id")}
    found = [
        entry
        for entry in guild.audit
        if (before is None or entry.id < before)
        and (after is None or entry.id > after)
        and (action is None or entry.action == action)
        and all(value is None or getattr(entry, key) == value for key, value in wanted.items())
    ]
    page = found[:limit] if after is not None else found[::-1][:limit]
    ids = {i for entry in page for i in (entry.user_id, entry.target_id) if i is not None}
    users = [call.world.users[i] for i in sorted(ids) if i in call.world.users]
    hooks = [guild.webhooks[i] for i in sorted(ids) if i in guild.webhooks]
    threads = [guild.threads[i] for i in sorted(ids) if i in guild.threads]
    return ok(
        {
            "audit_log_entries": [render_messages.audit_entry(entry) for entry in page],
            "users": [render.user(one) for one in users],
            "webhooks": [render.webhook(call.world, one, with_token=False) for one in hooks],
            "threads": [render.thread(one) for one in threads],
            "integrations": [],
            "application_commands": [],
            "auto_moderation_rules": [],
            "guild_scheduled_events": [],
        }
    )


def roles(call: Call) -> web.Response:
    """GET a guild's roles."""
    guild = call.world.require(call.user_id, call.id("guild_id"), 0)
    return ok([render.role(one) for one in guild.roles.values()])


def one_role(call: Call) -> web.Response:
    """GET one role."""
    guild = call.world.require(call.user_id, call.id("guild_id"), 0)
    role = guild.roles.get(call.id("role_id"))
    if role is None:
        raise unknown("Role")
    return ok(render.role(role))


def role_counts(call: Call) -> web.Response:
    """GET how many members each role has, without @everyone."""
    guild = call.world.require(call.user_id, call.id("guild_id"), 0)
    counted = Counter(role for member in guild.members.values() for role in member.roles)
    return ok({str(role): counted[role] for role in guild.roles if role != guild.id})


def create_role(call: Call) -> web.Response:
    """POST a role; nobody gives what they don't have."""
    guild = call.world.require(call.user_id, call.id("guild_id"), Permission.MANAGE_ROLES)
    if len(guild.roles) >= 250:  # noqa: PLR2004 -- Discord's own bound
        raise refused(400, 30005, "Maximum number of server roles reached (250)")
    parts = _role_parts(call, guild.id)
    made = call.world.create_role(guild.id, actor=call.user_id, reason=call.reason, **parts)
    return ok(render.role(made))


def edit_role(call: Call) -> web.Response:
    """PATCH a role."""
    guild = call.world.require(call.user_id, call.id("guild_id"), Permission.MANAGE_ROLES)
    role_id = call.id("role_id")
    require_role_below(call.world, guild, call.user_id, role_id)
    parts = _role_parts(call, guild.id)
    changed = call.world.update_role(guild.id, role_id, parts, actor=call.user_id, reason=call.reason)
    return ok(render.role(changed))


def delete_role(call: Call) -> web.Response:
    """DELETE a role."""
    guild = call.world.require(call.user_id, call.id("guild_id"), Permission.MANAGE_ROLES)
    role_id = call.id("role_id")
    require_role_below(call.world, guild, call.user_id, role_id)
    if role_id == guild.id or guild.roles[role_id].managed:
        raise refused(400, 50028, "Invalid role")
    call.world.delete_role(guild.id, role_id, actor=call.user_id, reason=call.reason)
    return no_content()


def _role_parts(call: Call, guild_id: int) -> Json:
    form = Form(call.fields)
    parts: Json = {}
    if (name := form.text("name", 100)) is not None:
        parts["name"] = name
    if (bits := form.number("permissions", MOST_BITS)) is not None:
        parts["permissions"] = bits
    if (color := form.number("color", 0xFFFFFF)) is not None:
        parts["color"] = color
    for key in ("hoist", "mentionable"):
        if form.body.get(key) is not None:
            parts[key] = form.flag(key)
    form.check()
    if parts.get("permissions", 0) & ~call.world.permissions(call.user_id, guild_id):
        raise missing_permissions()
    return parts


ROUTES: Final = (
    Route("GET", "/guilds/{guild_id}", one_guild),
    Route("GET", "/guilds/{guild_id}/audit-logs", audit_log),
    Route("GET", "/guilds/{guild_id}/roles", roles),
    Route("POST", "/guilds/{guild_id}/roles", create_role),
    Route("GET", "/guilds/{guild_id}/roles/member-counts", role_counts),
    Route("GET", "/guilds/{guild_id}/roles/{role_id}", one_role),
    Route("PATCH", "/guilds/{guild_id}/roles/{role_id}", edit_role),
    Route("DELETE", "/guilds/{guild_id}/roles/{role_id}", delete_role),
)
