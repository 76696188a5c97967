"""Last: may they? Use cases ask again; this comes before any body is read."""

from typing import ClassVar

import attrs
from quart import Quart
from typing_extensions import override

from snowflake_domain.kernel.scope import PermissionDenied
from snowflake_entrypoints.http.operations import operation_asked
from snowflake_entrypoints.http.pipeline.api_key import key_used
from snowflake_entrypoints.http.pipeline.tenant import scope_entered


@attrs.define(eq=False)
class KeyMayNot(PermissionDenied):
    """The API key lacks a permission; the code is the one that people get."""

    code: ClassVar = PermissionDenied.code

    @property
    @override
    def detail(self) -> str:
        """Name what is missing."""
        return f"This API key's scopes don't let it {self.permission.replace('_', ' ')}."


def install(app: Quart) -> None:
    """Check the permission that a route names; raises `PermissionDenied`."""

    @app.before_request
    async def check_permission() -> None:
        asked = operation_asked()
        if asked is not None and asked.needs is not None:
            scope = scope_entered()
            if key_used() is not None and asked.needs not in scope.permissions:
                raise KeyMayNot(asked.needs)
            scope.require(asked.needs)
