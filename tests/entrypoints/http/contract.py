"""Holds every answer that any test gets against /openapi.json."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

import jsonschema
from quart import Quart, Response
from werkzeug.exceptions import HTTPException

from snowflake_entrypoints.http.openapi.document import openapi_document, operations_in

BOTS_OWN = "/__bot-proxy"
"""Good answers below are made by the bot; a test plays it with whatever it likes."""
formats = jsonschema.FormatChecker(formats=())


def is_moment(value: object) -> bool:
    return not isinstance(value, str) or (value.endswith("Z") and bool(datetime.fromisoformat(value)))


formats.checks("date-time", raises=ValueError)(is_moment)


@cache
def document_of(app: Quart) -> dict[str, Any]:
    return openapi_document(app)


@cache
def _addresses(app: Quart) -> dict[tuple[str, str], str]:
    return {(rule.endpoint, method): address for method, address, rule, _ in operations_in(app)}


async def check_contract(app: Quart, method: str, path: str, response: Response) -> None:
    """Fail unless the document knows this answer; addresses outside of the API are none of its business."""
    try:
        endpoint, _ = app.url_map.bind("x").match(path.partition("?")[0], method)
    except HTTPException:
        return
    address = _addresses(app).get((endpoint, method))
    if address is None:
        return
    document = document_of(app)
    known = document["paths"][address][method.lower()]["responses"]
    good = response.status_code < 400
    if address.startswith(BOTS_OWN) and (good or "request_id" not in (await response.get_json() or {})):
        return
    assert not good or str(response.status_code) in known, f"{response.status_code} of {address}"
    said = known.get(str(response.status_code), known["default"])
    if "content" not in said:
        assert await response.get_data() == b""
        return
    (content_type, content), *_ = said["content"].items()
    assert response.mimetype == content_type
    faults = list(_faults(document, content["schema"], await response.get_json()))
    assert not faults, f"{method} {address}: {faults}"


def _faults(document: dict[str, Any], schema: dict[str, Any], value: Any) -> Iterator[str]:
    whole = {**schema, "components": document["components"]}
    validator = jsonschema.Draft202012Validator(whole, format_checker=formats)
    for error in validator.iter_errors(value):
        yield f"{error.json_path}: {error.message[:200]}"
