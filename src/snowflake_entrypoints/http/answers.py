"""What leaves as JSON."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

import orjson
from quart import Quart, Response, current_app

from snowflake_domain.kernel.page import Page
from snowflake_entrypoints.pictures import PictureAddresses
from snowflake_entrypoints.wire import converter

JSON: Final = "application/json"
_PICTURES: Final = "SNOWFLAKE_PICTURES"


def install(app: Quart, pictures: PictureAddresses) -> None:
    """Have every picture in an answer shown from our own address."""
    app.extensions[_PICTURES] = pictures


def shown(value: Any) -> Any:
    """Return JSON as browsers get it."""
    pictures: PictureAddresses = current_app.extensions[_PICTURES]
    return pictures.show(value)


def answer(value: Any, status: int = HTTPStatus.OK) -> Response:
    """Answer with a domain value."""
    return Response(orjson.dumps(shown(converter.unstructure(value))), status, content_type=JSON)


def page_answer(page: Page[Any]) -> Response:
    """Answer with one page of a list; its cursor is text."""
    return list_answer(page.items, page.next)


def list_answer(items: Sequence[Any], after: int | None = None) -> Response:
    """Answer with `{items, next}`."""
    following = None if after is None else str(after)
    body = {"items": [converter.unstructure(one) for one in items], "next": following}
    return Response(orjson.dumps(shown(body)), content_type=JSON)


def nothing() -> Response:
    """Answer that it is done."""
    return Response(b"", HTTPStatus.NO_CONTENT)
