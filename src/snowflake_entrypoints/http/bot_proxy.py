"""The dashboard's way to live Discord state: a list of calls, each with the permission it takes.

Nothing of the browser's request goes on but what is read here: no header, no unknown parameter, no raw body.
The adapter behind `forward` adds scope and secret.
"""

import asyncio
import logging
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

import attrs
import orjson
from quart import Blueprint, Response

from snowflake_domain.community.guild import Channel, GatewayHealth, GuildProfile, GuildRole, Member, Presence
from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import BotAway, Permission, UserId
from snowflake_domain.moderation.case import InvalidSanction
from snowflake_domain.moderation.hierarchy import Outranked
from snowflake_domain.moderation.moderate_member import (
    CaseOpened,
    LiftTimeout,
    ModeratorAway,
    TimeOutMember,
    UnknownMember,
)
from snowflake_entrypoints.http.answers import shown
from snowflake_entrypoints.http.kept import BotAnswer, KeptAnswers
from snowflake_entrypoints.http.operations import View, operation
from snowflake_entrypoints.http.pipeline.tenant import scope_entered
from snowflake_entrypoints.http.web import Web
from snowflake_entrypoints.wire import as_dict, to_json

log = logging.getLogger(__name__)
OURS: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED})
"""The bot didn't know *us*: nothing that whoever asked could mend."""


@attrs.frozen(kw_only=True)
class FindMembers:
    """Ask for members by name or id; `after` is where the last page ended."""

    query: str = ""
    limit: int = 50
    after: UserId | None = None


@attrs.frozen(kw_only=True)
class Call:
    """One call that is let through."""

    name: str
    method: str
    address: str
    answers: Mapping[int, Any]
    says: str
    needs: Permission = Permission.VIEW
    path: Mapping[str, Any] = MappingProxyType({})
    query: type[attrs.AttrsInstance] | None = None
    body: type[attrs.AttrsInstance] | None = None
    refuses: tuple[type[Exception], ...] = ()
    is_ping: bool = False
    """Asked all the time by every open dashboard: answers hold for some seconds, also without the bot."""


_RANKS: Final = (InvalidSanction, UnknownMember, ModeratorAway, Outranked)
OK: Final = HTTPStatus.OK
CALLS: Final = (
    Call(name="botHealth", method="GET", address="/health", answers={OK: GatewayHealth}, is_ping=True,
         says="How the bot's connection to Discord does."),
    Call(name="listChannels", method="GET", address="/channels", answers={OK: Page[Channel]},
         says="Channels and active threads, in Discord's order."),
    Call(name="readGuild", method="GET", address="/guild", answers={OK: GuildProfile},
         says="What the server says of itself."),
    Call(name="listRoles", method="GET", address="/roles", answers={OK: Page[GuildRole]},
         says="Roles, highest first."),
    Call(name="listMembers", method="GET", address="/members", answers={OK: Page[Member]}, query=FindMembers,
         says="Members whose name holds the query, or whose id it is."),
    Call(name="readMember", method="GET", address="/members/<id>", answers={OK: Member}, path={"id": UserId},
         says="One member.", refuses=(UnknownMember,)),
    Call(name="readPresence", method="GET", address="/presence", answers={OK: Presence},
         says="How many are online."),
    Call(name="timeOut", method="POST", address="/moderation/timeout", needs=Permission.MODERATE,
         answers={HTTPStatus.CREATED: CaseOpened}, body=TimeOutMember, refuses=_RANKS,
         says="Time a member out: opens a case and has Discord enforce it."),
    Call(name="endTimeout", method="POST", address="/moderation/untimeout", needs=Permission.MODERATE,
         answers={HTTPStatus.CREATED: CaseOpened}, body=LiftTimeout, refuses=_RANKS,
         says="Let a member speak again: opens a case and has Discord enforce it."),
)  # fmt: skip


def bot_proxy_routes(web: Web) -> Blueprint:
    """Bind each allowed call to the bot."""
    routes = Blueprint("bot_proxy", __name__, url_prefix="/__bot-proxy")
    for call in CALLS:
        view = operation(
            call.name,
            needs=call.needs,
            path=call.path,
            query=call.query,
            body=call.body,
            answers=call.answers,
            refuses=(*call.refuses, BotOffline, *(() if call.is_ping else (BotAway,))),
            tenant_in_query=True,
        )(_pass_on(web, call))
        routes.add_url_rule(call.address, call.name, view, methods=[call.method])
    return routes


def _pass_on(web: Web, call: Call) -> View:
    pings = KeptAnswers()

    async def view(
        *parts: object, ask: attrs.AttrsInstance | None = None, command: attrs.AttrsInstance | None = None
    ) -> Response:
        path = call.address
        for name, value in zip(call.path, parts, strict=True):
            path = path.replace(f"<{name}>", quote(str(value), safe=""))
        query = _spelled(ask) if ask is not None else {}
        body = to_json(command) if command is not None else None
        scope = scope_entered()

        async def forward() -> BotAnswer:
            try:
                async with asyncio.timeout(web.bot_patience):
                    return await web.forward(scope, call.method, path, query=query, body=body)
            except TimeoutError:
                log.warning("the bot took more than %s s for %s %s", web.bot_patience, call.method, path)
                raise BotOffline from None

        if not call.is_ping:
            scope.require_bot()
        status, content_type, said = await (pings.of(scope.tenant, forward) if call.is_ping else forward())
        if status in OURS:
            log.error("the bot doesn't take our secret (%s): BOT_SERVICE_SECRET differs", status)
            raise BotOffline
        if status < HTTPStatus.BAD_REQUEST:
            said = orjson.dumps(shown(orjson.loads(said)))
        return Response(said, status, content_type=content_type)

    view.__doc__ = call.says
    return view


def _spelled(ask: attrs.AttrsInstance) -> dict[str, str]:
    return {name: str(value) for name, value in as_dict(ask).items() if value is not None}
