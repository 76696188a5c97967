"""Which tenants there are, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

import attrs
from sqlalchemy import ColumnElement, Row, Select, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from typing_extensions import override

from snowflake_adapters.sql.api_keys import api_key_in, api_keys
from snowflake_adapters.sql.invitations import hash_of, invitations
from snowflake_adapters.sql.mapped_roles import mapped_staff, role_mappings
from snowflake_adapters.sql.outbox import OutboxCodec, new_row, outbox
from snowflake_adapters.sql.settings import revision_row, settings_revisions
from snowflake_adapters.sql.tenancy import (
    settings_in,
    settings_row,
    staff,
    staff_row,
    tenant_settings,
    tenants,
)
from snowflake_adapters.sql.trouble import StorageBusy, reading, transaction
from snowflake_adapters.sql.webhooks import webhook_row, webhooks
from snowflake_adapters.system import TimeOrderedIds
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.outbox import OutboxId
from snowflake_domain.kernel.scope import GuildId, TenantId, UserId
from snowflake_domain.tenancy.api_key import ApiKeyId
from snowflake_domain.tenancy.invitation import InvitationSecret
from snowflake_domain.tenancy.manage_webhooks import SeedWebhook
from snowflake_domain.tenancy.ports import HeldKey, Membership, TenantDirectory
from snowflake_domain.tenancy.provision_tenant import TenantProvisioned
from snowflake_domain.tenancy.staff import Role, StaffMember, best
from snowflake_domain.tenancy.tenant import SettingsRevision, Slug, Tenant, slug_from
from snowflake_domain.tenancy.webhook import Webhook

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
        appointed = select(staff.c.tenant_id).where(staff.c.user_id == user)
        by_role = select(mapped_staff.c.tenant_id).where(mapped_staff.c.user_id == user)
        theirs = _memberships(user).where(tenants.c.id.in_(appointed.union(by_role)))
        async with transaction(reading(self._engine)) as connection:
            found = (await connection.execute(theirs.order_by(tenants.c.id))).all()
        each = [_membership(list(rows)) for _, rows in groupby(found, key=lambda row: row.id)]
        memberships = [one for one in each if one.direct or one.mapped]
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
    async def key(self, key: ApiKeyId) -> HeldKey | None:
        async with transaction(reading(self._engine)) as connection:
            row = (await connection.execute(select(api_keys).where(api_keys.c.id == key))).one_or_none()
            if row is None:
                return None
            holder = await _one(connection, tenants.c.id == row.tenant_id)
        return None if holder is None else HeldKey(holder, api_key_in(row), row.digest)

    @override
    async def guilds(self) -> frozenset[GuildId]:
        async with transaction(reading(self._engine)) as connection:
            found = await connection.execute(select(tenants.c.guild_id))
            return frozenset(GuildId(guild) for (guild,) in found.all())

    @override
    async def note_bot(
        self, *, present: frozenset[GuildId], absent: frozenset[GuildId], at: datetime
    ) -> frozenset[GuildId]:
        """Lock the rows first, so that of two reports the later one stays."""
        fresh = or_(tenants.c.bot_reported_at.is_(None), tenants.c.bot_reported_at <= at)
        named = tenants.c.guild_id.in_(sorted(present | absent))
        async with transaction(self._engine) as connection:
            ask = select(tenants.c.guild_id, tenants.c.away_since).where(named, fresh)
            found = (await connection.execute(ask.order_by(tenants.c.id).with_for_update())).all()
            news = [row.guild_id for row in found]
            here = tenants.c.guild_id.in_([guild for guild in news if guild in present])
            gone = tenants.c.guild_id.in_([guild for guild in news if guild in absent])
            since = func.coalesce(tenants.c.away_since, at)
            await connection.execute(update(tenants).where(here).values(away_since=None, bot_reported_at=at))
            await connection.execute(update(tenants).where(gone).values(away_since=since, bot_reported_at=at))
        return frozenset(
            GuildId(row.guild_id) for row in found if (row.away_since is None) is (row.guild_id in absent)
        )

    @override
    async def of_invitation(self, secret: InvitationSecret) -> Tenant | None:
        leads = select(invitations.c.tenant_id).where(invitations.c.secret_hash == hash_of(secret))
        async with transaction(reading(self._engine)) as connection:
            return await _one(connection, tenants.c.id == leads.scalar_subquery())

    @override
    async def found(self, tenant: Tenant, owner: StaffMember, asked: tuple[Webhook, ...] = ()) -> Tenant:
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
                await self._store(tenant, owner, asked)
            except (IntegrityError, StorageBusy):
                continue
            return tenant
        raise StorageBusy

    async def _store(self, tenant: Tenant, owner: StaffMember, asked: tuple[Webhook, ...]) -> None:
        leaving: list[attrs.AttrsInstance] = [TenantProvisioned(tenant.guild)]
        leaving += [SeedWebhook(one.id) for one in asked]
        messages = [new_row(OutboxId(self._ids.next()), one, self._codec) for one in leaving]
        key = {"tenant_id": tenant.id}
        async with transaction(self._engine) as connection:
            await connection.execute(
                insert(tenants).values(
                    id=tenant.id,
                    guild_id=tenant.guild,
                    slug=tenant.slug,
                    icon_url=tenant.icon_url,
                    created_at=tenant.created_at,
                    bot_reported_at=tenant.created_at,
                )
            )
            settings = key | settings_row(tenant.settings) | {"revision": 1}
            await connection.execute(insert(tenant_settings).values(settings))
            first = SettingsRevision(
                number=1, settings=tenant.settings, at=tenant.created_at, by=owner.person
            )
            await connection.execute(insert(settings_revisions).values(key | revision_row(first)))
            await connection.execute(insert(staff).values(key | staff_row(owner)))
            if asked:
                await connection.execute(insert(webhooks), [key | webhook_row(one) for one in asked])
            await connection.execute(insert(outbox), [key | message for message in messages])

    async def _membership(self, where: ColumnElement[bool], user: UserId) -> Membership | None:
        async with transaction(reading(self._engine)) as connection:
            rows = (await connection.execute(_memberships(user).where(where))).all()
        return _membership(rows) if rows else None


_COLUMNS: Final = (*tenants.c, *(one for one in tenant_settings.c if one.name != "tenant_id"))
_PROFILED: Final = tenants.join(tenant_settings, tenant_settings.c.tenant_id == tenants.c.id)


def _all_tenants() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).select_from(_PROFILED)


def _memberships(user: UserId) -> Select[*tuple[Any, ...]]:
    """Ask for tenants with somebody's roles in them: one row for each mapped role they hold, or just one."""
    as_staff = (staff.c.tenant_id == tenants.c.id) & (staff.c.user_id == user)
    holding = (mapped_staff.c.tenant_id == tenants.c.id) & (mapped_staff.c.user_id == user)
    bringing = (role_mappings.c.tenant_id == mapped_staff.c.tenant_id) & (
        role_mappings.c.discord_role == mapped_staff.c.discord_role
    )
    everything = _PROFILED.outerjoin(staff, as_staff).outerjoin(mapped_staff, holding)
    roles = (staff.c.role, staff.c.until, role_mappings.c.role.label("mapped_role"))
    return select(*_COLUMNS, *roles).select_from(everything.outerjoin(role_mappings, bringing))


async def _one(connection: AsyncConnection, where: ColumnElement[bool]) -> Tenant | None:
    row = (await connection.execute(_all_tenants().where(where))).one_or_none()
    return None if row is None else _tenant(row)


def _membership(rows: Sequence[Row[*tuple[Any, ...]]]) -> Membership:
    first = rows[0]
    return Membership(
        _tenant(first),
        direct=None if first.role is None else Role(first.role),
        until=first.until,
        mapped=best(None if row.mapped_role is None else Role(row.mapped_role) for row in rows),
    )


def _name(membership: Membership) -> tuple[str, int]:
    return membership.tenant.settings.name.casefold(), membership.tenant.id


def _tenant(row: Row[*tuple[Any, ...]]) -> Tenant:
    return Tenant(
        id=TenantId(row.id),
        guild=GuildId(row.guild_id),
        slug=Slug(row.slug),
        settings=settings_in(row),
        icon_url=row.icon_url,
        created_at=row.created_at,
        away_since=row.away_since,
    )
