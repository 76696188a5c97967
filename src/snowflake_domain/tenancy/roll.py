"""The staff at one moment: appointed by somebody, or by a Discord role they hold."""

from collections.abc import Iterable
from datetime import datetime

import attrs

from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import Permission, PermissionDenied, RoleId, TenantScope, UserId
from snowflake_domain.tenancy.ports import RollWork
from snowflake_domain.tenancy.staff import PERMISSIONS, MappedRole, Role, RoleHolder, StaffMember, best


@attrs.frozen(kw_only=True)
class StaffEntry:
    """One person on the staff, and where their role comes from."""

    user_id: UserId
    name: str
    avatar_url: str | None
    role: Role
    """The best that counts now; of a lapsed entry, the one that it had."""
    direct: Role | None
    """The role that somebody gave; None for those whom only a Discord role brings."""
    added_at: datetime | None
    """When somebody gave it."""
    until: datetime | None
    by_roles: tuple[MappedRole, ...]
    """The Discord roles they hold that are mapped, the best first."""
    lapsed: bool
    """Nothing counts any more: the appointment has ended."""


@attrs.frozen
class Roll:
    """Everybody who was called, at one moment."""

    members: dict[UserId, StaffMember]
    holders: dict[UserId, RoleHolder]
    mapped: dict[RoleId, MappedRole]
    now: datetime

    def role_of(self, user: UserId) -> Role | None:
        """Return the best role that counts now, or None for strangers."""
        member = self.members.get(user)
        direct = member.role if member is not None and member.counts_at(self.now) else None
        return best((direct, *(one.role for one in self.roles_of(user))))

    def roles_of(self, user: UserId) -> tuple[MappedRole, ...]:
        """Return the mapped Discord roles that somebody holds, the best first."""
        holder = self.holders.get(user)
        held = [self.mapped[one] for one in holder.roles if one in self.mapped] if holder else []
        return tuple(sorted(held, key=lambda one: (list(Role).index(one.role), one.discord_role)))

    def person(self, user: UserId) -> Person:
        """Return somebody by the name they have on the staff."""
        known = self.members.get(user) or self.holders.get(user)
        return known.person if known else Person(user, str(user))

    def entry(self, user: UserId) -> StaffEntry:
        """Return one person's entry; raises `KeyError` for those who have neither role."""
        member, held = self.members.get(user), self.roles_of(user)
        shown = member or self.holders[user]
        counts = self.role_of(user)
        return StaffEntry(
            user_id=user,
            name=shown.name,
            avatar_url=shown.avatar_url,
            role=counts or (member.role if member else held[0].role),
            direct=member.role if member else None,
            added_at=member.added_at if member else None,
            until=member.until if member else None,
            by_roles=held,
            lapsed=counts is None,
        )

    def entries(self) -> tuple[StaffEntry, ...]:
        """Return everybody: the appointed, longest-serving first, then the others by name."""
        appointed = sorted(self.members.values(), key=lambda one: (one.added_at, one.user_id))
        others = [one for one in self.holders.values() if one.user_id not in self.members]
        others = [one for one in others if self.roles_of(one.user_id)]
        others.sort(key=lambda one: (one.name.casefold(), one.user_id))
        users = [one.user_id for one in appointed] + [one.user_id for one in others]
        return tuple(self.entry(user) for user in users)

    def owners(self) -> frozenset[UserId]:
        """Return who owns the community."""
        return frozenset(one.user_id for one in self.members.values() if one.role is Role.OWNER)

    def require_may_give(self, scope: TenantScope, *roles: Role | None) -> None:
        """Raise `PermissionDenied` unless the actor still has all that the roles hold.

        The scope was minted before this transaction; what counts is what the actor has in it.
        """
        own = self.role_of(scope.actor)
        held = scope.permissions & PERMISSIONS[own] if own is not None else frozenset[Permission]()
        needed = {Permission.MANAGE_STAFF, *(one for role in roles if role for one in PERMISSIONS[role])}
        if missing := [one for one in reversed(Permission) if one in needed - held]:
            raise PermissionDenied(missing[0])


async def call_roll(work: RollWork, now: datetime, only: Iterable[UserId] | None = None) -> Roll:
    """Read the appointed, and those brought by Discord roles: all of them, or some."""
    members = {one.user_id: one for one in await work.staff.all()}
    mapped = {one.discord_role: one for one in await work.mapped_roles.all()}
    if not mapped:
        return Roll(members, {}, mapped, now)
    if only is None:
        holders = await work.role_holders.all()
    else:
        holders = await work.role_holders.among(frozenset(only))
    return Roll(members, {one.user_id: one for one in holders}, mapped, now)
