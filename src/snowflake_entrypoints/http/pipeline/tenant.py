"""Then: which tenant? Resolved before anything protected is read."""

from quart import Quart, g, request

from snowflake_domain.kernel.errors import FieldProblem
from snowflake_domain.kernel.scope import TenantScope
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.tenant import Slug
from snowflake_entrypoints.http.operations import operation_asked
from snowflake_entrypoints.http.pipeline.session import signed_in
from snowflake_entrypoints.http.refused import malformed


def install(app: Quart, enter: EnterTenant) -> None:
    """Enter the tenant that the address names; raises `UnknownTenant`."""

    @app.before_request
    async def enter_it() -> None:
        asked = operation_asked()
        if asked is None or asked.needs is None:
            return
        slug = (request.view_args or {}).get("tenant") or request.args.get("tenant")
        if not slug:
            said = "name the community by its slug"
            raise malformed(f"tenant: {said}.", FieldProblem("tenant", said))
        g.scope = await enter.by_slug(Slug(slug), signed_in().user.id)


def scope_entered() -> TenantScope:
    """Return the scope of this request."""
    scope: TenantScope = g.scope
    return scope
