"""How often something may happen."""

from abc import abstractmethod
from typing import ClassVar, Protocol

import attrs

from snowflake_domain.kernel.errors import DomainError, ErrorKind


@attrs.frozen
class Limit:
    """At most `burst` at once and `burst` per `seconds` in the long run (GCRA)."""

    burst: int
    seconds: float


@attrs.frozen
class Verdict:
    """Whether it may happen; if not, in how many seconds it may."""

    allowed: bool
    retry_after: float


@attrs.define(eq=False)
class TooMany(DomainError):
    """That was a lot at once. Wait a moment."""

    kind: ClassVar = ErrorKind.LIMITED
    code: ClassVar = "limits.too_many"
    retry_after: float
    """Seconds."""


class RateLimits(Protocol):
    """Counts across processes where it can, within this one where it can't; never fails."""

    @abstractmethod
    async def take(self, key: str, limit: Limit) -> Verdict:
        """Count one event under `key`."""


class Once(Protocol):
    """Lets one process, once, take a thing."""

    @abstractmethod
    async def claim(self, key: str, seconds: float) -> bool:
        """Return True for the first caller only; forgets after `seconds`."""
