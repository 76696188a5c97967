"""Publishing over HTTP."""

from http import HTTPStatus

import attrs
from quart import Blueprint, Response

from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import Permission
from snowflake_domain.publishing.dispatch import Dispatch, DispatchId
from snowflake_domain.publishing.dispatch_embed import SendEmbed, UnknownDispatch
from snowflake_domain.publishing.message import InvalidMessage
from snowflake_entrypoints.http.answers import answer, page_answer
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.tenant import acting, scope_entered
from snowflake_entrypoints.http.web import Web


@attrs.frozen(kw_only=True)
class ListDispatches:
    """Ask for dispatches, newest first; `cursor` is where the last page ended."""

    limit: int = 50
    cursor: DispatchId | None = None


def publishing_routes(web: Web) -> Blueprint:
    """Bind the routes to their use cases."""
    routes = Blueprint("publishing", __name__, url_prefix="/api/v1/tenants/<tenant>/dispatches")

    @routes.get("")
    @operation(
        "listDispatches",
        needs=Permission.VIEW,
        query=ListDispatches,
        answers={HTTPStatus.OK: Page[Dispatch]},
    )
    async def recent(ask: ListDispatches) -> Response:
        """Read what was sent, newest first."""
        found = await web.dispatch_embed.recent(scope_entered(), limit=ask.limit, cursor=ask.cursor)
        return page_answer(found)

    @routes.post("")
    @operation(
        "dispatchEmbed",
        needs=Permission.PUBLISH,
        body=SendEmbed,
        answers={HTTPStatus.CREATED: Dispatch},
        refuses=(InvalidMessage,),
    )
    async def send(command: SendEmbed) -> Response:
        """Send a message; `pending` means that Discord hasn't confirmed it within 2 seconds."""
        sent = await web.dispatch_embed(scope_entered(), acting(), command)
        return answer(sent, HTTPStatus.CREATED)

    @routes.get("/<id>")
    @operation(
        "readDispatch",
        needs=Permission.VIEW,
        path={"id": DispatchId},
        answers={HTTPStatus.OK: Dispatch},
        refuses=(UnknownDispatch,),
    )
    async def one(dispatch: DispatchId) -> Response:
        """Read one dispatch and what became of it."""
        return answer(await web.dispatch_embed.one(scope_entered(), dispatch))

    return routes
