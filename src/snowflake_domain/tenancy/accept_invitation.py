"""Join a staff by an invitation's link."""

from datetime import datetime
from typing import ClassVar

import attrs
from typing_extensions import override

from snowflake_domain.kernel.activity import ActivityKind, Change
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import Permission, TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.invitation import (
    Invitation,
    InvitationRevoked,
    InvitationSecret,
    UnknownInvitation,
)
from snowflake_domain.tenancy.ports import TenancyWork, TenantDirectory
from snowflake_domain.tenancy.provision_tenant import Founder
from snowflake_domain.tenancy.roll import Roll, call_roll
from snowflake_domain.tenancy.staff import PERMISSIONS, Role, StaffMember, best
from snowflake_domain.tenancy.tenant import Tenant


@attrs.frozen(kw_only=True)
class Invited:
    """What an open invitation offers to the person who looks at it."""

    community: str
    icon_url: str | None
    role: Role
    until: datetime | None
    invited_by: Person
    expires_at: datetime
    already: Role | None
    """The role that the person has there now."""


@attrs.frozen
class Joined:
    """The invitation is used up."""

    tenant: Tenant
    role: Role


@attrs.define(eq=False)
class AlreadyOnStaff(DomainError):
    """You are on this community's staff already."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "tenancy.already_on_staff"
    role: Role

    @property
    @override
    def detail(self) -> str:
        """Say that nothing was used up."""
        return f"You are {self.role} here already. The invitation stays good for somebody else."


@attrs.frozen
class AcceptInvitation:
    """Look at an invitation, and take it up: once, by whoever is first.

    Raises `UnknownInvitation`, `InvitationUsed`, `InvitationExpired`, or `InvitationRevoked`, also when the
    one who made it may no longer give that role. Accepting raises `AlreadyOnStaff` where it would give
    nothing new.
    """

    _directory: TenantDirectory
    _enter: EnterTenant
    _begin: Begin[TenancyWork]
    _clock: Clock

    async def look(self, guest: Founder, secret: InvitationSecret) -> Invited:
        """Tell what is offered; uses nothing up."""
        tenant, scope = await self._enter_as(guest, secret)
        async with self._begin(scope) as work:
            invitation, roll = await self._open(work, scope, secret)
        return Invited(
            community=tenant.settings.name,
            icon_url=tenant.icon_url,
            role=invitation.role,
            until=invitation.until,
            invited_by=invitation.invited_by,
            expires_at=invitation.expires_at,
            already=roll.role_of(guest.id),
        )

    async def __call__(self, guest: Founder, secret: InvitationSecret) -> Joined:
        tenant, scope = await self._enter_as(guest, secret)
        now = self._clock.now()
        async with self._begin(scope) as work:
            invitation, roll = await self._open(work, scope, secret)
            has = roll.role_of(guest.id)
            if has is not None and best((has, invitation.role)) is has:
                raise AlreadyOnStaff(has)
            before = roll.members.get(guest.id)
            member = StaffMember(
                user_id=guest.id,
                name=guest.name,
                avatar_url=guest.avatar_url,
                role=invitation.role,
                added_at=before.added_at if before else now,
                until=invitation.until,
            )
            await work.staff.put(member)
            person = member.person
            await work.invitations.replace(attrs.evolve(invitation, accepted_at=now, accepted_by=person))
            change = Change(
                kind=ActivityKind.INVITATION_ACCEPTED,
                actor=guest.id,
                at=now,
                person=person,
                before=before.facts() if before else None,
                after=member.facts(),
            )
            await work.activity.note(change)
        return Joined(tenant, invitation.role)

    async def _enter_as(self, guest: Founder, secret: InvitationSecret) -> tuple[Tenant, TenantScope]:
        tenant = await self._directory.of_invitation(secret)
        if tenant is None:
            raise UnknownInvitation
        return tenant, self._enter.as_guest(tenant, guest.id)

    async def _open(
        self, work: TenancyWork, scope: TenantScope, secret: InvitationSecret
    ) -> tuple[Invitation, Roll]:
        invitation = await work.invitations.by_secret(secret)
        if invitation is None:
            raise UnknownInvitation
        now = self._clock.now()
        invitation.check_open(now)
        roll = await call_roll(work, now, {scope.actor, invitation.invited_by.id})
        gives = roll.role_of(invitation.invited_by.id)
        needed = PERMISSIONS[invitation.role] | {Permission.MANAGE_STAFF}
        if gives is None or not needed <= PERMISSIONS[gives]:
            raise InvitationRevoked
        return invitation, roll
