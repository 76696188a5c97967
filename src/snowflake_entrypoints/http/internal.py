"""What the bot tells the web process, signed."""

import hashlib
import hmac
import logging
from http import HTTPStatus
from typing import ClassVar, Final

import attrs
from quart import Blueprint, Response, request

from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.realtime import Event
from snowflake_domain.kernel.scope import GuildId
from snowflake_entrypoints.http.answers import nothing
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.web import Site, Web

log = logging.getLogger(__name__)
WINDOW: Final = 300
"""Seconds a signature is good for, before and after; within them it is good once."""
TIMESTAMP: Final = "X-Snowflake-Timestamp"
SIGNATURE: Final = "X-Snowflake-Signature"


@attrs.define(eq=False)
class BadSignature(DomainError):
    """The signature is missing, wrong, too old, or was used before."""

    kind: ClassVar = ErrorKind.SIGNED_OUT
    code: ClassVar = "internal.bad_signature"


@attrs.frozen(kw_only=True)
class BotMembership:
    """The bot came into a server, or is no longer in it."""

    guild_id: GuildId
    joined: bool


@attrs.frozen
class GatewayChanged:
    """What dashboards hear: whether the bot sees their server."""

    connected: bool


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """Return the HMAC-SHA256 of `timestamp.body` in hex; `timestamp` is in Unix seconds."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def internal_routes(web: Web, site: Site) -> Blueprint:
    """Bind the route to what it changes."""
    routes = Blueprint("internal", __name__, url_prefix="/api/internal")

    async def check_signature() -> None:
        timestamp = request.headers.get(TIMESTAMP, "")
        given = request.headers.get(SIGNATURE, "")
        body = await request.get_data(cache=True, as_text=False, parse_form_data=False)
        expected = signature_of(site.bot_service_secret, timestamp, body)
        if not hmac.compare_digest(expected.encode(), given.encode()) or not timestamp.isdecimal():
            raise BadSignature
        if abs(web.clock.now().timestamp() - int(timestamp)) > WINDOW:
            raise BadSignature
        if not await web.once.claim(f"internal:{given}", 2 * WINDOW):
            raise BadSignature

    routes.before_request(check_signature)

    @routes.post("/bot-membership")
    @operation(
        "botMembership",
        signed_in=False,
        by_signature=True,
        body=BotMembership,
        answers={HTTPStatus.NO_CONTENT: None},
        refuses=(BadSignature,),
    )
    async def membership(command: BotMembership) -> Response:
        """Note that the bot joined or left a server, and tell the dashboards of its tenant."""
        scope = await web.enter_tenant.as_listener(command.guild_id)
        verb = "joined" if command.joined else "left"
        log.info("the bot %s guild %s (tenant %s)", verb, command.guild_id, scope.tenant if scope else None)
        if scope is not None:
            event = Event("gateway.changed", web.clock.now(), GatewayChanged(connected=command.joined))
            await web.realtime.publish(scope, (event,))
        return nothing()

    return routes
