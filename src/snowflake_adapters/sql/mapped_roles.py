"""Mapped Discord roles and who holds them, in SQL."""

from itertools import groupby
from typing import Any

import attrs
from sqlalchemy import Column, Index, Row, String, Text
from typing_extensions import override

from snowflake_adapters.sql.schema import id_column, tenant_table
from snowflake_adapters.sql.scoped import TenantConnection
from snowflake_domain.kernel.scope import RoleId, UserId
from snowflake_domain.tenancy.ports import MappedRoles, RoleHolders
from snowflake_domain.tenancy.staff import MappedRole, Role, RoleHolder

role_mappings = tenant_table(
    "role_mappings",
    id_column("discord_role", key=True),
    Column("name", String(100), nullable=False),
    Column("role", String(16), nullable=False),
)
mapped_staff = tenant_table(
    "mapped_staff",
    id_column("user_id", key=True),
    id_column("discord_role", key=True),
    Column("name", String(255), nullable=False),
    Column("avatar_url", Text),
    Index(None, "user_id"),  # as of staff: asked before any tenant is known
)


@attrs.frozen
class SqlMappedRoles(MappedRoles):
    """The mappings of one tenant."""

    _db: TenantConnection

    @override
    async def all(self) -> tuple[MappedRole, ...]:
        rows = await self._db.rows(role_mappings, order=role_mappings.c.discord_role)
        found = [
            MappedRole(discord_role=RoleId(row.discord_role), name=row.name, role=Role(row.role))
            for row in rows
        ]
        ranks = list(Role)
        return tuple(sorted(found, key=lambda one: (ranks.index(one.role), one.name, one.discord_role)))

    @override
    async def put(self, mapped: MappedRole) -> None:
        await self._db.upsert(role_mappings, [attrs.asdict(mapped) | {"role": mapped.role.value}])

    @override
    async def remove(self, discord_role: RoleId) -> None:
        await self._db.remove(role_mappings, role_mappings.c.discord_role == discord_role)


@attrs.frozen
class SqlRoleHolders(RoleHolders):
    """The holders of one tenant's mapped roles: one row for each role of each."""

    _db: TenantConnection

    @override
    async def all(self) -> tuple[RoleHolder, ...]:
        return _holders(list(await self._db.rows(mapped_staff, order=mapped_staff.c.user_id)))

    @override
    async def among(self, users: frozenset[UserId]) -> tuple[RoleHolder, ...]:
        return _holders(await self._db.among(mapped_staff, mapped_staff.c.user_id, sorted(users)))

    @override
    async def put(self, holder: RoleHolder) -> None:
        await self._db.remove(mapped_staff, mapped_staff.c.user_id == holder.user_id)
        person = {"user_id": holder.user_id, "name": holder.name, "avatar_url": holder.avatar_url}
        await self._db.upsert(mapped_staff, [person | {"discord_role": one} for one in sorted(holder.roles)])


def _holders(rows: list[Row[*tuple[Any, ...]]]) -> tuple[RoleHolder, ...]:
    rows.sort(key=lambda row: (row.user_id, row.discord_role))
    found = []
    for user, some in groupby(rows, key=lambda row: row.user_id):
        first, *others = some
        roles = frozenset(RoleId(row.discord_role) for row in (first, *others))
        found.append(
            RoleHolder(user_id=UserId(user), name=first.name, avatar_url=first.avatar_url, roles=roles)
        )
    return tuple(found)
