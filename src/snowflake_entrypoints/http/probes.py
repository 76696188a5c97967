"""Whether this process lives, and whether it can work."""

import asyncio
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import orjson
from quart import Blueprint, Response

from snowflake_entrypoints.http.answers import JSON
from snowflake_entrypoints.http.web import Probe

log = logging.getLogger(__name__)
PATIENCE: Final = 2.0
"""Seconds a part has to answer."""


def probe_routes(parts: Mapping[str, Probe]) -> Blueprint:
    """Bind the probes to the parts they ask."""
    routes = Blueprint("probes", __name__)

    @routes.get("/healthz")
    async def alive() -> Response:
        return Response(b'{"alive":true}', content_type=JSON)

    @routes.get("/readyz")
    async def ready() -> Response:
        answers = await asyncio.gather(*(_ask(name, probe) for name, probe in parts.items()))
        said = dict(zip(parts, answers, strict=True))
        all_there = all(answers)
        status = HTTPStatus.OK if all_there else HTTPStatus.SERVICE_UNAVAILABLE
        return Response(orjson.dumps({"ready": all_there, "parts": said}), status, content_type=JSON)

    return routes


async def _ask(name: str, probe: Probe) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return await probe()
    except Exception as error:  # noqa: BLE001 - whatever it is, the part doesn't answer
        log.warning("%s doesn't answer: %s", name, type(error).__name__)
        return False
