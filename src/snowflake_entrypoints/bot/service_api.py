"""The Bot Service API: what web and worker may ask of the bot. It keeps off the public network."""

import re
from collections.abc import Callable
from typing import Any, Final

import attrs
from quart import Quart, Response, g, request

from snowflake_domain.community.ports import LiveGuild
from snowflake_domain.identity.stream_ticket import StreamTickets
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.realtime import Realtime
from snowflake_domain.kernel.scope import ChannelId, GuildId, Permission, TenantScope, UserId
from snowflake_domain.moderation.case import Case, Source
from snowflake_domain.moderation.moderate_member import (
    LiftTimeout,
    ModerateMember,
    TimeOutMember,
    UnknownMember,
)
from snowflake_domain.moderation.ports import Enforcement
from snowflake_domain.publishing.dispatch import Dispatch
from snowflake_domain.publishing.ports import Publisher
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.ports import Installations
from snowflake_domain.tenancy.webhook_ports import DiscordWebhooks
from snowflake_entrypoints.bot.asking import body_as, check_secret, id_in_path, is_scoped, number, scope_of
from snowflake_entrypoints.bot.body import CappedBody
from snowflake_entrypoints.bot.problems import answer_refusals, malformed, new_request_id
from snowflake_entrypoints.bot.stream import PULSE, Streams, stream_route
from snowflake_entrypoints.wire import as_dict, to_json

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_WITHOUT_TENANT: Final = "/installations/"


@attrs.frozen(kw_only=True)
class SendDispatch:
    """Ask for a recorded dispatch to be sent."""

    dispatch: Dispatch


@attrs.frozen(kw_only=True)
class EnforceNow:
    """Ask for a recorded case to be enforced."""

    case: Case


@attrs.frozen(kw_only=True)
class MakeWebhook:
    """Ask for the bot's webhook of a channel."""

    channel: ChannelId


@attrs.frozen(kw_only=True)
class TakeWebhookAway:
    """Ask for a webhook to be removed, by Discord's id."""

    id: str
    token: str | None


@attrs.frozen(kw_only=True)
class Among:
    """Ask which of these guilds the bot is in."""

    guilds: frozenset[GuildId]


def create_service(  # noqa: PLR0913 - composition hands in each by name
    *,
    secret: str,
    panel_origin: str,
    enter: EnterTenant,
    guild: LiveGuild,
    moderate_member: ModerateMember,
    enforcement: Enforcement,
    publisher: Publisher,
    installations: Installations,
    webhooks: DiscordWebhooks,
    begin_indexing: Callable[[GuildId], None],
    begin_following: Callable[[GuildId], None],
    tickets: StreamTickets,
    realtime: Realtime,
    clock: Clock,
    pulse: float = PULSE,
) -> Quart:
    """Bind the routes; all but the bare `GET /health` need the secret, and a tenant that owns the guild.

    `panel_origin` is the one page that may open streams, such as `https://panel.example.com`.
    """
    app = Quart("snowflake_entrypoints.bot")
    app.asgi_app = CappedBody(app.asgi_app)  # type: ignore[method-assign, assignment]
    answer_refusals(app)

    @app.before_request
    async def check_caller() -> Response | None:
        given = request.headers.get("x-request-id", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else new_request_id()
        if request.path == "/health" and not is_scoped():
            return _answer({"ok": True})
        check_secret(secret)
        if not request.path.startswith(_WITHOUT_TENANT):
            g.scope = await scope_of(enter)
        return None

    @app.after_request
    async def name_request(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        response.headers["Cache-Control"] = "no-store"
        return response

    _state_routes(app, guild, installations)
    _action_routes(app, moderate_member, enforcement, publisher, begin_indexing)
    _webhook_routes(app, webhooks)
    _installation_routes(app, installations)

    @app.post("/roles/follow")
    async def follow_roles() -> Response:
        begin_following(_system().guild)
        return _answer({"started": True}, 202)

    streams = Streams(
        tickets=tickets, realtime=realtime, enter=enter, clock=clock, origin=panel_origin, pulse=pulse
    )
    stream_route(app, streams)
    return app


def _state_routes(app: Quart, guild: LiveGuild, installations: Installations) -> None:
    @app.get("/health")
    async def health() -> Response:
        return _answer(await guild.health(_viewer()))

    @app.get("/channels")
    async def channels() -> Response:
        return _answer({"items": await guild.channels(_viewer())})

    @app.get("/guild")
    async def profile() -> Response:
        return _answer(await guild.profile(_viewer()))

    @app.get("/roles")
    async def roles() -> Response:
        items = [as_dict(role) | {"id": str(role.id)} for role in await guild.roles(_viewer())]
        return _answer({"items": items})

    @app.get("/members")
    async def members() -> Response:
        query = request.args.get("query", "")[:100]
        page = await guild.members(
            _viewer(), query=query, after=number("after", 0), limit=number("limit", 50)
        )
        following = None if page.next is None else str(page.next)
        return _answer({"items": [_member(one) for one in page.items], "next": following})

    @app.get("/members/<user>")
    async def member(user: str) -> Response:
        wanted = UserId(id_in_path("user", user))
        found = await guild.member(_viewer(), wanted)
        if found is None:
            raise UnknownMember(wanted)
        return _answer(_member(found))

    @app.get("/presence")
    async def presence() -> Response:
        return _answer(await guild.presence(_viewer()))

    @app.get("/permissions")
    async def permissions() -> Response:
        scope = _viewer()
        seen = await installations.look(scope.guild, scope.actor)
        return _answer({"installed": seen.installed, "missing_permissions": seen.missing_permissions})


def _action_routes(
    app: Quart,
    moderate_member: ModerateMember,
    enforcement: Enforcement,
    publisher: Publisher,
    begin_indexing: Callable[[GuildId], None],
) -> None:
    @app.post("/moderation/timeout")
    async def time_out() -> Response:
        opened = await moderate_member(g.scope, await body_as(TimeOutMember), _source())
        return _answer(opened, 201)

    @app.post("/moderation/untimeout")
    async def lift_timeout() -> Response:
        opened = await moderate_member(g.scope, await body_as(LiftTimeout), _source())
        return _answer(opened, 201)

    @app.post("/moderation/enforce")
    async def enforce() -> Response:
        await enforcement.enforce(_system(), (await body_as(EnforceNow)).case)
        return _answer({"enforced": True})

    @app.post("/snowflake-dispatch")
    async def send_dispatch() -> Response:
        asked = await body_as(SendDispatch, _unflattened)
        sent = await publisher.send(_system(), asked.dispatch)
        return _answer({"message_id": str(sent)})

    @app.post("/indexing")
    async def index() -> Response:
        begin_indexing(_system().guild)
        return _answer({"started": True}, 202)


def _webhook_routes(app: Quart, webhooks: DiscordWebhooks) -> None:
    @app.post("/webhooks")
    async def make() -> Response:
        made = await webhooks.make(_system(), (await body_as(MakeWebhook)).channel)
        return _answer({"id": str(made.id), "token": made.token})

    @app.post("/webhooks/remove")
    async def take_away() -> Response:
        scope, asked = _system(), await body_as(TakeWebhookAway)
        await webhooks.remove(scope, id_in_path("id", asked.id), token=asked.token)
        return _answer({"removed": True})


def _installation_routes(app: Quart, installations: Installations) -> None:
    @app.get("/installations/<guild>")
    async def look(guild: str) -> Response:
        asker = UserId(id_in_path("asker", request.args.get("asker", "")))
        return _answer(await installations.look(GuildId(id_in_path("guild", guild)), asker))

    @app.post("/installations/among")
    async def among() -> Response:
        asked = await body_as(Among)
        found = await installations.among(asked.guilds)
        return _answer({"guilds": [str(one) for one in sorted(found)]})


def _viewer() -> TenantScope:
    scope: TenantScope = g.scope
    scope.require(Permission.VIEW)
    return scope


def _system() -> TenantScope:
    """Return the scope of a call that only Snowflake itself may make.

    People's decisions are checked and recorded before they come here; a person's call would skip that.
    """
    scope: TenantScope = g.scope
    scope.require(Permission.INDEX)
    return scope


def _source() -> Source:
    said = request.headers.get("x-snowflake-source", Source.DASHBOARD)
    if said not in {Source.DASHBOARD, Source.API}:
        raise malformed("x-snowflake-source: expected dashboard or api.")
    return Source(said)


def _unflattened(value: Any) -> Any:
    """Undo what `wire` does to a dispatch: its message stands beside the other fields there."""
    if not isinstance(value, dict) or not isinstance(value.get("dispatch"), dict):
        return value
    dispatch = {key: one for key, one in value["dispatch"].items() if key != "kind"}
    message = {key: dispatch.pop(key) for key in ("content", "embeds") if key in dispatch}
    return {**value, "dispatch": {**dispatch, "message": message}}


def _member(member: attrs.AttrsInstance) -> dict[str, Any]:
    plain = as_dict(member)
    return plain | {"roles": [str(role) for role in plain["roles"]]}


def _answer(value: Any, status: int = 200) -> Response:
    return Response(to_json(value), status, content_type="application/json")
