"""A link that makes whoever opens it first one of the staff."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final, NewType

import attrs

from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.person import Person
from snowflake_domain.tenancy.staff import Role

InvitationId = NewType("InvitationId", int)
InvitationSecret = NewType("InvitationSecret", str)
"""What the link holds; storage keeps nothing but its SHA-256."""

LASTS: Final = timedelta(days=7)


class InvitationState(StrEnum):
    """How an invitation stands."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


@attrs.define(eq=False)
class UnknownInvitation(DomainError):
    """There is no such invitation. Check that the link is whole."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "tenancy.unknown_invitation"


@attrs.define(eq=False)
class InvitationUsed(DomainError):
    """Somebody has used this invitation. Each link is good for one person; ask for another."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "tenancy.invitation_used"


@attrs.define(eq=False)
class InvitationExpired(DomainError):
    """The invitation is more than seven days old. Ask for another."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "tenancy.invitation_expired"


@attrs.define(eq=False)
class InvitationRevoked(DomainError):
    """The invitation was withdrawn. Ask the community's staff for another."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "tenancy.invitation_revoked"


@attrs.frozen(kw_only=True)
class Invitation:
    """What an invitation gives, who made it, and what became of it."""

    id: InvitationId
    role: Role
    until: datetime | None
    """When the role that it gives ends; None means that it stays."""
    invited_by: Person
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    accepted_at: datetime | None = None
    accepted_by: Person | None = None

    def state_at(self, now: datetime) -> InvitationState:
        """Tell how it stands."""
        if self.accepted_at is not None:
            return InvitationState.USED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        over = now >= self.expires_at or (self.until is not None and now >= self.until)
        return InvitationState.EXPIRED if over else InvitationState.OPEN

    def check_open(self, now: datetime) -> None:
        """Raise `InvitationUsed`, `InvitationExpired` or `InvitationRevoked` unless it is good."""
        refusals = {
            InvitationState.USED: InvitationUsed,
            InvitationState.EXPIRED: InvitationExpired,
            InvitationState.REVOKED: InvitationRevoked,
        }
        refusal = refusals.get(self.state_at(now))
        if refusal is not None:
            raise refusal
