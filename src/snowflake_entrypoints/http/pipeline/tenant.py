"""Then: which tenant? Resolved before anything protected is read."""

from quart import Quart, g, request

from snowflake_domain.identity.use_api_key import UseApiKey
from snowflake_domain.kernel.errors import FieldProblem
from snowflake_domain.kernel.limits import RateLimits
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import TenantScope
from snowflake_domain.tenancy.api_key import BadKey
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.tenant import Slug
from snowflake_entrypoints.http.operations import operation_asked
from snowflake_entrypoints.http.pipeline.api_key import key_used, token_presented
from snowflake_entrypoints.http.pipeline.rate_limit import count_wrong_key
from snowflake_entrypoints.http.pipeline.session import signed_in
from snowflake_entrypoints.http.refused import malformed


def install(app: Quart, enter: EnterTenant, use_key: UseApiKey, limits: RateLimits) -> None:
    """Enter the tenant that the address names; raises `UnknownTenant`, or `BadKey` for a program."""

    @app.before_request
    async def enter_it() -> None:
        asked = operation_asked()
        if asked is None or asked.needs is None:
            return
        slug = (request.view_args or {}).get("tenant") or request.args.get("tenant")
        if not slug:
            said = "name the community by its slug"
            raise malformed(f"tenant: {said}.", FieldProblem("tenant", said))
        token = token_presented()
        if token is None:
            g.scope = await enter.by_slug(Slug(slug), signed_in().user.id)
            return
        try:
            admitted = await use_key(Slug(slug), token)
        except BadKey:
            await count_wrong_key(limits)
            raise
        g.scope, g.api_key = admitted.scope, admitted.key


def scope_entered() -> TenantScope:
    """Return the scope of this request."""
    scope: TenantScope = g.scope
    return scope


def acting() -> Person:
    """Return who acts in this tenant, as records will name them: a person or an API key."""
    key = key_used()
    if key is not None:
        return key.as_person
    user = signed_in().user
    return Person(user.id, user.display_name)
