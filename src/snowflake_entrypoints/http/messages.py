"""The message index over HTTP."""

from http import HTTPStatus

from quart import Blueprint, Response

from snowflake_domain.kernel.errors import FieldProblem
from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import MessageId, Permission
from snowflake_domain.messages.message import Message
from snowflake_domain.messages.read_messages import MessageInContext, ReadChannel, UnknownMessage
from snowflake_domain.messages.search_messages import FindMessages, Found
from snowflake_domain.messages.terms import EmptySearch
from snowflake_entrypoints.http.answers import answer, page_answer
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.tenant import scope_entered
from snowflake_entrypoints.http.refused import malformed
from snowflake_entrypoints.http.web import Web


def message_routes(web: Web) -> Blueprint:
    """Bind the routes to their use cases."""
    routes = Blueprint("messages", __name__, url_prefix="/api/v1/tenants/<tenant>/messages")

    @routes.get("")
    @operation(
        "listMessages",
        needs=Permission.VIEW,
        query=ReadChannel,
        answers={HTTPStatus.OK: Page[Message]},
    )
    async def channel(ask: ReadChannel) -> Response:
        """Read a channel, newest first; of `before`, `after` and `around` one at most."""
        given = [name for name in ("before", "after", "around") if getattr(ask, name) is not None]
        if len(given) > 1:
            said = f"not together with {given[0]}"
            raise malformed(f"{given[1]}: {said}.", FieldProblem(given[1], said))
        return page_answer(await web.read_messages.channel(scope_entered(), ask))

    @routes.get("/search")
    @operation(
        "searchMessages",
        needs=Permission.VIEW,
        query=FindMessages,
        answers={HTTPStatus.OK: Found},
        refuses=(EmptySearch,),
    )
    async def search(ask: FindMessages) -> Response:
        """Find messages by their words, newest first."""
        return answer(await web.search_messages(scope_entered(), ask))

    @routes.get("/<id>")
    @operation(
        "readMessage",
        needs=Permission.VIEW,
        path={"id": MessageId},
        answers={HTTPStatus.OK: MessageInContext},
        refuses=(UnknownMessage,),
    )
    async def one(message: MessageId) -> Response:
        """Read one message, what it said before, and its neighbours."""
        return answer(await web.read_messages.one(scope_entered(), message))

    return routes
