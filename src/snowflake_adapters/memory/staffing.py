"""Invitations, mapped Discord roles and the activity log, in memory."""

import hashlib
from datetime import datetime

import attrs
from typing_extensions import override

from snowflake_adapters.memory.rows import TenantRows, without
from snowflake_domain.kernel.activity import Activity, ActivityId, ActivityKind, Change, NotedChange
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import RoleId, UserId
from snowflake_domain.tenancy.enter_tenant import SYSTEM
from snowflake_domain.tenancy.invitation import Invitation, InvitationId, InvitationSecret, InvitationState
from snowflake_domain.tenancy.ports import Invitations, MappedRoles, RoleHolders
from snowflake_domain.tenancy.staff import MappedRole, Role, RoleHolder


@attrs.frozen
class MemoryInvitations(Invitations):
    """The invitations of one tenant."""

    _rows: TenantRows

    @override
    async def add(self, invitation: Invitation, secret: InvitationSecret) -> None:
        kept = (invitation, hash_of(secret))
        self._rows.invitations = {**self._rows.invitations, invitation.id: kept}

    @override
    async def open(self, now: datetime) -> tuple[Invitation, ...]:
        found = [one for one, _ in self._rows.invitations.values()]
        found.sort(key=lambda one: one.id, reverse=True)
        return tuple(one for one in found if one.state_at(now) is InvitationState.OPEN)

    @override
    async def find(self, invitation: InvitationId) -> Invitation | None:
        found = self._rows.invitations.get(invitation)
        return found[0] if found else None

    @override
    async def by_secret(self, secret: InvitationSecret) -> Invitation | None:
        wanted = hash_of(secret)
        return next((one for one, kept in self._rows.invitations.values() if kept == wanted), None)

    @override
    async def replace(self, invitation: Invitation) -> None:
        _, kept = self._rows.invitations[invitation.id]
        self._rows.invitations = {**self._rows.invitations, invitation.id: (invitation, kept)}


@attrs.frozen
class MemoryMappedRoles(MappedRoles):
    """The mappings of one tenant."""

    _rows: TenantRows

    @override
    async def all(self) -> tuple[MappedRole, ...]:
        ranks = list(Role)
        found = self._rows.mapped_roles.values()
        return tuple(sorted(found, key=lambda one: (ranks.index(one.role), one.name, one.discord_role)))

    @override
    async def put(self, mapped: MappedRole) -> None:
        self._rows.mapped_roles = {**self._rows.mapped_roles, mapped.discord_role: mapped}

    @override
    async def remove(self, discord_role: RoleId) -> None:
        self._rows.mapped_roles = without(self._rows.mapped_roles, discord_role)


@attrs.frozen
class MemoryRoleHolders(RoleHolders):
    """The holders of one tenant's mapped roles."""

    _rows: TenantRows

    @override
    async def all(self) -> tuple[RoleHolder, ...]:
        return tuple(sorted(self._rows.role_holders.values(), key=lambda one: one.user_id))

    @override
    async def among(self, users: frozenset[UserId]) -> tuple[RoleHolder, ...]:
        return tuple(one for one in await self.all() if one.user_id in users)

    @override
    async def put(self, holder: RoleHolder) -> None:
        others = without(self._rows.role_holders, holder.user_id)
        self._rows.role_holders = {**others, holder.user_id: holder} if holder.roles else others


@attrs.frozen
class MemoryActivity(Activity):
    """The log of one tenant."""

    _rows: TenantRows
    _ids: Ids

    @override
    async def note(self, change: Change) -> None:
        noted = NotedChange(
            id=ActivityId(self._ids.next()),
            kind=change.kind,
            actor=person_on_staff(self._rows, change.actor),
            person=change.person,
            before=change.before,
            after=change.after,
            at=change.at,
        )
        self._rows.activity = (noted, *self._rows.activity)

    @override
    async def page(
        self, *, person: UserId | None, kind: ActivityKind | None, below: ActivityId | None, limit: int
    ) -> tuple[NotedChange, ...]:
        found = (
            one
            for one in self._rows.activity
            if (person is None or person in {one.actor.id, one.person.id if one.person else None})
            and (kind is None or one.kind is kind)
            and (below is None or one.id < below)
        )
        return tuple(found)[:limit]


def person_on_staff(rows: TenantRows, user: UserId) -> Person:
    """Return somebody by the name they have on the staff now; strangers go by their id."""
    if user == SYSTEM:
        return Person(user, "Snowflake")
    known = rows.staff.get(user) or rows.role_holders.get(user)
    return known.person if known else Person(user, str(user))


def hash_of(secret: InvitationSecret) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
