"""Refusals and other failures as HTTP answers."""

from __future__ import annotations

from typing import Any

import orjson
from aiohttp import web

from snowflake_entrypoints.sandbox.world.refusals import Refusal, invalid_form

Json = dict[str, Any]


def answer_json(body: Any, status: int = 200) -> web.Response:
    """Return a JSON answer."""
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")


def refusal_answer(refusal: Refusal) -> web.Response:
    """Return a refusal as Discord words it."""
    return answer_json(refusal.to_json(), refusal.status)


def server_error(status: int) -> web.Response:
    """Return what Discord's edge answers when something behind it fails."""
    return answer_json({"message": f"{status}: Internal Server Error", "code": 0}, status)


def not_found() -> Refusal:
    """Return the 404 for a path that is no route."""
    return Refusal(404, 0, "404: Not Found")


def wrong_method() -> Refusal:
    """Return the 405 for a route that isn't asked this way."""
    return Refusal(405, 0, "405: Method Not Allowed")


def too_large() -> Refusal:
    """Return the 413 for a request over the upload limit."""
    return Refusal(413, 40005, "Request entity too large")


def malformed() -> Refusal:
    """Return the 400 for a body that isn't JSON."""
    return Refusal(400, 50109, "The request body contains invalid JSON.")


def bad_snowflake(name: str, value: str) -> Refusal:
    """Return the 400 for a path or query part that is no id."""
    return invalid_form((name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.'))
