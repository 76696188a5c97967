"""`/openapi.json`: generated from the routes themselves and the types they speak."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final, get_type_hints

import attrs
import orjson
from quart import Blueprint, Quart, Response, current_app
from werkzeug.routing import Rule

from snowflake_domain.identity.session import SignedOut
from snowflake_domain.kernel.errors import DomainError
from snowflake_domain.kernel.limits import TooMany
from snowflake_domain.kernel.scope import PermissionDenied
from snowflake_domain.tenancy.api_key import GRANTABLE, BadKey
from snowflake_domain.tenancy.enter_tenant import UnknownTenant
from snowflake_entrypoints.http.answers import JSON
from snowflake_entrypoints.http.asking import MOST_LISTED
from snowflake_entrypoints.http.openapi.schemas import Schema, Schemas, closed, held_by, reference
from snowflake_entrypoints.http.operations import Operation, operation_of
from snowflake_entrypoints.http.refusals import STATUS

VERSION: Final = "1"
_SAFE: Final = frozenset({"GET", "HEAD"})
_COOKIE: Final[list[dict[str, list[str]]]] = [{"session": []}]
_COOKIE_OR_KEY: Final[list[dict[str, list[str]]]] = [{"session": []}, {"key": []}]

_SCHEMES: Final[Schema] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sf_session",
        "description": "The dashboard's cookie; over https its name is `__Host-sf_session`.",
    },
    "key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "sf_live_<id>_<secret>",
        "description": "An API key, made in a community's settings. The cookie is then ignored, and no "
        "`Origin` is needed.",
    },
}


def openapi_routes() -> Blueprint:
    """Bind the document's address; it is made when it is first asked for."""
    routes = Blueprint("openapi", __name__)
    made: list[bytes] = []

    @routes.get("/openapi.json")
    async def document() -> Response:
        if not made:
            app: Quart = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
            made.append(orjson.dumps(openapi_document(app)))
        return Response(made[0], headers={"Cache-Control": "public, max-age=300"}, content_type=JSON)

    return routes


def operations_in(app: Quart) -> Iterator[tuple[str, str, Rule, Operation]]:
    """Yield method, address, rule and description of every route of the API."""
    for rule in app.url_map.iter_rules():
        described = operation_of(app, rule.endpoint)
        if described is None:
            continue
        address = re.sub(r"<(?:[^<>:]+:)?([^<>]+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, address, rule, described


def openapi_document(app: Quart) -> Schema:
    """Return the OpenAPI 3.1 document of everything the app answers as an API."""
    routes = list(operations_in(app))
    given = frozenset(kind for *_, one in routes if one.body for kind in held_by(one.body))
    schemas = Schemas(given=given)
    paths: dict[str, Schema] = {}
    for method, address, rule, described in sorted(routes, key=lambda route: route[:2]):
        tag = rule.endpoint.partition(".")[0]
        paths.setdefault(address, {})[method.lower()] = _operation(schemas, method, address, tag, described)
    field = {"field": {"type": "string"}, "detail": {"type": "string"}}
    schemas.components["FieldError"] = closed(field)
    schemas.components["Problem"] = _problem()
    return {
        "openapi": "3.1.0",
        "info": {"title": "Snowflake", "version": VERSION},
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "securitySchemes": _SCHEMES,
        },
    }


def _operation(schemas: Schemas, method: str, address: str, tag: str, described: Operation) -> Schema:
    made: Schema = {
        "operationId": described.name,
        "tags": [tag],
        "summary": described.says,
        "parameters": list(_parameters(schemas, address, described)),
        "responses": dict(_responses(schemas, method, described)),
    }
    if described.body is not None:
        content = {JSON: {"schema": schemas.of(described.body)}}
        made["requestBody"] = {"required": True, "content": content}
    if described.signed_in:
        made["security"] = _COOKIE_OR_KEY if _takes_keys(described) else _COOKIE
    return made


def _takes_keys(described: Operation) -> bool:
    return described.reads_keys and described.needs in GRANTABLE


def _parameters(schemas: Schemas, address: str, described: Operation) -> Iterator[Schema]:
    slug = {"type": "string", "description": "The community's slug."}
    for name in re.findall(r"{(\w+)}", address):
        schema = slug if name == "tenant" else schemas.of(described.path[name])
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    if described.tenant_in_query:
        yield {"name": "tenant", "in": "query", "required": True, "schema": slug}
    if described.query is None:
        return
    hints = get_type_hints(described.query)
    for field in attrs.fields(described.query):
        hint = hints[field.name]
        kinds = [one for one in getattr(hint, "__args__", (hint,)) if one is not type(None)]
        schema = schemas.of(kinds[0])
        needed = field.default is attrs.NOTHING
        if field.name == "limit":
            schema |= {"minimum": 1, "maximum": MOST_LISTED}
        if not needed and field.default is not None:
            schema |= {"default": field.default}
        yield {"name": field.name, "in": "query", "required": needed, "schema": schema}


def _responses(schemas: Schemas, method: str, described: Operation) -> Iterator[tuple[str, Schema]]:
    for status, kind in described.answers.items():
        good: Schema = {"description": HTTPStatus(status).phrase}
        if kind is not None:
            good["content"] = {JSON: {"schema": schemas.of(kind)}}
        yield str(int(status)), good
    codes: dict[int, list[str]] = {}
    for status, code in _refusals(method, described):
        if code not in codes.setdefault(status, []):
            codes[status].append(code)
    content = {"application/problem+json": {"schema": reference("Problem")}}
    for status, some in sorted(codes.items()):
        yield str(status), {"description": ", ".join(f"`{code}`" for code in some), "content": content}
    yield "default", {"description": "Any other refusal.", "content": content}


def _refusals(method: str, described: Operation) -> Iterator[tuple[int, str]]:
    errors: list[type[DomainError]] = [TooMany]
    if described.signed_in:
        errors.append(SignedOut)
    if described.needs is not None:
        errors += [UnknownTenant, PermissionDenied]
    if described.reads_keys:
        errors.append(BadKey)
    for error in (*errors, *described.refuses):
        yield int(STATUS[error.kind]), error.code
    if described.body or described.query or described.path or described.tenant_in_query:
        yield int(HTTPStatus.UNPROCESSABLE_ENTITY), "request.malformed"
    if described.body is not None:
        yield int(HTTPStatus.REQUEST_ENTITY_TOO_LARGE), "request.too_large"
    if method not in _SAFE and not described.by_signature:
        yield int(HTTPStatus.FORBIDDEN), "request.wrong_origin"


def _problem() -> Schema:
    text: dict[str, Any] = {"type": "string"}
    properties = {
        "type": text,
        "title": text,
        "status": {"type": "integer"},
        "code": {**text, "description": "Stable; branch on it."},
        "detail": {**text, "description": "A sentence to show."},
        "errors": {"type": "array", "items": reference("FieldError")},
        "install_url": {**text, "description": "With `tenancy.bot_away`: where to install the bot again."},
        "request_id": text,
    }
    needed = [name for name in properties if name not in {"errors", "install_url"}]
    return {**closed(properties, needed), "description": "A refusal (RFC 9457)."}
