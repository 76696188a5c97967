"""Turn an authenticated caller and a place into a tenant scope."""

from typing import ClassVar, Final

import attrs

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.scope import GuildId, Permission, TenantId, TenantScope, UserId
from snowflake_domain.tenancy.api_key import ApiKey, ApiKeyId, BadKey, is_secret, read_token
from snowflake_domain.tenancy.ports import HeldKey, TenantDirectory
from snowflake_domain.tenancy.staff import PERMISSIONS, Role
from snowflake_domain.tenancy.tenant import Slug, Tenant

SYSTEM: Final = UserId(0)
"""The actor of what Snowflake does by itself; Discord never hands out 0."""


@attrs.define(eq=False)
class UnknownGuild(DomainError):
    """That server isn't on Snowflake yet."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "tenancy.unknown_guild"
    guild: GuildId


@attrs.define(eq=False)
class UnknownTenant(DomainError):
    """There is no such community, or you aren't on its staff."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "tenancy.unknown_tenant"


@attrs.define(eq=False)
class NotStaff(DomainError):
    """You aren't on this community's staff; its owner can add you."""

    kind: ClassVar = ErrorKind.FORBIDDEN
    code: ClassVar = "tenancy.not_staff"


@attrs.define(eq=False)
class GuildMismatch(DomainError):
    """That tenant doesn't own that guild."""

    kind: ClassVar = ErrorKind.FORBIDDEN
    code: ClassVar = "tenancy.guild_mismatch"


@attrs.frozen
class KeyAdmitted:
    """An API key was good here."""

    scope: TenantScope
    key: ApiKey


@attrs.frozen
class EnterTenant:
    """Mint scopes: the only place that can."""

    _directory: TenantDirectory
    _clock: Clock

    async def __call__(self, guild: GuildId, user: UserId) -> TenantScope:
        """Enter by guild, as slash commands do; raises `UnknownGuild` or `NotStaff`."""
        membership = await self._directory.of_guild(guild, user)
        if membership is None:
            raise UnknownGuild(guild)
        role = membership.role_at(self._clock.now())
        if role is None:
            raise NotStaff
        return _scope(membership.tenant, role, user)

    async def by_slug(self, slug: Slug, user: UserId) -> TenantScope:
        """Enter by address, as the dashboard does; raises `UnknownTenant`.

        Strangers get the same answer whether or not the tenant exists.
        """
        membership = await self._directory.of_slug(slug, user)
        role = membership.role_at(self._clock.now()) if membership else None
        if membership is None or role is None:
            raise UnknownTenant
        return _scope(membership.tenant, role, user)

    async def by_key(self, slug: Slug, token: str) -> KeyAdmitted:
        """Enter by address with an API key, which acts as itself; raises `BadKey` or `UnknownTenant`.

        `UnknownTenant` is told only to keys that are good elsewhere.
        """
        parts = read_token(token)
        if parts is None:
            raise BadKey
        key_id, secret = parts
        held = await self._directory.key(key_id)
        good = is_secret(secret, held.digest if held else "")
        if held is None or not good or held.key.is_over(self._clock.now()):
            raise BadKey
        if held.tenant.slug != slug:
            raise UnknownTenant
        return KeyAdmitted(_key_scope(held), held.key)

    async def checked(self, tenant: TenantId, guild: GuildId, user: UserId) -> TenantScope:
        """Enter by what another process claims; raises `GuildMismatch`, `UnknownGuild` or `NotStaff`.

        An API key acts under its own id: its secret was checked where the call came in, and it must still
        stand.
        """
        if user == SYSTEM:
            scope = await self.as_system(tenant)
        else:
            try:
                scope = await self(guild, user)
            except NotStaff:
                held = await self._directory.key(ApiKeyId(user))
                if held is None or held.key.is_over(self._clock.now()):
                    raise
                scope = _key_scope(held)
        if scope.tenant != tenant or scope.guild != guild:
            raise GuildMismatch
        return scope

    def as_guest(self, tenant: Tenant, user: UserId) -> TenantScope:
        """Enter without any permission, as whoever opens an invitation does."""
        return TenantScope(
            tenant=tenant.id,
            guild=tenant.guild,
            actor=user,
            permissions=frozenset(),
            bot_away=tenant.away_since is not None,
        )

    async def as_system(self, tenant: TenantId) -> TenantScope:
        """Enter as Snowflake itself; raises `UnknownTenant`."""
        found = await self._directory.tenant(tenant)
        if found is None:
            raise UnknownTenant
        return TenantScope(
            tenant=found.id,
            guild=found.guild,
            actor=SYSTEM,
            permissions=frozenset(Permission),
            bot_away=found.away_since is not None,
        )

    async def as_listener(self, guild: GuildId) -> TenantScope | None:
        """Enter to write what Discord reported of a guild, or None when it has no tenant."""
        membership = await self._directory.of_guild(guild, SYSTEM)
        if membership is None:
            return None
        return TenantScope(
            tenant=membership.tenant.id,
            guild=guild,
            actor=SYSTEM,
            permissions=frozenset({Permission.VIEW, Permission.INDEX}),
            bot_away=membership.tenant.away_since is not None,
        )


def _scope(tenant: Tenant, role: Role, user: UserId) -> TenantScope:
    return TenantScope(
        tenant=tenant.id,
        guild=tenant.guild,
        actor=user,
        permissions=PERMISSIONS[role],
        bot_away=tenant.away_since is not None,
    )


def _key_scope(held: HeldKey) -> TenantScope:
    return TenantScope(
        tenant=held.tenant.id,
        guild=held.tenant.guild,
        actor=held.key.actor,
        permissions=frozenset(held.key.scopes),
        bot_away=held.tenant.away_since is not None,
    )
