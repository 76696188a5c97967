"""The value that says which tenant, who, and allowed to do what."""

from enum import StrEnum
from typing import ClassVar, NewType

import attrs
from typing_extensions import override

from snowflake_domain.kernel.errors import DomainError, ErrorKind

TenantId = NewType("TenantId", int)
GuildId = NewType("GuildId", int)
"""A Discord guild snowflake (unsigned 64-bit)."""
UserId = NewType("UserId", int)
"""A Discord user snowflake (unsigned 64-bit)."""
ChannelId = NewType("ChannelId", int)
"""A Discord channel or thread snowflake (unsigned 64-bit)."""
MessageId = NewType("MessageId", int)
"""A Discord message snowflake (unsigned 64-bit); its upper 42 bits are its time."""


RoleId = NewType("RoleId", int)
"""A Discord role snowflake (unsigned 64-bit)."""


class Permission(StrEnum):
    """What a caller may do inside a tenant."""

    VIEW = "view"
    PUBLISH = "publish"
    MODERATE = "moderate"
    MANAGE_STAFF = "manage_staff"
    MANAGE_SETTINGS = "manage_settings"
    MANAGE_BILLING = "manage_billing"
    INDEX = "index"
    """Held by Snowflake itself only: write what Discord reported."""


@attrs.define(eq=False)
class PermissionDenied(DomainError):
    """The caller lacks a permission in this tenant."""

    kind: ClassVar = ErrorKind.FORBIDDEN
    code: ClassVar = "tenancy.permission_denied"
    permission: Permission

    @property
    @override
    def detail(self) -> str:
        """Name what is missing."""
        need = self.permission.replace("_", " ")
        return f"Your role here doesn't let you {need}. An owner or admin can change that."


@attrs.define(eq=False)
class BotAway(DomainError):
    """Snowflake's bot isn't in your server any more. Install it again to go on: nothing was lost."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "tenancy.bot_away"
    guild: GuildId


@attrs.frozen(kw_only=True)
class TenantScope:
    """Proof that `actor` may act inside `tenant`; minted only in `tenancy.enter_tenant`."""

    tenant: TenantId
    guild: GuildId
    actor: UserId
    permissions: frozenset[Permission]
    bot_away: bool = False
    """The bot was removed from the guild: what is kept can be read, nothing can be done in Discord."""

    def require(self, permission: Permission) -> None:
        """Raise `PermissionDenied` unless the caller holds `permission`."""
        if permission not in self.permissions:
            raise PermissionDenied(permission)

    def require_bot(self) -> None:
        """Raise `BotAway` when the bot isn't in the guild."""
        if self.bot_away:
            raise BotAway(self.guild)
