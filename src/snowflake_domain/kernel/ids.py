"""Identifiers of our own."""

from typing import Protocol


class Ids(Protocol):
    """Hands out identifiers that sort by time and never repeat, across processes."""

    def next(self) -> int:
        """Return a positive integer below 2**63, larger than those handed out a millisecond earlier."""
        ...
