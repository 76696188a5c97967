"""Tickets for the bot's live streams."""

from http import HTTPStatus

import attrs
from quart import Blueprint, Response

from snowflake_domain.identity.stream_ticket import LIFETIME
from snowflake_domain.tenancy.enter_tenant import UnknownTenant
from snowflake_domain.tenancy.tenant import Slug
from snowflake_entrypoints.http.answers import answer
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.session import signed_in
from snowflake_entrypoints.http.web import Site, Web


@attrs.frozen(kw_only=True)
class AskForTicket:
    """Ask to watch a community."""

    tenant: Slug


@attrs.frozen(kw_only=True)
class Ticket:
    """Opens one stream, once, within `expires_in` seconds."""

    url: str
    ticket: str
    expires_in: int


def ws_ticket_routes(web: Web, site: Site) -> Blueprint:
    """Bind the route to its use case."""
    routes = Blueprint("ws_ticket", __name__, url_prefix="/api/bot")

    @routes.post("/ws-ticket")
    @operation(
        "liveTicket",
        body=AskForTicket,
        answers={HTTPStatus.OK: Ticket},
        refuses=(UnknownTenant,),
    )
    async def issue(command: AskForTicket) -> Response:
        """Issue a ticket; it is good from the panel's origin only."""
        scope = await web.enter_tenant.by_slug(command.tenant, signed_in().user.id)
        ticket = web.stream_tickets.issue(scope, site.panel_origin)
        lasts = int(LIFETIME.total_seconds())
        return answer(Ticket(url=site.stream_url, ticket=ticket, expires_in=lasts))

    return routes
