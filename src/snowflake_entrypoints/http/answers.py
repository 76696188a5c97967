"""What leaves as JSON."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

import orjson
from quart import Response

from snowflake_domain.kernel.page import Page
from snowflake_entrypoints.wire import converter, to_json

JSON: Final = "application/json"


def answer(value: Any, status: int = HTTPStatus.OK) -> Response:
    """Answer with a domain value."""
    return Response(to_json(value), status, content_type=JSON)


def page_answer(page: Page[Any]) -> Response:
    """Answer with one page of a list; its cursor is text."""
    return list_answer(page.items, page.next)


def list_answer(items: Sequence[Any], after: int | None = None) -> Response:
    """Answer with `{items, next}`."""
    following = None if after is None else str(after)
    body = {"items": [converter.unstructure(one) for one in items], "next": following}
    return Response(orjson.dumps(body), content_type=JSON)


def nothing() -> Response:
    """Answer that it is done."""
    return Response(b"", HTTPStatus.NO_CONTENT)
