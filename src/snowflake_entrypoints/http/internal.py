"""What the bot tells the web process, signed."""

import hmac
import logging
from http import HTTPStatus
from typing import ClassVar, Final

import attrs
from quart import Blueprint, Response, request

from snowflake_domain.kernel.errors import DomainError, ErrorKind, FieldProblem
from snowflake_entrypoints.http.answers import nothing
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.refused import malformed
from snowflake_entrypoints.http.web import Site, Web
from snowflake_entrypoints.membership import SIGNATURE, TIMESTAMP, BotGuilds, BotMembership, signature_of

log = logging.getLogger(__name__)
WINDOW: Final = 300
"""Seconds a signature is good for, before and after; within them it is good once."""


@attrs.define(eq=False)
class BadSignature(DomainError):
    """The signature is missing, wrong, too old, or was used before."""

    kind: ClassVar = ErrorKind.SIGNED_OUT
    code: ClassVar = "internal.bad_signature"


def internal_routes(web: Web, site: Site) -> Blueprint:
    """Bind the routes to what they change."""
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
        log.info("the bot %s guild %s", "joined" if command.joined else "left", command.guild_id)
        await web.note_bot(command.guild_id, joined=command.joined, at=command.at)
        return nothing()

    @routes.post("/bot-guilds")
    @operation(
        "botGuilds",
        signed_in=False,
        by_signature=True,
        body=BotGuilds,
        answers={HTTPStatus.NO_CONTENT: None},
        refuses=(BadSignature,),
    )
    async def guilds(command: BotGuilds) -> Response:
        """Note every server that one shard of the bot is in: its other tenants have lost the bot."""
        if not 0 <= command.shard < command.shards:
            said = "expected a number below shards"
            raise malformed(f"shard: {said}.", FieldProblem("shard", said))
        log.info("shard %s of the bot is in %s guilds", command.shard, len(command.guilds))
        await web.note_bot.whole(
            frozenset(command.guilds), shard=command.shard, shards=command.shards, at=command.at
        )
        return nothing()

    return routes
