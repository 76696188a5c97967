"""Members and bans over REST."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from aiohttp import web

from snowflake_entrypoints.sandbox.rest.call import Call, Route, no_content, ok
from snowflake_entrypoints.sandbox.rest.form import Form
from snowflake_entrypoints.sandbox.world import render
from snowflake_entrypoints.sandbox.world.members import LONGEST_TIMEOUT
from snowflake_entrypoints.sandbox.world.model import Guild
from snowflake_entrypoints.sandbox.world.permissions import Permission
from snowflake_entrypoints.sandbox.world.refusals import (
    Refusal,
    missing_permissions,
    refused,
    unknown,
)
from snowflake_entrypoints.sandbox.world.rules import (
    require_above,
    require_nick,
    require_roles,
    require_timeout,
)

Json = dict[str, Any]
LONGEST_DELETION: Final = 604_800


def listed(call: Call) -> web.Response:
    """GET members by rising id."""
    guild = call.world.require(call.user_id, call.id("guild_id"), 0)
    if not call.world.application.flags & (1 << 14 | 1 << 15):
        raise Refusal(403, 50001, "Missing Access")
    found = call.world.members_after(guild.id, call.query_id("after") or 0, call.limit(1, 1000))
    return ok([render.member(call.world, one) for one in found])


def search(call: Call) -> web.Response:
    """GET members whose name starts with a query."""
    guild = call.world.require(call.user_id, call.id("guild_id"), 0)
    form = Form(dict(call.query))
    query = form.text("query", 100, 1, required=True)
    form.check()
    found = call.world.search_members(guild.id, query or "", call.limit(1, 1000))
    return ok([render.member(call.world, one) for one in found])


def one_member(call: Call) -> web.Response:
    """GET a member."""
    guild = call.world.require(call.user_id, call.id("guild_id"), 0)
    return ok(render.member(call.world, call.world.member(guild.id, call.id("user_id"))))


def edit(call: Call) -> web.Response:
    """PATCH a member: nickname, roles, timeout; all or nothing."""
    guild = call.world.require(call.user_id, call.id("guild_id"), 0)
    target = call.world.member(guild.id, call.id("user_id"))
    form = Form(call.fields)
    nick = form.text("nick", 32)
    roles = form.ids("roles", 250)
    until = _until(call, form)
    form.check()
    if form.given("communication_disabled_until"):
        require_timeout(call.world, guild, call.user_id, target.user_id)
    if form.given("nick"):
        require_nick(call.world, guild, call.user_id, target.user_id)
    if roles is not None:
        require_roles(call.world, guild, call.user_id, set(roles) ^ set(target.roles))
    for key in ("mute", "deaf", "channel_id"):
        if form.body.get(key) is not None:
            raise refused(400, 40032, "Target user is not connected to voice.")
    who: Json = {"actor": call.user_id, "reason": call.reason}
    if form.given("nick"):
        call.world.set_nick(guild.id, target.user_id, nick, **who)
    if roles is not None:
        call.world.set_roles(guild.id, target.user_id, roles, **who)
    if form.given("communication_disabled_until"):
        call.world.timeout_member(guild.id, target.user_id, until, **who)
    return ok(render.member(call.world, target))


def edit_self(call: Call) -> web.Response:
    """PATCH one's own nickname."""
    guild = call.world.require(call.user_id, call.id("guild_id"), 0)
    form = Form(call.fields)
    nick = form.text("nick", 32)
    form.check()
    if form.given("nick"):
        require_nick(call.world, guild, call.user_id, call.user_id)
        call.world.set_nick(guild.id, call.user_id, nick, actor=call.user_id, reason=call.reason)
    return ok(render.member(call.world, guild.members[call.user_id]))


def change_role(call: Call, *, give: bool) -> web.Response:
    """PUT or DELETE one role of a member; what is so already is fine."""
    guild = call.world.require(call.user_id, call.id("guild_id"), Permission.MANAGE_ROLES)
    target = call.world.member(guild.id, call.id("user_id"))
    role = call.id("role_id")
    require_roles(call.world, guild, call.user_id, [role])
    if (role in target.roles) != give:
        roles = [*target.roles, role] if give else [one for one in target.roles if one != role]
        call.world.set_roles(guild.id, target.user_id, roles, actor=call.user_id, reason=call.reason)
    return no_content()


def kick(call: Call) -> web.Response:
    """DELETE a member."""
    guild = call.world.require(call.user_id, call.id("guild_id"), Permission.KICK_MEMBERS)
    target = call.world.member(guild.id, call.id("user_id"))
    require_above(guild, call.user_id, target.user_id)
    call.world.kick(guild.id, target.user_id, actor=call.user_id, reason=call.reason)
    return no_content()


def bans(call: Call) -> web.Response:
    """GET bans by rising user id, paged by before or after."""
    guild = call.world.require(call.user_id, call.id("guild_id"), Permission.BAN_MEMBERS)
    limit = call.limit(1000, 1000)
    before, after = call.query_id("before"), call.query_id("after")
    ids = sorted(guild.bans)
    if before is not None:
        ids = [i for i in ids if i < before][-limit:]
    elif after is not None:
        ids = [i for i in ids if i > after]
    return ok([_ban(call, guild, i) for i in ids[:limit]])


def one_ban(call: Call) -> web.Response:
    """GET a ban."""
    guild = call.world.require(call.user_id, call.id("guild_id"), Permission.BAN_MEMBERS)
    user_id = call.id("user_id")
    if user_id not in guild.bans:
        raise unknown("Ban")
    return ok(_ban(call, guild, user_id))


def ban(call: Call) -> web.Response:
    """PUT a ban, on a member or anybody else."""
    guild = call.world.require(call.user_id, call.id("guild_id"), Permission.BAN_MEMBERS)
    user_id = call.id("user_id")
    seconds = _deletion_seconds(call)
    if user_id not in call.world.users:
        raise unknown("User")
    require_above(guild, call.user_id, user_id)
    call.world.ban(guild.id, user_id, actor=call.user_id, reason=call.reason, delete_message_seconds=seconds)
    return no_content()


def unban(call: Call) -> web.Response:
    """DELETE a ban."""
    guild = call.world.require(call.user_id, call.id("guild_id"), Permission.BAN_MEMBERS)
    user_id = call.id("user_id")
    if user_id not in guild.bans:
        raise unknown("Ban")
    call.world.unban(guild.id, user_id, actor=call.user_id, reason=call.reason)
    return no_content()


def bulk_ban(call: Call) -> web.Response:
    """POST up to 200 bans; those that can't be are listed as failed."""
    wanted = Permission.BAN_MEMBERS | Permission.MANAGE_GUILD
    guild = call.world.require(call.user_id, call.id("guild_id"), wanted)
    form = Form(call.fields)
    ids = form.ids("user_ids", 200, 1)
    form.check()
    seconds = _deletion_seconds(call)
    banned, failed = [], []
    for user_id in dict.fromkeys(ids or ()):
        try:
            known = user_id in call.world.users and user_id not in guild.bans
            if not known or user_id == call.user_id:
                raise missing_permissions()
            require_above(guild, call.user_id, user_id)
        except Refusal:
            failed.append(str(user_id))
            continue
        call.world.ban(
            guild.id, user_id, actor=call.user_id, reason=call.reason, delete_message_seconds=seconds
        )
        banned.append(str(user_id))
    if not banned:
        raise refused(400, 500000, "Failed to ban users")
    return ok({"banned_users": banned, "failed_users": failed})


def _ban(call: Call, guild: Guild, user_id: int) -> Json:
    return {"user": render.user(call.world.users[user_id]), "reason": guild.bans[user_id]}


def _deletion_seconds(call: Call) -> int:
    form = Form(call.fields)
    seconds = form.number("delete_message_seconds", LONGEST_DELETION)
    days = form.number("delete_message_days", 7)
    form.check()
    return seconds if seconds is not None else (days or 0) * 86_400


def _until(call: Call, form: Form) -> datetime | None:
    raw = form.body.get("communication_disabled_until")
    if raw is None:
        return None
    key = "communication_disabled_until"
    try:
        moment = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        moment = None
    if moment is None:
        form.fail(key, "DATE_TIME_TYPE_PARSE", f"Could not parse {raw}. Should be ISO8601.")
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment > call.world.moment + LONGEST_TIMEOUT:
        text = "Communication disabled timestamp cannot be more than 28 days in the future."
        form.fail(key, "INVALID_COMMUNICATION_DISABLED_TIMESTAMP", text)
    return moment.astimezone(UTC)


def _give(call: Call) -> web.Response:
    return change_role(call, give=True)


def _take(call: Call) -> web.Response:
    return change_role(call, give=False)


_MEMBERS = "/guilds/{guild_id}/members"
_ROLE = _MEMBERS + "/{user_id}/roles/{role_id}"

ROUTES: Final = (
    Route("GET", _MEMBERS, listed),
    Route("GET", _MEMBERS + "/search", search),
    Route("PATCH", _MEMBERS + "/@me", edit_self),
    Route("GET", _MEMBERS + "/{user_id}", one_member),
    Route("PATCH", _MEMBERS + "/{user_id}", edit),
    Route("DELETE", _MEMBERS + "/{user_id}", kick),
    Route("PUT", _ROLE, _give),
    Route("DELETE", _ROLE, _take),
    Route("GET", "/guilds/{guild_id}/bans", bans),
    Route("POST", "/guilds/{guild_id}/bulk-ban", bulk_ban),
    Route("GET", "/guilds/{guild_id}/bans/{user_id}", one_ban),
    Route("PUT", "/guilds/{guild_id}/bans/{user_id}", ban),
    Route("DELETE", "/guilds/{guild_id}/bans/{user_id}", unban),
)
