"""A middleware that keeps what went over the wire."""

import json
from typing import Any

import attrs
from aiohttp import web
from aiohttp.typedefs import Handler

from snowflake_entrypoints.sandbox.rest.serve import BODY
from tests.sandbox.rest.openapi import Exchange


@attrs.define
class Recorder:
    """Keeps every API exchange."""

    exchanges: list[Exchange] = attrs.Factory(list)

    def middleware(self) -> Any:
        @web.middleware
        async def record(request: web.Request, handler: Handler) -> web.StreamResponse:
            answer = await handler(request)
            if request.path.startswith("/api/v10"):
                body = answer.body if isinstance(answer, web.Response) else None
                answered = json.loads(bytes(body)) if isinstance(body, bytes) and body else None
                path = request.path.removeprefix("/api/v10")
                asked = request.get(BODY)
                self.exchanges.append(Exchange(request.method, path, asked, answer.status, answered))
            return answer

        return record
