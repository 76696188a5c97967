"""One REST call: who asks, for what, with which body; and how routes are declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
from aiohttp import web

from snowflake_entrypoints.sandbox.rest.errors import answer_json, bad_snowflake
from snowflake_entrypoints.sandbox.world import World
from snowflake_entrypoints.sandbox.world.grants import Grant
from snowflake_entrypoints.sandbox.world.refusals import invalid_form

Json = dict[str, Any]
LARGEST_ID: Final = 1 << 63


@attrs.frozen
class Upload:
    """A file of a multipart body; `slot` is n of files[n]."""

    slot: int
    filename: str
    content_type: str | None
    data: bytes


@attrs.define(eq=False)
class Call:
    """A call that is authorised; `grant` is set for Bearer tokens, `user_id` is who acts (0: nobody)."""

    world: World
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    uploads: list[Upload] = attrs.Factory(list)
    user_id: int = 0
    grant: Grant | None = None
    reason: str | None = None

    def id(self, name: str) -> int:
        """Return an id from the path; refuses what is no snowflake."""
        return _snowflake(name, self.path[name])

    def query_id(self, name: str) -> int | None:
        """Return an id from the query, None when it isn't given."""
        value = self.query.get(name)
        return None if value is None else _snowflake(name, value)

    def limit(self, default: int, most: int, least: int = 1) -> int:
        """Return the query's `limit`; refuses one out of bounds."""
        value = self.query.get("limit", str(default))
        if not value.lstrip("-").isascii() or not value.lstrip("-").isdigit():
            raise invalid_form(("limit", "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.'))
        number = int(value)
        if not least <= number <= most:
            side = "MAX" if number > most else "MIN"
            text = f"less than or equal to {most}" if number > most else f"greater than or equal to {least}"
            raise invalid_form(("limit", f"NUMBER_TYPE_{side}", f"int value should be {text}."))
        return number

    def flag(self, name: str) -> bool:
        """Return a boolean of the query, False when it isn't given."""
        return self.query.get(name, "").lower() in ("true", "1")

    @property
    def fields(self) -> Json:
        """The body as an object; an absent one is empty, any other shape is refused."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise invalid_form(("_body", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"))
        return self.body


Handler = Callable[[Call], web.Response]


@attrs.frozen
class Route:
    """A method and path below /api/v10, who may call it, and what it does.

    `bot` lets the bot's token in, `scope` a Bearer token that has it ("" any), `open` calls without one.
    """

    method: str
    path: str
    handler: Handler
    bot: bool = True
    scope: str | None = None
    open: bool = False


def ok(body: Any) -> web.Response:
    """Return 200 with JSON."""
    return answer_json(body)


def created(body: Any) -> web.Response:
    """Return 201 with JSON."""
    return answer_json(body, 201)


def no_content() -> web.Response:
    """Return 204."""
    return web.Response(status=204)


def _snowflake(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit()) or int(value) >= LARGEST_ID:
        raise bad_snowflake(name, value)
    return int(value)
