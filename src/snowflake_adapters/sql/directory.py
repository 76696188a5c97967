"""Which tenants there are, in SQL."""

from typing import Any, Final

import attrs
from sqlalchemy import ColumnElement, Row, Select, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from typing_extensions import override

from snowflake_adapters.sql.outbox import OutboxCodec, new_row, outbox
from snowflake_adapters.sql.tenancy import staff, staff_row, tenant_settings, tenants
from snowflake_adapters.sql.trouble import StorageBusy, reading, transaction
from snowflake_adapters.system import TimeOrderedIds
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.outbox import OutboxId
from snowflake_domain.kernel.scope import GuildId, TenantId, UserId
from snowflake_domain.tenancy.ports import Membership, TenantDirectory
from snowflake_domain.tenancy.provision_tenant import TenantProvisioned
from snowflake_domain.tenancy.staff import Role, StaffMember
from snowflake_domain.tenancy.tenant import Settings, Slug, Tenant, slug_from

_TRIES: Final = 5


@attrs.frozen
class SqlDirectory(TenantDirectory):
    """Reads across tenants, and founds them."""

    _engine: AsyncEngine
    _codec: OutboxCodec
    _ids: Ids = attrs.Factory(TimeOrderedIds)

    @override
    async def of_guild(self, guild: GuildId, user: UserId) -> Membership | None:
        return await self._membership(tenants.c.guild_id == guild, user)

    @override
    async def of_slug(self, slug: Slug, user: UserId) -> Membership | None:
        return await self._membership(tenants.c.slug == slug, user)

    @override
    async def of_user(self, user: UserId) -> tuple[Membership, ...]:
        theirs = _memberships(user).where(staff.c.user_id.is_not(None))
        async with transaction(reading(self._engine)) as connection:
            found = (await connection.execute(theirs)).all()
        memberships = [_membership(row) for row in found]
        return tuple(
            sorted(memberships, key=lambda one: (one.tenant.settings.name.casefold(), one.tenant.id))
        )

    @override
    async def tenant(self, tenant: TenantId) -> Tenant | None:
        async with transaction(reading(self._engine)) as connection:
            return await _one(connection, tenants.c.id == tenant)

    @override
    async def tenants_of_guilds(self, guilds: frozenset[GuildId]) -> dict[GuildId, Tenant]:
        async with transaction(reading(self._engine)) as connection:
            found = await connection.execute(_all_tenants().where(tenants.c.guild_id.in_(sorted(guilds))))
            stand = [_tenant(row) for row in found.all()]
        return {tenant.guild: tenant for tenant in stand}

    @override
    async def found(self, tenant: Tenant, owner: StaffMember) -> Tenant:
        """Let the unique keys decide races: whoever comes second reads what the first has founded."""
        for _ in range(_TRIES):
            async with transaction(reading(self._engine)) as connection:
                stands = await _one(connection, tenants.c.guild_id == tenant.guild)
                taken = await _one(connection, tenants.c.slug == tenant.slug)
            if stands is not None:
                return stands
            if taken is not None:
                tenant = attrs.evolve(tenant, slug=slug_from(tenant.settings.name, tenant.id, taken=True))
            try:
                await self._store(tenant, owner)
            except (IntegrityError, StorageBusy):
                continue
            return tenant
        raise StorageBusy

    async def _store(self, tenant: Tenant, owner: StaffMember) -> None:
        message = new_row(OutboxId(self._ids.next()), TenantProvisioned(tenant.guild), self._codec)
        key = {"tenant_id": tenant.id}
        async with transaction(self._engine) as connection:
            await connection.execute(
                insert(tenants).values(
                    id=tenant.id,
                    guild_id=tenant.guild,
                    slug=tenant.slug,
                    icon_url=tenant.icon_url,
                    created_at=tenant.created_at,
                )
            )
            await connection.execute(insert(tenant_settings).values(key | attrs.asdict(tenant.settings)))
            await connection.execute(insert(staff).values(key | staff_row(owner)))
            await connection.execute(insert(outbox).values(key | message))

    async def _membership(self, where: ColumnElement[bool], user: UserId) -> Membership | None:
        async with transaction(reading(self._engine)) as connection:
            row = (await connection.execute(_memberships(user).where(where))).one_or_none()
        return None if row is None else _membership(row)


_COLUMNS: Final = (
    *tenants.c,
    tenant_settings.c.name,
    tenant_settings.c.accent,
    tenant_settings.c.timezone,
)
_PROFILED: Final = tenants.join(tenant_settings, tenant_settings.c.tenant_id == tenants.c.id)


def _all_tenants() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).select_from(_PROFILED)


def _memberships(user: UserId) -> Select[*tuple[Any, ...]]:
    as_staff = (staff.c.tenant_id == tenants.c.id) & (staff.c.user_id == user)
    return select(*_COLUMNS, staff.c.role).select_from(_PROFILED.outerjoin(staff, as_staff))


async def _one(connection: AsyncConnection, where: ColumnElement[bool]) -> Tenant | None:
    row = (await connection.execute(_all_tenants().where(where))).one_or_none()
    return None if row is None else _tenant(row)


def _membership(row: Row[*tuple[Any, ...]]) -> Membership:
    return Membership(_tenant(row), None if row.role is None else Role(row.role))


def _name(membership: Membership) -> tuple[str, int]:
    return membership.tenant.settings.name.casefold(), membership.tenant.id


def _tenant(row: Row[*tuple[Any, ...]]) -> Tenant:
    return Tenant(
        id=TenantId(row.id),
        guild=GuildId(row.guild_id),
        slug=Slug(row.slug),
        settings=Settings(name=row.name, accent=row.accent, timezone=row.timezone),
        icon_url=row.icon_url,
        created_at=row.created_at,
    )
