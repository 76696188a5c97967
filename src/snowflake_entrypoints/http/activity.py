"""The staff activity log over HTTP."""

from http import HTTPStatus

from quart import Blueprint, Response

from snowflake_domain.kernel.activity import NotedChange
from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import Permission
from snowflake_domain.tenancy.read_activity import ListActivity
from snowflake_entrypoints.http.answers import page_answer
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.tenant import scope_entered
from snowflake_entrypoints.http.web import Web


def activity_routes(web: Web) -> Blueprint:
    """Bind the route to its use case."""
    routes = Blueprint("activity", __name__, url_prefix="/api/v1/tenants/<tenant>/activity")

    @routes.get("")
    @operation(
        "listActivity",
        needs=Permission.MANAGE_STAFF,
        query=ListActivity,
        answers={HTTPStatus.OK: Page[NotedChange]},
    )
    async def read(ask: ListActivity) -> Response:
        """Read who changed what, newest first; `person` is whom it is by or about."""
        return page_answer(await web.read_activity(scope_entered(), ask))

    return routes
