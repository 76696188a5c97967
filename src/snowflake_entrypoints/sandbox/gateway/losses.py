"""Events that are swallowed, and sessions that are refused, on purpose."""

from collections import Counter

import attrs

ANY = "*"


@attrs.define
class Losses:
    """How many of the next events, by name or any, nobody gets."""

    _left: Counter[str] = attrs.Factory(Counter)

    def plan(self, name: str, count: int) -> None:
        """Swallow the next `count` events called `name`; "*" is any event."""
        self._left[name] += count

    def swallow(self, name: str) -> bool:
        """Whether this event is one to lose; uses it up."""
        for key in (name, ANY):
            if self._left[key] > 0:
                self._left[key] -= 1
                return True
        return False

    def clear(self) -> None:
        self._left.clear()

    def to_json(self) -> dict[str, int]:
        return {name: count for name, count in self._left.items() if count > 0}


@attrs.define
class Refusals:
    """How many of the next IDENTIFYs ("identify") or RESUMEs ("resume") are refused, and with which code.

    Code 9 is op 9 with false: invalid session.
    """

    _left: dict[str, tuple[int, int]] = attrs.Factory(dict)

    def plan(self, what: str, code: int, count: int) -> None:
        """Refuse the next `count`; replaces what was planned before."""
        self._left[what] = (code, count)

    def take(self, what: str) -> int | None:
        """Return the code to refuse this one with, using it up; None lets it through."""
        code, left = self._left.get(what, (0, 0))
        if left <= 0:
            return None
        self._left[what] = (code, left - 1)
        return code

    def clear(self) -> None:
        self._left.clear()
