"""The home page's numbers over HTTP."""

from http import HTTPStatus

from quart import Blueprint, Response

from snowflake_domain.kernel.scope import Permission
from snowflake_domain.telemetry.overview import Overview
from snowflake_entrypoints.http.answers import answer
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.tenant import scope_entered
from snowflake_entrypoints.http.web import Web


def overview_routes(web: Web) -> Blueprint:
    """Bind the route to its use case."""
    routes = Blueprint("overview", __name__, url_prefix="/api/v1/tenants/<tenant>/overview")

    @routes.get("")
    @operation("overview", needs=Permission.VIEW, answers={HTTPStatus.OK: Overview})
    async def read() -> Response:
        """Read how the community does; what only the bot knows is null while it is away."""
        return answer(await web.read_overview(scope_entered()))

    return routes
