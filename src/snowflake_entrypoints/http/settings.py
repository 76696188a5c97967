"""A community's settings over HTTP."""

from http import HTTPStatus

from quart import Blueprint, Response

from snowflake_domain.kernel.scope import Permission
from snowflake_domain.tenancy.change_settings import ReviseSettings
from snowflake_domain.tenancy.tenant import InvalidSettings, Settings
from snowflake_entrypoints.http.answers import answer
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.tenant import scope_entered
from snowflake_entrypoints.http.web import Web


def settings_routes(web: Web) -> Blueprint:
    """Bind the routes to their use cases."""
    routes = Blueprint("settings", __name__, url_prefix="/api/v1/tenants/<tenant>/settings")

    @routes.get("")
    @operation("readSettings", needs=Permission.VIEW, answers={HTTPStatus.OK: Settings})
    async def read() -> Response:
        """Read how the community presents itself."""
        return answer(await web.change_settings.read(scope_entered()))

    @routes.patch("")
    @operation(
        "changeSettings",
        needs=Permission.MANAGE_SETTINGS,
        body=ReviseSettings,
        answers={HTTPStatus.OK: Settings},
        refuses=(InvalidSettings,),
    )
    async def change(command: ReviseSettings) -> Response:
        """Change what is given, and leave the rest."""
        return answer(await web.change_settings(scope_entered(), command))

    return routes
