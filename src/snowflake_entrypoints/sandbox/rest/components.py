"""Checking buttons, menus and layouts, and giving them the ids that Discord gives."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any, Final

from snowflake_entrypoints.sandbox.rest.form import Form

Json = dict[str, Any]

MOST_AT_TOP: Final = 10
MOST_IN_ROW: Final = 5
ROW, BUTTON = 1, 2
_KINDS: Final = (*range(1, 15), 17)


def read_components(form: Form, key: str = "components") -> list[Json] | None:
    """Return the body's components with ids, None when it has none; notes faults."""
    given = form.items(key, MOST_AT_TOP)
    if given is None:
        return [] if form.given(key) else None
    return _read_all(form, key, given, count(1), set())


def _read_all(form: Form, key: str, given: list[Any], ids: Iterator[int], used: set[str]) -> list[Json]:
    found = (_read(form, f"{key}.{index}", raw, ids, used) for index, raw in enumerate(given))
    return [one for one in found if one is not None]


def _read(form: Form, path: str, raw: Any, ids: Iterator[int], used: set[str]) -> Json | None:
    part = form.within(path, raw)
    if part is None:
        return None
    kind = part.choice("type", _KINDS, 0)
    if part.body.get("type") is None:
        part.fail("type", "BASE_TYPE_REQUIRED", "This field is required")
    custom_id = part.text("custom_id", 100, 1)
    if custom_id is not None and custom_id in used:
        part.fail("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    used.add(custom_id or "")
    if kind == BUTTON:
        part.text("label", 80)
    made = {name: value for name, value in part.body.items() if value is not None}
    made["id"] = part.number("id", (1 << 31) - 1) or next(ids)
    children = part.items("components", MOST_IN_ROW if kind == ROW else MOST_AT_TOP)
    if children is not None:
        made["components"] = _read_all(part, "components", children, ids, used)
    if part.body.get("accessory") is not None:
        made["accessory"] = _read(part, "accessory", part.body["accessory"], ids, used)
    return made
