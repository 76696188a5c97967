"""The operating system, as an adapter."""

import secrets
import threading
import time
from datetime import UTC, datetime
from typing import Final

import attrs

EPOCH_MS: Final = 1_735_689_600_000
"""2025-01-01T00:00:00Z; 41 bits of milliseconds reach until 2094."""
_RANDOM_BITS: Final = 22


@attrs.frozen
class SystemClock:
    """Implements `kernel.clock.Clock`."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class TimeOrderedIds:
    """Implements `kernel.ids.Ids`: 41 bits of time, then a random start that counts up within a millisecond.

    Two processes collide with a chance of about one in four million per pair of ids of one millisecond; the
    primary key would refuse the second.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        fresh = (int(time.time() * 1000) - EPOCH_MS) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
        with self._lock:
            self._last = max(fresh, self._last + 1)
            return self._last


@attrs.frozen
class SystemSecrets:
    """Implements `kernel.secrets.Secrets`."""

    def token(self) -> str:
        return secrets.token_hex(32)
