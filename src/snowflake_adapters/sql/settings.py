"""A community's settings and their revisions, in SQL."""

from datetime import datetime
from typing import Any

import attrs
from sqlalchemy import Column, Integer, Row, String
from typing_extensions import override

from snowflake_adapters.sql.activity import person_on_staff
from snowflake_adapters.sql.schema import Utc, id_column, json_column, tenant_table
from snowflake_adapters.sql.scoped import TenantConnection
from snowflake_adapters.sql.tenancy import settings_in, settings_row, tenant_settings
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, RoleId, UserId
from snowflake_domain.tenancy.ports import Profile
from snowflake_domain.tenancy.tenant import Settings, SettingsRevision

settings_revisions = tenant_table(
    "settings_revisions",
    Column("number", Integer, primary_key=True, autoincrement=False),
    json_column("settings"),
    Column("at", Utc, nullable=False),
    id_column("by_id"),
    Column("by_name", String(255), nullable=False),
    Column("restored", Integer),
)


@attrs.frozen
class SqlProfile(Profile):
    """The settings of one tenant: as they stand in a row of columns, each revision as a document."""

    _db: TenantConnection

    @override
    async def current(self) -> SettingsRevision:
        row = await self._stands(lock=True)
        found = await self.revision(row.revision)
        if found is None:
            raise LookupError(f"revision {row.revision} of the settings is gone")
        return attrs.evolve(found, settings=settings_in(row))

    @override
    async def revise(
        self, settings: Settings, *, by: UserId, at: datetime, restored: int | None = None
    ) -> SettingsRevision:
        number = (await self._stands(lock=True)).revision + 1
        revision = SettingsRevision(
            number=number,
            settings=settings,
            at=at,
            by=await person_on_staff(self._db, by),
            restored=restored,
        )
        await self._db.change(tenant_settings, **settings_row(settings), revision=number)
        await self._db.add(settings_revisions, revision_row(revision))
        return revision

    @override
    async def revision(self, number: int) -> SettingsRevision | None:
        row = await self._db.find(settings_revisions, settings_revisions.c.number == number)
        return None if row is None else _revision(row)

    @override
    async def page(self, *, below: int | None, limit: int) -> tuple[SettingsRevision, ...]:
        where = [] if below is None else [settings_revisions.c.number < below]
        rows = await self._db.rows(
            settings_revisions, *where, order=settings_revisions.c.number.desc(), limit=limit
        )
        return tuple(_revision(row) for row in rows)

    @override
    async def protected_roles(self) -> frozenset[RoleId]:
        return frozenset(settings_in(await self._stands(lock=False)).protected_roles)

    async def _stands(self, *, lock: bool) -> Row[*tuple[Any, ...]]:
        row = await self._db.find(tenant_settings, lock=lock)
        if row is None:
            raise LookupError("the tenant of this scope is gone")
        return row


def revision_row(revision: SettingsRevision) -> dict[str, Any]:
    """Return a revision's row, without the tenant."""
    return {
        "number": revision.number,
        "settings": settings_row(revision.settings),
        "at": revision.at,
        "by_id": revision.by.id,
        "by_name": revision.by.name,
        "restored": revision.restored,
    }


def _revision(row: Row[*tuple[Any, ...]]) -> SettingsRevision:
    kept = dict(row.settings)
    channel = kept.pop("alert_channel")
    roles = tuple(RoleId(one) for one in kept.pop("protected_roles"))
    return SettingsRevision(
        number=row.number,
        settings=Settings(
            **kept, protected_roles=roles, alert_channel=None if channel is None else ChannelId(channel)
        ),
        at=row.at,
        by=Person(UserId(row.by_id), row.by_name),
        restored=row.restored,
    )
