"""Durations as people write them."""

import re
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from snowflake_domain.kernel.errors import FieldProblem
from snowflake_domain.moderation.case import InvalidSanction

_UNITS: Final = MappingProxyType({"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800})
_PART: Final = re.compile(r"([0-9]{1,7}) ?([a-z]+)")
_NAMES: Final = re.compile(r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)")

CHOICES: Final = MappingProxyType(
    {
        "60 seconds": "60s",
        "5 minutes": "5m",
        "10 minutes": "10m",
        "1 hour": "1h",
        "1 day": "1d",
        "1 week": "1w",
        "28 days": "28d",
    }
)
"""What Discord's own dialogue offers, and its longest."""


def duration_from(text: str) -> timedelta:
    """Read `10m`, `1h 30m`, `2 days`; a bare number means minutes. Raises `InvalidSanction`."""
    plain = " ".join(text.lower().split())
    if plain.isascii() and plain.isdigit() and len(plain) <= len("40320"):
        return timedelta(minutes=int(plain))
    parts = _PART.findall(plain)
    rest = _PART.sub("", plain).strip(" ,")
    if not parts or rest or not all(_NAMES.fullmatch(unit) for _, unit in parts):
        said = f"“{text[:40]}” is no duration. Write 10m, 2h or 1d."
        raise InvalidSanction((FieldProblem("duration", said),))
    return timedelta(seconds=sum(int(amount) * _UNITS[unit[0]] for amount, unit in parts))


def offers(typed: str) -> list[tuple[str, str]]:
    """Return name and value of what fits the text so far: first what was typed, when it is a duration."""
    sought = typed.strip().lower()
    fitting = [(name, value) for name, value in CHOICES.items() if sought in f"{name} {value}"]
    try:
        duration_from(sought)
    except InvalidSanction:
        return fitting
    return [(typed.strip()[:100], typed.strip()[:100]), *fitting]
