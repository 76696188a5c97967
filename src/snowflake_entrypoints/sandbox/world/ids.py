"""Snowflake ids: 64-bit numbers that carry the moment they were made."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import attrs

DISCORD_EPOCH_MS: Final = 1_420_070_400_000
"""2015-01-01T00:00Z in Unix milliseconds; Discord counts from here."""


def moment_of(snowflake: int) -> datetime:
    """Return when the id was made, in UTC with milliseconds."""
    return datetime.fromtimestamp(((snowflake >> 22) + DISCORD_EPOCH_MS) / 1000, UTC)


def id_at(moment: datetime, sequence: int = 0) -> int:
    """Return the id that the `sequence`-th thing made at this moment gets (0 to 4,194,303)."""
    return (int(moment.timestamp() * 1000) - DISCORD_EPOCH_MS) << 22 | (sequence & 0x3FFFFF)


@attrs.define
class SnowflakeClock:
    """Gives out rising ids; `now` returns Unix seconds and may be any clock."""

    now: Callable[[], float] = time.time
    _last: int = 0

    def next(self) -> int:
        """Return an id above every id given out before, also when the clock stands still or goes back."""
        fresh = (int(self.now() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last = fresh if fresh > self._last else self._last + 1
        return self._last

    def moment(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.fromtimestamp(self.now(), UTC)
