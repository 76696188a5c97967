"""Decide who is on the staff."""

from typing import ClassVar

import attrs

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.scope import Permission, PermissionDenied, TenantScope, UserId
from snowflake_domain.kernel.work import Begin
from snowflake_domain.tenancy.ports import TenancyWork
from snowflake_domain.tenancy.staff import Role, StaffMember


@attrs.frozen(kw_only=True)
class AppointStaff:
    """Ask for a person to have a role; name and avatar are what the bot knows of them."""

    user_id: UserId
    name: str
    avatar_url: str | None
    role: Role


@attrs.define(eq=False)
class LastOwner(DomainError):
    """A community needs an owner; make somebody else owner first."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "tenancy.last_owner"


@attrs.define(eq=False)
class UnknownStaff(DomainError):
    """That person isn't on the staff."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "tenancy.unknown_staff"
    user: UserId


@attrs.frozen
class ManageStaff:
    """Appoint, change and dismiss; only owners make or unmake owners, and one always stays."""

    _begin: Begin[TenancyWork]
    _clock: Clock

    async def everyone(self, scope: TenantScope) -> tuple[StaffMember, ...]:
        """Return the staff, longest-serving first."""
        scope.require(Permission.VIEW)
        async with self._begin(scope) as work:
            return await work.staff.all()

    async def appoint(self, scope: TenantScope, command: AppointStaff) -> StaffMember:
        """Add a person or change their role; raises `LastOwner` or `PermissionDenied`."""
        scope.require(Permission.MANAGE_STAFF)
        async with self._begin(scope) as work:
            staff = {member.user_id: member for member in await work.staff.all()}
            before = staff.get(command.user_id)
            _check_owners(scope, staff, command.user_id, becomes=command.role)
            member = StaffMember(
                user_id=command.user_id,
                name=command.name,
                avatar_url=command.avatar_url,
                role=command.role,
                added_at=before.added_at if before else self._clock.now(),
            )
            await work.staff.put(member)
        return member

    async def dismiss(self, scope: TenantScope, user: UserId) -> None:
        """Take a person off the staff; raises `UnknownStaff`, `LastOwner` or `PermissionDenied`."""
        scope.require(Permission.MANAGE_STAFF)
        async with self._begin(scope) as work:
            staff = {member.user_id: member for member in await work.staff.all()}
            if user not in staff:
                raise UnknownStaff(user)
            _check_owners(scope, staff, user, becomes=None)
            await work.staff.remove(user)


def _check_owners(
    scope: TenantScope, staff: dict[UserId, StaffMember], user: UserId, *, becomes: Role | None
) -> None:
    was_owner = user in staff and staff[user].role is Role.OWNER
    if not was_owner and becomes is not Role.OWNER:
        return
    actor = staff.get(scope.actor)
    if actor is None or actor.role is not Role.OWNER:
        raise PermissionDenied(Permission.MANAGE_BILLING)
    owners = [member for member in staff.values() if member.role is Role.OWNER]
    if was_owner and becomes is not Role.OWNER and len(owners) == 1:
        raise LastOwner
