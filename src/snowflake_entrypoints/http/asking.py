"""Read what a request asks: path, query and JSON body, each with its own refusal."""

import re
from typing import Any, Final, TypeVar, get_origin, get_type_hints

import attrs
import orjson
from cattrs import BaseValidationError
from quart import request

from snowflake_domain.kernel.errors import FieldProblem
from snowflake_entrypoints.http.refused import malformed
from snowflake_entrypoints.wire import IDS, converter, from_json, problems_of

T = TypeVar("T")
DEEPEST: Final = 32
"""Nesting of JSON; the deepest command has five levels."""
LONGEST_NUMBER: Final = 18
MOST_LISTED: Final = 100
_BRACKETS: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[][{}]', re.DOTALL)
"""A whole string, ended or not (so that scanning stays linear), or one bracket."""


async def read_body(kind: type[T]) -> T:
    """Read the JSON body; raises `Refused`, `BaseValidationError` or werkzeug's 413."""
    if not request.is_json:
        raise malformed("Send JSON, with Content-Type: application/json.")
    raw = await request.get_data(cache=True, as_text=False, parse_form_data=False)
    if depth_of(raw) > DEEPEST:
        raise malformed(f"The JSON is nested more than {DEEPEST} levels deep.")
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise malformed(
            f"That is no JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        ) from None
    return from_json(value, kind)


def depth_of(raw: bytes) -> int:
    """Return how deep brackets are nested outside of strings, without building anything."""
    depth = deepest = 0
    for token in _BRACKETS.finditer(raw):
        first = token.group()[0]
        if first in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in b"]}":
            depth -= 1
    return deepest


def read_query(kind: type[T]) -> T:
    """Read the query into an attrs class; unknown, repeated, missing and unfit parameters are refused."""
    hints = get_type_hints(kind)
    known = {field.name: field for field in attrs.fields(kind)}  # type: ignore[arg-type]
    strange = request.args.keys() - known.keys() - {"tenant"}
    wrong = [FieldProblem(name, "unknown parameter") for name in sorted(strange)]
    found: dict[str, Any] = {}
    for name, field in known.items():
        values = request.args.getlist(name)
        if len(values) > 1:
            wrong.append(FieldProblem(name, "given more than once"))
        elif values:
            try:
                found[name] = _plain(values[0], hints[name])
            except ValueError as error:
                wrong.append(FieldProblem(name, str(error)))
        elif field.default is attrs.NOTHING:
            wrong.append(FieldProblem(name, "this parameter is missing"))
    if not 1 <= found.get("limit", 1) <= MOST_LISTED:
        wrong.append(FieldProblem("limit", f"expected a whole number from 1 to {MOST_LISTED}"))
    if not wrong:
        try:
            return from_json(found, kind)
        except BaseValidationError as error:
            wrong = list(problems_of(error))
    raise malformed(f"{wrong[0].field}: {wrong[0].detail}.", *wrong)


def read_path(name: str, text: str, kind: Any) -> Any:
    """Read one part of the path; raises `Refused`."""
    try:
        return converter.structure(_plain(text, kind), kind)
    except ValueError as error:
        said = str(error)
        raise malformed(f"{name}: {said}.", FieldProblem(name, said)) from None


def _plain(text: str, kind: Any) -> Any:
    """Return a parameter's text as the JSON value that the converter expects for `kind`."""
    kinds = getattr(kind, "__args__", (kind,)) if get_origin(kind) is not None or _is_union(kind) else (kind,)
    if any(one in IDS for one in kinds):
        return text
    if any(one is int or getattr(one, "__supertype__", None) is int for one in kinds):
        if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
            raise ValueError("expected a whole number")
        return int(text)
    return text


def _is_union(kind: Any) -> bool:
    return type(kind).__name__ in {"UnionType", "_UnionGenericAlias"}
