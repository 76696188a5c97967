"""Let Discord roles put people on the staff."""

from typing import ClassVar

import attrs

from snowflake_domain.kernel.activity import ActivityKind, Change, Facts
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind, FieldProblem
from snowflake_domain.kernel.outbox import DeliverNow
from snowflake_domain.kernel.scope import Permission, RoleId, TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.tenancy.manage_staff import InvalidGrant
from snowflake_domain.tenancy.ports import TenancyWork
from snowflake_domain.tenancy.roll import call_roll
from snowflake_domain.tenancy.staff import MappedRole, Role


@attrs.frozen
class FollowMappedRoles:
    """Leaves through the outbox when a mapping changed: the bot is to look who holds the roles."""


@attrs.define(eq=False)
class UnknownMapping(DomainError):
    """That Discord role isn't mapped."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "tenancy.unknown_mapping"
    discord_role: RoleId


@attrs.frozen
class MapRoles:
    """Map Discord roles to staff roles; nobody maps to what they don't have themselves.

    A mapping that is ended or lowered counts at once. Who holds a newly mapped role is the bot's to say,
    which it does within seconds.
    """

    _begin: Begin[TenancyWork]
    _deliver: DeliverNow
    _clock: Clock

    async def all(self, scope: TenantScope) -> tuple[MappedRole, ...]:
        """Return the mapped roles, the best first."""
        scope.require(Permission.VIEW)
        async with self._begin(scope) as work:
            return await work.mapped_roles.all()

    async def set(self, scope: TenantScope, mapped: MappedRole) -> MappedRole:
        """Map a role, or change to what; raises `InvalidGrant` or `PermissionDenied`."""
        scope.require(Permission.MANAGE_STAFF)
        if mapped.role is Role.OWNER:
            said = "No Discord role makes owners; transfer ownership instead."
            raise InvalidGrant(FieldProblem("role", said))
        if int(mapped.discord_role) == int(scope.guild):
            raise InvalidGrant(FieldProblem("role", "Everybody holds @everyone; it can't be mapped."))
        async with self._begin(scope) as work:
            before = await self._before(work, scope, mapped.discord_role, mapped.role)
            if before == mapped:
                return mapped
            await work.mapped_roles.put(mapped)
            await self._note(work, scope, before, mapped)
            promise = await work.outbox.put(FollowMappedRoles())
        await self._deliver(scope, promise)
        return mapped

    async def remove(self, scope: TenantScope, discord_role: RoleId) -> None:
        """End a mapping; raises `UnknownMapping` or `PermissionDenied`."""
        scope.require(Permission.MANAGE_STAFF)
        async with self._begin(scope) as work:
            before = await self._before(work, scope, discord_role, None)
            if before is None:
                raise UnknownMapping(discord_role)
            await work.mapped_roles.remove(discord_role)
            await self._note(work, scope, before, None)
            promise = await work.outbox.put(FollowMappedRoles())
        await self._deliver(scope, promise)

    async def _before(
        self, work: TenancyWork, scope: TenantScope, discord_role: RoleId, becomes: Role | None
    ) -> MappedRole | None:
        roll = await call_roll(work, self._clock.now(), {scope.actor})
        before = roll.mapped.get(discord_role)
        roll.require_may_give(scope, becomes, before.role if before else None)
        return before

    async def _note(
        self, work: TenancyWork, scope: TenantScope, before: MappedRole | None, after: MappedRole | None
    ) -> None:
        kind = ActivityKind.ROLE_MAPPED if after else ActivityKind.ROLE_UNMAPPED
        change = Change(
            kind=kind,
            actor=scope.actor,
            at=self._clock.now(),
            before=_facts(before) if before else None,
            after=_facts(after) if after else None,
        )
        await work.activity.note(change)


def _facts(mapped: MappedRole) -> Facts:
    role = mapped.role.value
    return Facts({"discord_role": str(mapped.discord_role), "name": mapped.name, "role": role})
