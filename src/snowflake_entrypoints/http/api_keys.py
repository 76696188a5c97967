"""A community's API keys over HTTP."""

from http import HTTPStatus

from quart import Blueprint, Response

from snowflake_domain.identity.manage_api_keys import CreateApiKey, NewApiKey, TooManyKeys, UnknownApiKey
from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import Permission
from snowflake_domain.tenancy.api_key import ApiKey, ApiKeyId, InvalidApiKey
from snowflake_entrypoints.http.answers import answer, list_answer, nothing
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.tenant import acting, scope_entered
from snowflake_entrypoints.http.web import Web


def api_key_routes(web: Web) -> Blueprint:
    """Bind the routes to their use case."""
    routes = Blueprint("api_keys", __name__, url_prefix="/api/v1/tenants/<tenant>/keys")

    @routes.get("")
    @operation("listApiKeys", needs=Permission.VIEW, answers={HTTPStatus.OK: Page[ApiKey]})
    async def every() -> Response:
        """Read which keys there are, newest first; secrets are told once, when a key is made."""
        return list_answer(await web.manage_api_keys.every(scope_entered()))

    @routes.post("")
    @operation(
        "createApiKey",
        needs=Permission.MANAGE_SETTINGS,
        body=CreateApiKey,
        answers={HTTPStatus.CREATED: NewApiKey},
        refuses=(InvalidApiKey, TooManyKeys),
    )
    async def create(command: CreateApiKey) -> Response:
        """Make a key: this answer is the only one that ever holds its text."""
        made = await web.manage_api_keys.create(scope_entered(), acting(), command)
        return answer(made, HTTPStatus.CREATED)

    @routes.delete("/<id>")
    @operation(
        "revokeApiKey",
        needs=Permission.MANAGE_SETTINGS,
        path={"id": ApiKeyId},
        answers={HTTPStatus.NO_CONTENT: None},
        refuses=(UnknownApiKey,),
    )
    async def revoke(key: ApiKeyId) -> Response:
        """Make a key useless at once."""
        await web.manage_api_keys.revoke(scope_entered(), key)
        return nothing()

    return routes
