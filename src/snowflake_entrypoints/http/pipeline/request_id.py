"""First: give every request a name that its answer, its log lines and its refusals carry."""

import logging
import re
import secrets
import time
from contextvars import ContextVar
from typing import Final

from quart import Quart, Response, g, request
from typing_extensions import override

log = logging.getLogger(__name__)
HEADER: Final = "X-Request-Id"
_SANE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_INVITE: Final = "/invite/"
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


class RequestIds(logging.Filter):
    """Adds `request_id` to every log record made while a request is served; put it on handlers."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "request_id"):
            record.request_id = _current.get()
        return True


def current_request_id() -> str | None:
    """Return the id of the request that is being served, for calls to other processes."""
    return _current.get()


def without_secret(path: str) -> str:
    """Return a path as logs may hold it: an invitation's link is its secret."""
    return f"{_INVITE}..." if path.startswith(_INVITE) else path


def install(app: Quart) -> None:
    """Name requests, and log each when it is answered: never its query, which may hold an OAuth code."""

    @app.before_request
    async def name_it() -> None:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _SANE.fullmatch(given) else secrets.token_hex(8)
        g.began = time.perf_counter()
        _current.set(g.request_id)

    @app.after_request
    async def tell_it(response: Response) -> Response:
        response.headers[HEADER] = g.request_id
        took = (time.perf_counter() - g.began) * 1000
        known = {"request_id": g.request_id, "status": response.status_code, "took_ms": round(took, 1)}
        level = (
            logging.DEBUG if request.path.startswith(("/assets/", "/healthz", "/readyz")) else logging.INFO
        )
        said = "%s %s %s in %.0f ms [%s]"
        path = without_secret(request.path)
        path = path.encode("unicode_escape").decode()  # no line of a log is made by a visitor
        log.log(level, said, request.method, path, response.status_code, took, g.request_id, extra=known)
        return response
