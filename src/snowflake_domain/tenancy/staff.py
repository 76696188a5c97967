"""Who works in a community, and what their role lets them do."""

from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import attrs

from snowflake_domain.kernel.scope import Permission, UserId


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
