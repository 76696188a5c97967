"""API keys, in SQL."""

from datetime import datetime
from typing import Any

import attrs
from sqlalchemy import Column, Index, Row, String
from typing_extensions import override

from snowflake_adapters.sql.counters import counters
from snowflake_adapters.sql.schema import Utc, id_column, json_column, tenant_table
from snowflake_adapters.sql.scoped import TenantConnection
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import Permission, UserId
from snowflake_domain.tenancy.api_key import ApiKey, ApiKeyId
from snowflake_domain.tenancy.ports import ApiKeys

api_keys = tenant_table(
    "api_keys",
    id_column("id", key=True),
    Column("name", String(100), nullable=False),
    Column("digest", String(64), nullable=False),
    json_column("scopes"),
    Column("created_at", Utc, nullable=False),
    id_column("created_by_id"),
    Column("created_by_name", String(255), nullable=False),
    Column("expires_at", Utc),
    Column("last_used_at", Utc),
    Index(None, "id", unique=True),  # whose key it is, is asked before any tenant is known
)


@attrs.frozen
class SqlApiKeys(ApiKeys):
    """The API keys of one tenant."""

    _db: TenantConnection

    @override
    async def all(self) -> tuple[ApiKey, ...]:
        rows = await self._db.rows(api_keys, order=api_keys.c.id.desc())
        return tuple(api_key_in(row) for row in rows)

    @override
    async def count_to_add(self) -> int:
        await self._db.hold(counters, "api_keys")
        return await self._db.count(api_keys)

    @override
    async def add(self, key: ApiKey, digest: str) -> None:
        row = {
            "id": key.id,
            "name": key.name,
            "digest": digest,
            "scopes": [scope.value for scope in key.scopes],
            "created_at": key.created_at,
            "created_by_id": key.created_by.id,
            "created_by_name": key.created_by.name,
            "expires_at": key.expires_at,
            "last_used_at": key.last_used_at,
        }
        await self._db.add(api_keys, row)

    @override
    async def note_use(self, key: ApiKeyId, now: datetime) -> None:
        earlier = api_keys.c.last_used_at.is_(None) | (api_keys.c.last_used_at < now)
        await self._db.change(api_keys, api_keys.c.id == key, earlier, last_used_at=now)

    @override
    async def remove(self, key: ApiKeyId) -> bool:
        return await self._db.remove(api_keys, api_keys.c.id == key) == 1


def api_key_in(row: Row[*tuple[Any, ...]]) -> ApiKey:
    """Return what a row holds, but for the digest."""
    return ApiKey(
        id=ApiKeyId(row.id),
        name=row.name,
        scopes=tuple(Permission(scope) for scope in row.scopes),
        created_at=row.created_at,
        created_by=Person(UserId(row.created_by_id), row.created_by_name),
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )
