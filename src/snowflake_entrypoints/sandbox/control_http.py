"""How the control API speaks HTTP: JSON, sentences for what doesn't fit, and nobody but this machine."""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
from aiohttp import web

from snowflake_entrypoints.sandbox.world.refusals import Refusal

LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def looking(look: Callable[[web.Request], Any]) -> Handler:
    """Make a handler of something to look at."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return answer(look(request))

    return guarded(handle)


def acting(act: Callable[[dict[str, Any]], Any]) -> Handler:
    """Make a handler of something to do with a JSON object; it may return an answer."""

    async def handle(request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        body = orjson.loads(raw) if raw else {}
        if not isinstance(body, dict):
            raise TypeError("the body must be an object")
        result = act(body)
        if inspect.isawaitable(result):
            result = await result
        return answer({} if result is None else result)

    return guarded(handle)


def guarded(
    handle: Handler,
) -> Handler:
    """Keep everybody but this machine out, and other sites' pages in its browsers too."""

    async def handled(request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if request.remote not in LOOPBACK or (origin is not None and urlsplit(origin).netloc != request.host):
            return answer({"error": "only from this machine"}, status=403)
        try:
            return await handle(request)
        except KeyError as missing:
            return answer({"error": f"{missing} is missing"}, status=400)
        except (ValueError, TypeError, OSError) as wrong:
            return answer({"error": str(wrong)}, status=400)
        except Refusal as refusal:
            return answer({"error": refusal.message}, status=refusal.status)

    return handled


def answer(body: Any, status: int = 200) -> web.Response:
    """Answer with JSON."""
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")
