"""Who works in a community, and what their role lets them do."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import attrs

from snowflake_domain.kernel.activity import Facts
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import Permission, RoleId, UserId


class Role(StrEnum):
    """Staff roles, from most to least."""

    OWNER = "owner"
    ADMIN = "admin"
    MODERATOR = "moderator"
    VIEWER = "viewer"


_VIEWER: Final = frozenset({Permission.VIEW})
_MODERATOR: Final = _VIEWER | {Permission.MODERATE}
_ADMIN: Final = _MODERATOR | {Permission.PUBLISH, Permission.MANAGE_STAFF, Permission.MANAGE_SETTINGS}
_OWNER: Final = _ADMIN | {Permission.MANAGE_BILLING}

PERMISSIONS: Final = MappingProxyType(
    {Role.OWNER: _OWNER, Role.ADMIN: _ADMIN, Role.MODERATOR: _MODERATOR, Role.VIEWER: _VIEWER}
)


@attrs.frozen(kw_only=True)
class StaffMember:
    """One person on a community's staff."""

    user_id: UserId
    name: str
    avatar_url: str | None
    role: Role
    added_at: datetime
    until: datetime | None = None
    """From then on the role counts no more; None means that it stays."""

    def counts_at(self, now: datetime) -> bool:
        """Tell whether the role (still) counts."""
        return self.until is None or now < self.until

    @property
    def person(self) -> Person:
        """Who it is, for records."""
        return Person(self.user_id, self.name)

    def facts(self) -> Facts:
        """Return what the activity log keeps of the appointment."""
        return role_facts(self.role, self.until)


@attrs.frozen(kw_only=True)
class MappedRole:
    """Whoever holds this Discord role has that staff role."""

    discord_role: RoleId
    name: str
    """The Discord role's name when it was last seen."""
    role: Role


@attrs.frozen(kw_only=True)
class RoleHolder:
    """A member of the guild and which mapped Discord roles they hold, as the bot saw it."""

    user_id: UserId
    name: str
    avatar_url: str | None
    roles: frozenset[RoleId]

    @property
    def person(self) -> Person:
        """Who it is, for records."""
        return Person(self.user_id, self.name)


def best(roles: Iterable[Role | None]) -> Role | None:
    """Return the role that lets do most."""
    held = {role for role in roles if role is not None}
    return next((role for role in Role if role in held), None)


def role_facts(role: Role, until: datetime | None = None) -> Facts:
    """Return what the activity log keeps of a role that is given."""
    return Facts({"role": role.value, "until": until.isoformat() if until else None})
