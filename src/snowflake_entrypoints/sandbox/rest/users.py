"""Users over REST: oneself, one's guilds, others."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from snowflake_entrypoints.sandbox.rest.applications import application
from snowflake_entrypoints.sandbox.rest.call import Call, Route, no_content, ok
from snowflake_entrypoints.sandbox.rest.form import Form
from snowflake_entrypoints.sandbox.world import render
from snowflake_entrypoints.sandbox.world.ids import moment_of
from snowflake_entrypoints.sandbox.world.refusals import refused, unknown

Json = dict[str, Any]


def me(call: Call) -> web.Response:
    """GET oneself; the address only with the email scope."""
    with_email = call.grant is not None and "email" in call.grant.scopes
    return ok(render.own_user(call.world.users[call.user_id], with_email=with_email))


def edit_me(call: Call) -> web.Response:
    """PATCH the bot's name."""
    form = Form(call.fields)
    name = form.text("username", 32, 2)
    form.check()
    one = call.world.users[call.user_id]
    one.username = name or one.username
    body = render.own_user(one, with_email=False)
    call.world.emit("USER_UPDATE", body, guild=None, user=one.id)
    return ok(body)


def other(call: Call) -> web.Response:
    """GET anybody."""
    found = call.world.users.get(call.id("user_id"))
    if found is None:
        raise unknown("User")
    return ok(render.user(found))


def guilds(call: Call) -> web.Response:
    """GET one's guilds by rising id, paged until an empty page."""
    limit = call.limit(200, 200)
    before, after = call.query_id("before"), call.query_id("after")
    mine = sorted(i for i, guild in call.world.guilds.items() if call.user_id in guild.members)
    if before is not None:
        mine = [i for i in mine if i < before][-limit:]
    elif after is not None:
        mine = [i for i in mine if i > after]
    with_counts = call.flag("with_counts")
    return ok([_card(call, i, with_counts=with_counts) for i in mine[:limit]])


def own_member(call: Call) -> web.Response:
    """GET oneself as a member of a guild."""
    guild = call.world.guilds.get(call.id("guild_id"))
    if guild is None or call.user_id not in guild.members:
        raise unknown("Guild")
    return ok(render.member(call.world, guild.members[call.user_id]))


def leave(call: Call) -> web.Response:
    """DELETE: leave a guild; its owner can't."""
    guild = call.world.require(call.user_id, call.id("guild_id"), 0)
    if guild.owner_id == call.user_id:
        raise refused(400, 50055, "Invalid Guild")
    call.world.leave_member(guild.id, call.user_id)
    return no_content()


def open_dm(call: Call) -> web.Response:
    """POST a direct channel with a user."""
    form = Form(call.fields)
    recipient = form.id("recipient_id", required=True)
    form.check()
    if recipient not in call.world.users or recipient == call.user_id:
        raise refused(400, 50033, "Invalid Recipient(s)")
    return ok(render.channel(call.world.open_dm(recipient or 0), call.world))


def current_authorization(call: Call) -> web.Response:
    """GET what a Bearer token is good for."""
    grant = call.grant
    if grant is None:
        raise refused(400, 50025, "Invalid OAuth2 access token")
    body: Json = {
        "application": application(call.world),
        "scopes": list(grant.scopes),
        "expires": render.iso(moment_of(int((grant.expires_at * 1000) - 1_420_070_400_000) << 22)),
    }
    if "identify" in grant.scopes:
        body["user"] = render.user(call.world.users[grant.user_id])
    return ok(body)


def _card(call: Call, guild_id: int, *, with_counts: bool) -> Json:
    guild = call.world.guilds[guild_id]
    body: Json = {
        "id": str(guild.id),
        "name": guild.name,
        "icon": guild.icon,
        "banner": None,
        "owner": guild.owner_id == call.user_id,
        "permissions": str(call.world.permissions(call.user_id, guild.id)),
        "features": guild.features,
    }
    return body | render.counts(guild) if with_counts else body


ROUTES: Final = (
    Route("GET", "/users/@me", me, scope="identify"),
    Route("PATCH", "/users/@me", edit_me),
    Route("POST", "/users/@me/channels", open_dm),
    Route("GET", "/users/@me/guilds", guilds, scope="guilds"),
    Route("DELETE", "/users/@me/guilds/{guild_id}", leave),
    Route("GET", "/users/@me/guilds/{guild_id}/member", own_member, bot=False, scope="guilds.members.read"),
    Route("GET", "/oauth2/@me", current_authorization, bot=False, scope=""),
    Route("GET", "/users/{user_id}", other),
)
