"""No request body is larger than the cap, however it is sent."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, Final

import attrs

from snowflake_entrypoints.bot.problems import Refused, new_request_id, problem_json

MOST: Final = 64 * 1024
PATIENCE: Final = 10.0
"""Seconds a body may take to arrive."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

_TOO_LARGE: Final = Refused(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "request.too_large", "A body has at most 64 KiB."
)
_TOO_SLOW: Final = Refused(HTTPStatus.REQUEST_TIMEOUT, "request.timeout", "The body took too long to arrive.")


class _Gone(Exception):
    """The client went away."""


@attrs.frozen
class CappedBody:
    """Reads the body before the application does: Quart counts chunked ones too late, or not at all."""

    _app: App

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(PATIENCE):
                body = await _read(scope, receive)
        except _Gone:
            return
        except TimeoutError:
            await _refuse(send, _TOO_SLOW)
            return
        if body is None:
            await _refuse(send, _TOO_LARGE)
            return
        whole: Message | None = {"type": "http.request", "body": body, "more_body": False}

        async def replay() -> Message:
            nonlocal whole
            if whole is None:
                return await receive()
            message, whole = whole, None
            return message

        await self._app(scope, replay, send)


async def _read(scope: Message, receive: Receive) -> bytes | None:
    """Return the body, or None as soon as it is too large."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    if lengths and (not lengths[0].isdigit() or int(lengths[0]) > MOST):
        return None
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        body += message.get("body", b"")
        if len(body) > MOST:
            return None
        more = message.get("more_body", False)
    return bytes(body)


async def _refuse(send: Send, refused: Refused) -> None:
    number = new_request_id()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"x-request-id", number.encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": refused.status.value, "headers": headers})
    await send({"type": "http.response.body", "body": problem_json(refused, number)})
