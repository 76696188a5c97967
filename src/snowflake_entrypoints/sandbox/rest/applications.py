"""The application itself, its commands, and where the gateway is."""

from __future__ import annotations

import re
from typing import Any, Final

from aiohttp import web

from snowflake_entrypoints.sandbox.rest.call import Call, Route, created, no_content, ok
from snowflake_entrypoints.sandbox.rest.form import Form
from snowflake_entrypoints.sandbox.world import World, render
from snowflake_entrypoints.sandbox.world.model import Command
from snowflake_entrypoints.sandbox.world.refusals import invalid_form, missing_access, refused, unknown

Json = dict[str, Any]
SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
_NAME: Final = re.compile(r"[-_'\w]{1,32}")
_MOST: Final = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}
_KEPT: Final = ("name_localizations", "description_localizations", "options", "nsfw", "contexts")


def application(world: World) -> Json:
    """Render the application as its owner sees it, without what only `/oauth2/applications/@me` tells."""
    app = world.application
    return {
        "id": str(app.id),
        "name": app.name,
        "icon": None,
        "description": app.description,
        "type": None,
        "bot": render.user(world.users[app.bot_id]),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "5a" * 32,
        "flags": app.flags,
        "flags_new": str(app.flags),
        "tags": [],
        "integration_types_config": {
            "0": {"oauth2_install_params": {"scopes": ["applications.commands", "bot"], "permissions": "8"}}
        },
    }


def own_application(call: Call) -> web.Response:
    """GET the bot's own application."""
    app = call.world.application
    installed = sum(app.bot_id in guild.members for guild in call.world.guilds.values())
    return ok(
        application(call.world)
        | {
            "redirect_uris": app.redirect_uris,
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": render.user(call.world.users[app.owner_id]),
            "approximate_guild_count": installed,
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": len({g.user_id for g in call.world.grants}),
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": ["identify", "guilds", "bot", "applications.commands"],
            "rpc_origins": [],
        }
    )


def listed(call: Call) -> web.Response:
    """GET the commands of everywhere, or of one guild."""
    guild_id = _where(call)
    return ok([_render(call, one) for one in _commands(call, guild_id)])


def one_command(call: Call) -> web.Response:
    """GET a command."""
    return ok(_render(call, _find(call)))


def create(call: Call) -> web.Response:
    """POST a command; one of the same name and type is replaced (200 instead of 201)."""
    guild_id = _where(call)
    body = _read(Form(call.fields))
    _count(call, guild_id, [body])
    made, new = _put(call, guild_id, body)
    return created(_render(call, made)) if new else ok(_render(call, made))


def overwrite(call: Call) -> web.Response:
    """PUT all commands; those of the same name and type keep their ids, all others are gone."""
    guild_id = _where(call)
    if not isinstance(call.body, list):
        raise invalid_form(("_body", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"))
    form = Form({})
    bodies: list[Json] = []
    for index, raw in enumerate(call.body):
        part = form.within(str(index), raw)
        if part is not None:
            bodies.append(_read(part, check=False))
    form.check()
    keys = [(body["name"], body["type"]) for body in bodies]
    if len(set(keys)) != len(keys):
        twice = next(index for index, key in enumerate(keys) if key in keys[:index])
        code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
        raise invalid_form((str(twice), code, "Application command names must be unique"))
    _count(call, guild_id, bodies, fresh=True)
    for one in _commands(call, guild_id):
        if one.key not in keys:
            del call.world.application.commands[one.id]
    return ok([_render(call, _put(call, guild_id, body)[0]) for body in bodies])


def edit(call: Call) -> web.Response:
    """PATCH a command."""
    one = _find(call)
    one.body = _read(Form(one.body | call.fields))
    one.version = call.world.ids.next()
    return ok(_render(call, one))


def delete(call: Call) -> web.Response:
    """DELETE a command."""
    del call.world.application.commands[_find(call).id]
    return no_content()


def gateway(call: Call) -> web.Response:
    """GET where the gateway is."""
    return ok({"url": _gateway_url(call)})


def gateway_bot(call: Call) -> web.Response:
    """GET where the gateway is, how many shards to use and how many sessions may start."""
    limit = call.world.session_starts()
    return ok({"url": _gateway_url(call), "shards": 1, "session_start_limit": limit})


def _gateway_url(call: Call) -> str:
    return call.world.base_url.replace("http", "ws", 1) + "/gateway"


def _where(call: Call) -> int | None:
    if call.id("application_id") != call.world.application.id:
        raise refused(403, 20012, "You are not authorized to perform this action on this application")
    if "guild_id" not in call.path:
        return None
    guild = call.world.guilds.get(call.id("guild_id"))
    if guild is None or call.world.application.bot_id not in guild.members:
        raise missing_access()
    return guild.id


def _commands(call: Call, guild_id: int | None) -> list[Command]:
    return [one for one in call.world.application.commands.values() if one.guild_id == guild_id]


def _find(call: Call) -> Command:
    guild_id = _where(call)
    one = call.world.application.commands.get(call.id("command_id"))
    if one is None or one.guild_id != guild_id:
        raise unknown("application command")
    return one


def _put(call: Call, guild_id: int | None, body: Json) -> tuple[Command, bool]:
    key = (body["name"], body["type"])
    same = next((one for one in _commands(call, guild_id) if one.key == key), None)
    if same is not None:
        if same.body != body:
            same.body, same.version = body, call.world.ids.next()
        return same, False
    made = Command(call.world.ids.next(), guild_id, call.world.ids.next(), body)
    call.world.application.commands[made.id] = made
    return made, True


def _count(call: Call, guild_id: int | None, bodies: list[Json], *, fresh: bool = False) -> None:
    present = set() if fresh else {one.key for one in _commands(call, guild_id)}
    keys = present | {(body["name"], body["type"]) for body in bodies}
    for kind, most in _MOST.items():
        if sum(key[1] == kind for key in keys) > most:
            raise refused(400, 30032, f"Maximum number of application commands reached ({most})")


def _read(form: Form, *, check: bool = True) -> Json:
    kind = form.choice("type", (SLASH, USER_MENU, MESSAGE_MENU), SLASH)
    name = form.text("name", 32, 1, required=True)
    slash = kind == SLASH
    if name is not None and slash and (not _NAME.fullmatch(name) or name != name.lower()):
        form.fail("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    description = form.text("description", 100, int(slash), required=slash)
    if description and not slash:
        text = "Context menu commands cannot have description"
        form.fail("description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", text)
    _check_options(form)
    permissions = form.number("default_member_permissions", (1 << 53) - 1)
    if check:
        form.check()
    body: Json = {"name": name, "type": kind, "description": description or ""}
    body["default_member_permissions"] = None if permissions is None else str(permissions)
    body |= {key: form.body[key] for key in _KEPT if form.body.get(key) is not None}
    body["integration_types"] = form.body.get("integration_types") or [0]
    body.setdefault("nsfw", False)
    if form.body.get("dm_permission") is not None:
        body["dm_permission"] = form.flag("dm_permission")
    return body


def _check_options(form: Form) -> None:
    seen: set[str] = set()
    optional = False
    for index, raw in enumerate(form.items("options", 25) or ()):
        part = form.within(f"options.{index}", raw)
        if part is None:
            continue
        name = part.text("name", 32, 1, required=True)
        part.text("description", 100, 1, required=True)
        kind = part.choice("type", tuple(range(1, 12)), 0)
        if name is not None and (not _NAME.fullmatch(name) or name != name.lower()):
            part.fail("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
        if name in seen:
            part.fail("name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
        seen.add(name or "")
        if part.flag("required") and optional:
            text = "Required options must be placed before non-required options"
            part.fail("required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", text)
        optional = optional or not part.flag("required")
        if kind <= 2:  # noqa: PLR2004 -- subcommands and their groups have options of their own
            optional = False
            _check_options(part)


def _render(call: Call, one: Command) -> Json:
    body = one.body | {
        "id": str(one.id),
        "application_id": str(call.world.application.id),
        "version": str(one.version),
    }
    if one.guild_id is not None:
        body["guild_id"] = str(one.guild_id)
    return body


def _command_routes(base: str) -> tuple[Route, ...]:
    one = base + "/{command_id}"
    return (
        Route("GET", base, listed),
        Route("POST", base, create),
        Route("PUT", base, overwrite),
        Route("GET", one, one_command),
        Route("PATCH", one, edit),
        Route("DELETE", one, delete),
    )


ROUTES: Final = (
    Route("GET", "/gateway", gateway, open=True),
    Route("GET", "/gateway/bot", gateway_bot),
    Route("GET", "/oauth2/applications/@me", own_application),
    Route("GET", "/applications/@me", own_application),
    *_command_routes("/applications/{application_id}/commands"),
    *_command_routes("/applications/{application_id}/guilds/{guild_id}/commands"),
)
