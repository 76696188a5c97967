"""Decide who is on the staff."""

from datetime import datetime
from typing import ClassVar

import attrs
from typing_extensions import override

from snowflake_domain.kernel.activity import ActivityKind, Change, Facts
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind, FieldProblem
from snowflake_domain.kernel.scope import Permission, PermissionDenied, TenantScope, UserId
from snowflake_domain.kernel.work import Begin
from snowflake_domain.tenancy.ports import TenancyWork
from snowflake_domain.tenancy.roll import Roll, StaffEntry, call_roll
from snowflake_domain.tenancy.staff import Role, StaffMember


@attrs.frozen(kw_only=True)
class AppointStaff:
    """Ask for a person to have a role, for good or until a moment.

    Name and avatar are what the bot knows of them.
    """

    user_id: UserId
    name: str
    avatar_url: str | None
    role: Role
    until: datetime | None = None


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


@attrs.define(eq=False)
class HeldByDiscordRole(DomainError):
    """A Discord role puts that person on the staff; take it from them in Discord."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "tenancy.held_by_discord_role"
    name: str
    discord_role: str

    @property
    @override
    def detail(self) -> str:
        """Name person and role."""
        return (
            f"{self.name} is on the staff by the Discord role {self.discord_role}. "
            "Take the role away in Discord, or end its mapping."
        )


@attrs.define(eq=False)
class InvalidGrant(DomainError):
    """A role can't be given like that."""

    code: ClassVar = "tenancy.invalid_grant"
    wrong: FieldProblem

    @property
    @override
    def detail(self) -> str:
        """Say what is wrong with it."""
        return self.wrong.detail

    @property
    @override
    def problems(self) -> tuple[FieldProblem, ...]:
        """One entry per field."""
        return (self.wrong,)


@attrs.frozen
class ManageStaff:
    """Appoint, change and dismiss; only owners make or unmake owners, and one always stays."""

    _begin: Begin[TenancyWork]
    _clock: Clock

    async def everyone(self, scope: TenantScope) -> tuple[StaffEntry, ...]:
        """Return the staff: the appointed, longest-serving first, then whom Discord roles bring."""
        scope.require(Permission.VIEW)
        async with self._begin(scope) as work:
            return (await call_roll(work, self._clock.now())).entries()

    async def appoint(self, scope: TenantScope, command: AppointStaff) -> StaffEntry:
        """Add a person or change their role.

        Raises `LastOwner`, `InvalidGrant`, or `PermissionDenied` for what the actor doesn't have.
        """
        scope.require(Permission.MANAGE_STAFF)
        now = self._clock.now()
        async with self._begin(scope) as work:
            roll = await call_roll(work, now, {scope.actor, command.user_id})
            before = roll.members.get(command.user_id)
            roll.require_may_give(scope, command.role, before.role if before else None)
            if command.role is not Role.OWNER:
                _check_owner_stays(roll, command.user_id)
            check_end(command.role, command.until, now)
            member = StaffMember(
                user_id=command.user_id,
                name=command.name,
                avatar_url=command.avatar_url,
                role=command.role,
                added_at=before.added_at if before else now,
                until=command.until,
            )
            await work.staff.put(member)
            if before is None or before.facts() != member.facts():
                was = before.facts() if before else None
                await work.activity.note(
                    _change(ActivityKind.STAFF_APPOINTED, scope, now, member, was, member.facts())
                )
        return attrs.evolve(roll, members={**roll.members, member.user_id: member}).entry(member.user_id)

    async def dismiss(self, scope: TenantScope, user: UserId) -> None:
        """Take a person off the staff.

        Raises `UnknownStaff`, `HeldByDiscordRole`, `LastOwner` or `PermissionDenied`.
        """
        scope.require(Permission.MANAGE_STAFF)
        now = self._clock.now()
        async with self._begin(scope) as work:
            roll = await call_roll(work, now, {scope.actor, user})
            member = _appointed(roll, user)
            roll.require_may_give(scope, member.role)
            _check_owner_stays(roll, user)
            await work.activity.note(
                _change(ActivityKind.STAFF_DISMISSED, scope, now, member, member.facts(), None)
            )
            await work.staff.remove(user)

    async def leave(self, scope: TenantScope) -> None:
        """Take oneself off the staff; raises `LastOwner` or `HeldByDiscordRole`."""
        scope.require(Permission.VIEW)
        now = self._clock.now()
        async with self._begin(scope) as work:
            roll = await call_roll(work, now, {scope.actor})
            member = _appointed(roll, scope.actor)
            _check_owner_stays(roll, scope.actor)
            await work.activity.note(
                _change(ActivityKind.STAFF_LEFT, scope, now, member, member.facts(), None)
            )
            await work.staff.remove(scope.actor)

    async def transfer(self, scope: TenantScope, to: UserId) -> StaffEntry:
        """Make somebody else of the staff owner and oneself admin, in one step.

        Raises `PermissionDenied` for all but owners, `UnknownStaff` or `InvalidGrant`.
        """
        scope.require(Permission.MANAGE_BILLING)
        now = self._clock.now()
        async with self._begin(scope) as work:
            roll = await call_roll(work, now, {scope.actor, to})
            if scope.actor not in roll.owners():
                raise PermissionDenied(Permission.MANAGE_BILLING)
            if to == scope.actor:
                raise InvalidGrant(FieldProblem("to", "You are the owner already."))
            had = roll.role_of(to)
            if had is None:
                raise UnknownStaff(to)
            entry = roll.entry(to)
            heir = StaffMember(
                user_id=to,
                name=entry.name,
                avatar_url=entry.avatar_url,
                role=Role.OWNER,
                added_at=entry.added_at or now,
            )
            former = attrs.evolve(roll.members[scope.actor], role=Role.ADMIN)
            await work.staff.put(heir)
            await work.staff.put(former)
            was = Facts({"role": had.value, "actor_role": Role.OWNER.value})
            now_is = Facts({"role": Role.OWNER.value, "actor_role": Role.ADMIN.value})
            await work.activity.note(
                _change(ActivityKind.OWNERSHIP_TRANSFERRED, scope, now, heir, was, now_is)
            )
        return attrs.evolve(roll, members={**roll.members, to: heir}).entry(to)


def check_end(role: Role, until: datetime | None, now: datetime) -> None:
    """Raise `InvalidGrant` unless a role may be given until then."""
    if until is None:
        return
    if role is Role.OWNER:
        raise InvalidGrant(FieldProblem("until", "An owner's role doesn't end by itself."))
    if until <= now:
        raise InvalidGrant(FieldProblem("until", "The end lies in the past."))


def _appointed(roll: Roll, user: UserId) -> StaffMember:
    member = roll.members.get(user)
    if member is not None:
        return member
    if held := roll.roles_of(user):
        raise HeldByDiscordRole(roll.person(user).name, held[0].name)
    raise UnknownStaff(user)


def _check_owner_stays(roll: Roll, leaving: UserId) -> None:
    if roll.owners() == {leaving}:
        raise LastOwner


def _change(
    kind: ActivityKind,
    scope: TenantScope,
    now: datetime,
    member: StaffMember,
    before: Facts | None,
    after: Facts | None,
) -> Change:
    return Change(kind=kind, actor=scope.actor, at=now, person=member.person, before=before, after=after)
