"""How refusals leave: RFC 9457 problem documents, from one table."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

import attrs
import orjson
from cattrs import BaseValidationError
from quart import Quart, Response, g, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException

from snowflake_domain.kernel.errors import DomainError, ErrorKind, FieldProblem
from snowflake_domain.kernel.limits import TooMany
from snowflake_domain.tenancy.api_key import BadKey
from snowflake_entrypoints.http.refused import Refused
from snowflake_entrypoints.wire import problems_of

log = logging.getLogger(__name__)

STATUS: Final[Mapping[ErrorKind, HTTPStatus]] = MappingProxyType(
    {
        ErrorKind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
        ErrorKind.SIGNED_OUT: HTTPStatus.UNAUTHORIZED,
        ErrorKind.FORBIDDEN: HTTPStatus.FORBIDDEN,
        ErrorKind.NOT_FOUND: HTTPStatus.NOT_FOUND,
        ErrorKind.CONFLICT: HTTPStatus.CONFLICT,
        ErrorKind.LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
        ErrorKind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
MACHINE_PATHS: Final = (
    "/api",
    "/auth/",
    "/__bot-proxy",
    "/openapi.json",
    "/healthz",
    "/readyz",
    "/assets/",
    "/img",
)
"""Where programs ask, not people: refusals are JSON here whatever `Accept` says."""
MOST_ERRORS: Final = 50
"""Fields named in one answer; nobody reads more."""
SAID: Final[Mapping[int, tuple[str, str]]] = MappingProxyType(
    {
        HTTPStatus.NOT_FOUND: ("request.not_found", "There is nothing at this address."),
        HTTPStatus.METHOD_NOT_ALLOWED: (
            "request.method_not_allowed",
            "This address doesn't take that method.",
        ),
        HTTPStatus.REQUEST_TIMEOUT: (
            "request.timeout",
            "The request took too long to arrive. Send it again.",
        ),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
            "request.too_large",
            "That is more than the 64 KiB a body may have.",
        ),
        HTTPStatus.INTERNAL_SERVER_ERROR: (
            "internal",
            "Something broke on our side. Try again; if it stays, tell us the request id.",
        ),
    }
)


def install(app: Quart) -> None:
    """Have every kind of refusal answered."""

    @app.errorhandler(DomainError)
    async def refused_by_the_domain(error: DomainError) -> Response:
        headers = {}
        if isinstance(error, TooMany):
            headers["Retry-After"] = str(max(1, int(error.retry_after + 0.999)))
        if isinstance(error, BadKey):
            headers["WWW-Authenticate"] = 'Bearer realm="Snowflake", error="invalid_token"'
        return await problem(STATUS[error.kind], error.code, error.detail, error.problems, headers)

    @app.errorhandler(BaseValidationError)
    async def refused_by_the_converter(error: BaseValidationError) -> Response:
        wrong = problems_of(error)
        said = "The body doesn't fit."
        if wrong:
            said = (
                f"{wrong[0].field}: {wrong[0].detail}." if wrong[0].field else f"The body: {wrong[0].detail}."
            )
        return await problem(HTTPStatus.UNPROCESSABLE_ENTITY, "request.malformed", said, wrong)

    @app.errorhandler(Refused)
    async def refused_by_the_pipeline(error: Refused) -> Response:
        return await problem(error.status, error.code, error.detail, error.errors)

    @app.errorhandler(HTTPException)
    async def refused_by_quart(error: HTTPException) -> Response | HTTPException:
        if isinstance(error, RoutingException):
            return error
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        name = status.phrase.lower().replace(" ", "_").replace("-", "_")
        code, said = SAID.get(status, (f"request.{name}", f"{status.description or status.phrase}."))
        allow = {key: value for key, value in error.get_headers() if key == "Allow"}
        return await problem(status, code, said, headers=allow)

    @app.errorhandler(Exception)
    async def broke(error: Exception) -> Response:
        name = g.get("request_id")
        log.error("request %s broke", name, exc_info=error, extra={"request_id": name})
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return await problem(status, *SAID[status])


async def problem(
    status: HTTPStatus,
    code: str,
    detail: str,
    errors: tuple[FieldProblem, ...] = (),
    headers: Mapping[str, str] = MappingProxyType({}),
    more: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """Return a problem document; a page where a browser asked for one."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "detail": detail,
    }
    if errors:
        document["errors"] = [attrs.asdict(one) for one in errors[:MOST_ERRORS]]
    document |= more
    document["request_id"] = g.get("request_id", "")
    if _is_page():
        page = await render_template("problem.html", problem=document)
        return Response(page, status, headers=dict(headers), content_type="text/html; charset=utf-8")
    content_type = "application/problem+json"
    return Response(orjson.dumps(document), status, headers=dict(headers), content_type=content_type)


def _is_page() -> bool:
    wants = request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"
    return wants and not request.path.startswith(MACHINE_PATHS)
