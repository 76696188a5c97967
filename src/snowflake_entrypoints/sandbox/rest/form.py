"""Reading a body field by field, with Discord's own words for what is wrong."""

from __future__ import annotations

from typing import Any, Final

import attrs

from snowflake_entrypoints.sandbox.world.refusals import invalid_form

Json = dict[str, Any]
LONGEST_NUMBER: Final = 20


@attrs.define
class Form:
    """A body being read; `check` refuses with every fault found.

    Getters return None for what is absent or null (tell apart by `given`), and for what is at fault.
    """

    body: Json
    prefix: str = ""
    faults: list[tuple[str, str, str]] = attrs.Factory(list)

    def given(self, key: str) -> bool:
        """Whether the body has the key, be it null."""
        return key in self.body

    def fail(self, path: str, code: str, message: str) -> None:
        """Note a fault."""
        self.faults.append((self.prefix + path, code, message))

    def check(self) -> None:
        """Refuse with Invalid Form Body if anything was wrong."""
        if self.faults:
            raise invalid_form(*self.faults)

    def within(self, path: str, body: Any) -> Form | None:
        """Return a form for a nested object that reports here; None (and a fault) when it is none."""
        if not isinstance(body, dict):
            self.fail(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
            return None
        return Form(body, f"{self.prefix}{path}.", self.faults)

    def text(self, key: str, most: int, least: int = 0, *, required: bool = False) -> str | None:
        """Return a string between the lengths (in characters)."""
        value = self.body.get(key)
        if value is None:
            if required:
                self._required(key)
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            self.fail(key, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
            return None
        text = str(value)
        if not least <= len(text) <= most:
            self.fail(key, "BASE_TYPE_BAD_LENGTH" if least else "BASE_TYPE_MAX_LENGTH", _length(most, least))
            return None
        return text

    def number(
        self, key: str, most: int, least: int = 0, *, required: bool = False, default: int | None = None
    ) -> int | None:
        """Return an integer between the bounds; digits in a string are fine."""
        value = self.body.get(key)
        if value is None:
            if required:
                self._required(key)
            return default
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail(key, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return default
        if value > most:
            self.fail(key, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
            return default
        if value < least:
            self.fail(key, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
            return default
        return value

    def id(self, key: str, *, required: bool = False) -> int | None:
        """Return a snowflake."""
        value = self.body.get(key)
        if value is None and required:
            self._required(key)
        if value is None:
            return None
        text = str(value)
        if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or len(text) >= LONGEST_NUMBER:
            self.fail(key, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
            return None
        return int(text)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return a boolean."""
        value = self.body.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fail(key, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
            return default
        return value

    def items(self, key: str, most: int, least: int = 0) -> list[Any] | None:
        """Return a list between the lengths."""
        value = self.body.get(key)
        if value is None:
            return None
        if not isinstance(value, list):
            self.fail(key, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return None
        if not least <= len(value) <= most:
            self.fail(key, "BASE_TYPE_BAD_LENGTH" if least else "BASE_TYPE_MAX_LENGTH", _length(most, least))
            return None
        return value

    def ids(self, key: str, most: int, least: int = 0) -> list[int] | None:
        """Return a list of snowflakes."""
        values = self.items(key, most, least)
        if values is None:
            return None
        found = []
        for index, value in enumerate(values):
            text = str(value)
            if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER:
                found.append(int(text))
            else:
                self.fail(f"{key}.{index}", "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return found

    def choice(self, key: str, choices: tuple[int, ...], default: int) -> int:
        """Return one of a few numbers."""
        value = self.body.get(key)
        if value is None:
            return default
        if value not in choices or isinstance(value, bool):
            listed = ", ".join(map(str, choices))
            self.fail(key, "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")
            return default
        return int(value)

    def _required(self, key: str) -> None:
        self.fail(key, "BASE_TYPE_REQUIRED", "This field is required")


def _length(most: int, least: int) -> str:
    if least:
        return f"Must be between {least} and {most} in length."
    return f"Must be {most} or fewer in length."
