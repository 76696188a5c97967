"""Tenancy, in memory."""

from collections.abc import Callable

import attrs
from typing_extensions import override

from snowflake_adapters.memory.rows import TenantRows, without
from snowflake_domain.kernel.scope import GuildId, TenantId, UserId
from snowflake_domain.tenancy.ports import Membership, Profile, StaffBook, TenantDirectory
from snowflake_domain.tenancy.provision_tenant import TenantProvisioned
from snowflake_domain.tenancy.staff import StaffMember
from snowflake_domain.tenancy.tenant import Settings, Slug, Tenant, slug_from


@attrs.frozen
class MemoryStaffBook(StaffBook):
    """The staff of one tenant."""

    _rows: TenantRows

    @override
    async def all(self) -> tuple[StaffMember, ...]:
        return tuple(sorted(self._rows.staff.values(), key=lambda one: (one.added_at, one.user_id)))

    @override
    async def put(self, member: StaffMember) -> None:
        self._rows.staff = {**self._rows.staff, member.user_id: member}

    @override
    async def remove(self, user: UserId) -> None:
        self._rows.staff = without(self._rows.staff, user)


@attrs.frozen
class MemoryProfile(Profile):
    """The settings of one tenant."""

    _rows: TenantRows

    @override
    async def read(self) -> Settings:
        if self._rows.settings is None:
            raise LookupError("the tenant of this scope was never founded")
        return self._rows.settings

    @override
    async def write(self, settings: Settings) -> None:
        self._rows.settings = settings


@attrs.frozen
class MemoryDirectory(TenantDirectory):
    """Reads what tenants have committed, and founds them."""

    _rows: dict[TenantId, TenantRows]
    _promise: Callable[[TenantId, attrs.AttrsInstance], None]
    _tenants: dict[TenantId, Tenant] = attrs.field(factory=dict, init=False)

    @override
    async def of_guild(self, guild: GuildId, user: UserId) -> Membership | None:
        return self._membership(self._of_guild(guild), user)

    @override
    async def of_slug(self, slug: Slug, user: UserId) -> Membership | None:
        return self._membership(self._of_slug(slug), user)

    @override
    async def of_user(self, user: UserId) -> tuple[Membership, ...]:
        every = (self._membership(tenant, user) for tenant in self._tenants.values())
        theirs = [one for one in every if one is not None and one.role is not None]
        return tuple(sorted(theirs, key=lambda one: (one.tenant.settings.name.casefold(), one.tenant.id)))

    @override
    async def tenant(self, tenant: TenantId) -> Tenant | None:
        found = self._tenants.get(tenant)
        return found and self._as_it_is(found)

    @override
    async def tenants_of_guilds(self, guilds: frozenset[GuildId]) -> dict[GuildId, Tenant]:
        return {one.guild: self._as_it_is(one) for one in self._tenants.values() if one.guild in guilds}

    @override
    async def found(self, tenant: Tenant, owner: StaffMember) -> Tenant:
        stands = self._of_guild(tenant.guild)
        if stands is not None:
            return self._as_it_is(stands)
        if self._of_slug(tenant.slug) is not None:
            tenant = attrs.evolve(tenant, slug=slug_from(tenant.settings.name, tenant.id, taken=True))
        self._tenants[tenant.id] = tenant
        self._rows[tenant.id] = TenantRows(settings=tenant.settings, staff={owner.user_id: owner})
        self._promise(tenant.id, TenantProvisioned(tenant.guild))
        return tenant

    def _of_guild(self, guild: GuildId) -> Tenant | None:
        return next((one for one in self._tenants.values() if one.guild == guild), None)

    def _of_slug(self, slug: Slug) -> Tenant | None:
        return next((one for one in self._tenants.values() if one.slug == slug), None)

    def _membership(self, tenant: Tenant | None, user: UserId) -> Membership | None:
        if tenant is None:
            return None
        member = self._rows[tenant.id].staff.get(user)
        return Membership(self._as_it_is(tenant), member.role if member else None)

    def _as_it_is(self, tenant: Tenant) -> Tenant:
        settings = self._rows[tenant.id].settings
        return attrs.evolve(tenant, settings=settings) if settings is not None else tenant
