"""Moderation cases and the rules a decision must satisfy."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final, NewType

import attrs
from typing_extensions import override

from snowflake_domain.kernel.errors import DomainError, FieldProblem
from snowflake_domain.kernel.person import Person

CaseNumber = NewType("CaseNumber", int)
"""Counts from 1 within a tenant; moderators quote it aloud, so gaps are fine but reuse is not."""

LONGEST_TIMEOUT: Final = timedelta(days=28)
"""Discord refuses a later `communication_disabled_until` (Modify Guild Member)."""
SHORTEST_TIMEOUT: Final = timedelta(seconds=5)
"""Shorter ones are over before everybody's client shows them."""
LONGEST_REASON: Final = 512
"""Discord: the audit log keeps 1 to 512 characters."""


class Sanction(StrEnum):
    """What happens to the member."""

    TIMEOUT = "timeout"
    UNTIMEOUT = "untimeout"


class CaseState(StrEnum):
    """Whether Discord did what the case decided."""

    PENDING = "pending"
    ENFORCED = "enforced"
    FAILED = "failed"


class Source(StrEnum):
    """Where the moderator acted."""

    DASHBOARD = "dashboard"
    SLASH = "slash"
    API = "api"


@attrs.define(eq=False)
class InvalidSanction(DomainError):
    """That can't be decided as it is."""

    code: ClassVar = "moderation.invalid_sanction"
    wrong: tuple[FieldProblem, ...]

    @property
    @override
    def detail(self) -> str:
        """Say the first thing that is wrong."""
        return self.wrong[0].detail

    @property
    @override
    def problems(self) -> tuple[FieldProblem, ...]:
        """One entry per field."""
        return self.wrong


def checked_reason(reason: str) -> str:
    """Return the reason, trimmed; raises `InvalidSanction`."""
    trimmed = reason.strip()
    if not 1 <= len(trimmed) <= LONGEST_REASON:
        said = f"Give a reason of 1 to {LONGEST_REASON} characters."
        raise InvalidSanction((FieldProblem("reason", said),))
    return trimmed


def checked_timeout(lasting: timedelta) -> timedelta:
    """Return the duration; raises `InvalidSanction`."""
    if not SHORTEST_TIMEOUT <= lasting <= LONGEST_TIMEOUT:
        said = "A timeout lasts from 5 seconds to 28 days."
        raise InvalidSanction((FieldProblem("lasting", said),))
    return lasting


@attrs.frozen(kw_only=True)
class Case:
    """One moderation decision about one member."""

    number: CaseNumber
    member: Person
    moderator: Person
    sanction: Sanction
    reason: str
    opened_at: datetime
    expires_at: datetime | None
    state: CaseState
    failure: str | None
    """Why Discord didn't do it, when it failed."""
    source: Source

    def enforced(self) -> "Case":
        """Return the case as done."""
        return attrs.evolve(self, state=CaseState.ENFORCED, failure=None)

    def failed(self, why: str) -> "Case":
        """Return the case as refused by Discord."""
        return attrs.evolve(self, state=CaseState.FAILED, failure=why[:500])
