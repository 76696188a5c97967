"""How the bot's service refuses: problem documents (RFC 9457), as everywhere at Snowflake."""

import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

import attrs
import orjson
from cattrs import BaseValidationError
from quart import Quart, Response, g
from werkzeug.exceptions import HTTPException

from snowflake_domain.kernel.discord import BotOffline, DiscordRefused
from snowflake_domain.kernel.errors import DomainError, ErrorKind, FieldProblem
from snowflake_domain.kernel.limits import TooMany
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
NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


@attrs.define(eq=False)
class Refused(Exception):
    """The request itself is refused, before any use case saw it."""

    status: HTTPStatus
    code: str
    detail: str
    errors: tuple[FieldProblem, ...] = ()
    discord_code: int | None = None


def malformed(detail: str, *errors: FieldProblem) -> Refused:
    """Return the refusal of a request that doesn't fit."""
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "request.malformed", detail, errors)


def problem_json(refused: Refused, request_id: str) -> bytes:
    """Return the document."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": refused.status.phrase,
        "status": refused.status.value,
        "code": refused.code,
        "detail": refused.detail,
    }
    if refused.errors:
        document["errors"] = [attrs.asdict(one) for one in refused.errors]
    if refused.discord_code is not None:
        document["discord_code"] = refused.discord_code
    return orjson.dumps({**document, "request_id": request_id})


def answer_refusals(app: Quart) -> None:
    """Have every error leave as a problem document."""

    @app.errorhandler(Refused)
    async def refused(error: Refused) -> Response:
        return _answer(error)

    @app.errorhandler(DomainError)
    async def refused_by_domain(error: DomainError) -> Response:
        headers = {"Retry-After": str(int(error.retry_after) + 1)} if isinstance(error, TooMany) else {}
        if isinstance(error, BotOffline):
            log.warning("an answer isn't to be had from Discord: %s", error.__cause__ or "not connected")
        number = error.discord_code if isinstance(error, DiscordRefused) else None
        refused = Refused(STATUS[error.kind], error.code, error.detail, error.problems, number)
        return _answer(refused, headers)

    @app.errorhandler(BaseValidationError)
    async def refused_by_wire(error: BaseValidationError) -> Response:
        wrong = problems_of(error)
        first = (
            f"{wrong[0].field}: {wrong[0].detail}." if wrong and wrong[0].field else "The body doesn't fit."
        )
        return _answer(malformed(first, *wrong))

    @app.errorhandler(HTTPException)
    async def refused_by_quart(error: HTTPException) -> Response:
        status = HTTPStatus(error.code or 500)
        name = status.phrase.lower().replace(" ", "_").replace("-", "_")
        return _answer(Refused(status, f"request.{name}", f"{status.description or status.phrase}."))

    @app.errorhandler(Exception)
    async def broken(error: Exception) -> Response:
        log.error("request %s broke", request_id(), exc_info=error)
        said = "Something broke on our side. Try again; if it stays, tell us the request id."
        return _answer(Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", said))


def new_request_id() -> str:
    """Return an id for a request that brought none."""
    return secrets.token_hex(8)


def request_id() -> str:
    """Return the current request's id."""
    known: str = g.get("request_id", "")
    return known


def _answer(refused: Refused, headers: Mapping[str, str] = NO_HEADERS) -> Response:
    body = problem_json(refused, request_id())
    return Response(body, refused.status, headers=dict(headers), content_type="application/problem+json")
