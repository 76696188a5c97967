"""Tenancy, in SQL."""

from typing import Any

import attrs
from sqlalchemy import BigInteger, Column, Index, Integer, Row, String, Table, Text, UniqueConstraint
from typing_extensions import override

from snowflake_adapters.sql.schema import EXACT, Utc, id_column, json_column, metadata, tenant_table
from snowflake_adapters.sql.scoped import TenantConnection
from snowflake_domain.kernel.scope import ChannelId, RoleId, UserId
from snowflake_domain.tenancy.ports import StaffBook
from snowflake_domain.tenancy.staff import Role, StaffMember
from snowflake_domain.tenancy.tenant import Settings

tenants = Table(
    "tenants",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("slug", String(40), nullable=False),
    Column("icon_url", Text),
    Column("created_at", Utc, nullable=False),
    Column("away_since", Utc),
    Column("bot_reported_at", Utc),
    UniqueConstraint("guild_id"),
    UniqueConstraint("slug"),
    **EXACT,
)
tenant_settings = tenant_table(
    "tenant_settings",
    Column("name", String(100), nullable=False),
    Column("accent", String(7), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("logo_url", Text),
    Column("locale", String(16), nullable=False),
    json_column("protected_roles"),
    id_column("alert_channel", nullable=True),
    Column("revision", Integer, nullable=False),
)
staff = tenant_table(
    "staff",
    id_column("user_id", key=True),
    Column("name", String(255), nullable=False),
    Column("avatar_url", Text),
    Column("role", String(16), nullable=False),
    Column("added_at", Utc, nullable=False),
    Column("until", Utc),
    Index(None, "user_id"),  # which tenants somebody works in is asked before any tenant is known
)


@attrs.frozen
class SqlStaffBook(StaffBook):
    """The staff of one tenant."""

    _db: TenantConnection

    @override
    async def all(self) -> tuple[StaffMember, ...]:
        """Lock everyone, so that of two owners who dismiss each other one stays."""
        found = await self._db.rows(staff, order=staff.c.user_id, lock=True)
        members = [
            StaffMember(
                user_id=UserId(row.user_id),
                name=row.name,
                avatar_url=row.avatar_url,
                role=Role(row.role),
                added_at=row.added_at,
                until=row.until,
            )
            for row in found
        ]
        return tuple(sorted(members, key=lambda member: (member.added_at, member.user_id)))

    @override
    async def put(self, member: StaffMember) -> None:
        await self._db.upsert(staff, [staff_row(member)])

    @override
    async def remove(self, user: UserId) -> None:
        await self._db.remove(staff, staff.c.user_id == user)


def staff_row(member: StaffMember) -> dict[str, Any]:
    """Return a member's row, without the tenant."""
    return attrs.asdict(member) | {"role": member.role.value}


def settings_row(settings: Settings) -> dict[str, Any]:
    """Return the columns of settings; the same is kept as a document of each revision."""
    return attrs.asdict(settings) | {"protected_roles": list(settings.protected_roles)}


def settings_in(row: Row[*tuple[Any, ...]]) -> Settings:
    """Return the settings in a row that has their columns."""
    return Settings(
        name=row.name,
        accent=row.accent,
        timezone=row.timezone,
        logo_url=row.logo_url,
        locale=row.locale,
        protected_roles=tuple(RoleId(one) for one in row.protected_roles),
        alert_channel=None if row.alert_channel is None else ChannelId(row.alert_channel),
    )
