"""Ask somebody onto the staff by a link."""

from datetime import datetime
from typing import ClassVar, Final

import attrs

from snowflake_domain.kernel.activity import ActivityKind, Change, Facts
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.scope import Permission, TenantScope
from snowflake_domain.kernel.secrets import Secrets
from snowflake_domain.kernel.work import Begin
from snowflake_domain.tenancy.invitation import (
    LASTS,
    Invitation,
    InvitationId,
    InvitationSecret,
    UnknownInvitation,
)
from snowflake_domain.tenancy.manage_staff import check_end
from snowflake_domain.tenancy.ports import TenancyWork
from snowflake_domain.tenancy.roll import call_roll
from snowflake_domain.tenancy.staff import Role, role_facts

MOST_OPEN: Final = 50


@attrs.frozen(kw_only=True)
class MakeInvitation:
    """Ask for a link that gives a role, until a moment or for good."""

    role: Role
    until: datetime | None = None


@attrs.frozen(kw_only=True)
class InvitationMade:
    """The link's secret is told here and never again."""

    invitation: Invitation
    secret: InvitationSecret = attrs.field(repr=False)


@attrs.define(eq=False)
class TooManyInvitations(DomainError):
    """Fifty invitations are open, which is the most. Withdraw some first."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "tenancy.too_many_invitations"


@attrs.frozen
class InviteStaff:
    """Make, list and withdraw invitations; nobody gives what they don't have themselves.

    Raises `PermissionDenied`, `InvalidGrant`, `TooManyInvitations` or `UnknownInvitation`.
    """

    _begin: Begin[TenancyWork]
    _clock: Clock
    _ids: Ids
    _secrets: Secrets

    async def open(self, scope: TenantScope) -> tuple[Invitation, ...]:
        """Return the invitations that are still good, newest first."""
        scope.require(Permission.MANAGE_STAFF)
        async with self._begin(scope) as work:
            return await work.invitations.open(self._clock.now())

    async def __call__(self, scope: TenantScope, command: MakeInvitation) -> InvitationMade:
        scope.require(Permission.MANAGE_STAFF)
        now = self._clock.now()
        check_end(command.role, command.until, now)
        secret = InvitationSecret(self._secrets.token())
        async with self._begin(scope) as work:
            roll = await call_roll(work, now, {scope.actor})
            roll.require_may_give(scope, command.role)
            if len(await work.invitations.open(now)) >= MOST_OPEN:
                raise TooManyInvitations
            invitation = Invitation(
                id=InvitationId(self._ids.next()),
                role=command.role,
                until=command.until,
                invited_by=roll.person(scope.actor),
                created_at=now,
                expires_at=now + LASTS,
            )
            await work.invitations.add(invitation, secret)
            made = Facts({**role_facts(command.role, command.until), "invitation": str(invitation.id)})
            kind = ActivityKind.INVITATION_MADE
            await work.activity.note(Change(kind=kind, actor=scope.actor, at=now, after=made))
        return InvitationMade(invitation=invitation, secret=secret)

    async def revoke(self, scope: TenantScope, invitation: InvitationId) -> None:
        """Withdraw one that is open; raises what `Invitation.check_open` does."""
        scope.require(Permission.MANAGE_STAFF)
        now = self._clock.now()
        async with self._begin(scope) as work:
            found = await work.invitations.find(invitation)
            if found is None:
                raise UnknownInvitation
            found.check_open(now)
            await work.invitations.replace(attrs.evolve(found, revoked_at=now))
            was = Facts({**role_facts(found.role, found.until), "invitation": str(found.id)})
            kind = ActivityKind.INVITATION_REVOKED
            await work.activity.note(Change(kind=kind, actor=scope.actor, at=now, before=was))
