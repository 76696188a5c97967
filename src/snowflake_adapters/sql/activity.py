"""The staff activity log, in SQL."""

import attrs
from sqlalchemy import JSON, Column, Index, String
from typing_extensions import override

from snowflake_adapters.sql.mapped_roles import mapped_staff
from snowflake_adapters.sql.schema import Utc, id_column, tenant_table
from snowflake_adapters.sql.scoped import Condition, TenantConnection
from snowflake_adapters.sql.tenancy import staff
from snowflake_domain.kernel.activity import (
    Activity,
    ActivityId,
    ActivityKind,
    Change,
    Facts,
    NotedChange,
)
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import UserId
from snowflake_domain.tenancy.enter_tenant import SYSTEM

activity = tenant_table(
    "activity",
    id_column("id", key=True),
    Column("kind", String(40), nullable=False),
    id_column("actor_id"),
    Column("actor_name", String(255), nullable=False),
    id_column("person_id", nullable=True),
    Column("person_name", String(255)),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    Column("at", Utc, nullable=False),
    Index(None, "tenant_id", "actor_id", "id"),
    Index(None, "tenant_id", "person_id", "id"),
    Index(None, "tenant_id", "kind", "id"),
)


@attrs.frozen
class SqlActivity(Activity):
    """The log of one tenant."""

    _db: TenantConnection
    _ids: Ids

    @override
    async def note(self, change: Change) -> None:
        actor, person = await person_on_staff(self._db, change.actor), change.person
        row = {
            "id": self._ids.next(),
            "kind": change.kind.value,
            "actor_id": actor.id,
            "actor_name": actor.name,
            "person_id": person.id if person else None,
            "person_name": person.name if person else None,
            "before": change.before,
            "after": change.after,
            "at": change.at,
        }
        await self._db.add(activity, row)

    @override
    async def page(
        self, *, person: UserId | None, kind: ActivityKind | None, below: ActivityId | None, limit: int
    ) -> tuple[NotedChange, ...]:
        where: list[Condition] = []
        if person is not None:
            where.append((activity.c.actor_id == person) | (activity.c.person_id == person))
        if kind is not None:
            where.append(activity.c.kind == kind.value)
        if below is not None:
            where.append(activity.c.id < below)
        rows = await self._db.rows(activity, *where, order=activity.c.id.desc(), limit=limit)
        return tuple(
            NotedChange(
                id=ActivityId(row.id),
                kind=ActivityKind(row.kind),
                actor=Person(UserId(row.actor_id), row.actor_name),
                person=None if row.person_id is None else Person(UserId(row.person_id), row.person_name),
                before=None if row.before is None else Facts(row.before),
                after=None if row.after is None else Facts(row.after),
                at=row.at,
            )
            for row in rows
        )


async def person_on_staff(db: TenantConnection, user: UserId) -> Person:
    """Return somebody by the name they have on the staff now; strangers go by their id."""
    if user == SYSTEM:
        return Person(user, "Snowflake")
    for table in (staff, mapped_staff):
        rows = await db.rows(table, table.c.user_id == user, order=table.c.user_id, limit=1)
        if rows:
            return Person(user, rows[0].name)
    return Person(user, str(user))
