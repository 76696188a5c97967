"""Last: may they? Use cases ask again; this comes before any body is read."""

from quart import Quart

from snowflake_entrypoints.http.operations import operation_asked
from snowflake_entrypoints.http.pipeline.tenant import scope_entered


def install(app: Quart) -> None:
    """Check the permission that a route names; raises `PermissionDenied`."""

    @app.before_request
    async def check_permission() -> None:
        asked = operation_asked()
        if asked is not None and asked.needs is not None:
            scope_entered().require(asked.needs)
