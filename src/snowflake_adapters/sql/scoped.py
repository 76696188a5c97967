"""SQL that can only speak about one tenant.

Only this module builds statements on tenant tables (ruff's banned-api, tests/architecture).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Row,
    Select,
    Table,
    delete,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from snowflake_domain.kernel.scope import TenantId

Condition = ColumnElement[bool]
Values = Mapping[str, Any]

_AT_ONCE: Final = 500
"""Values in one list."""
_JOINED: Final = 12
"""Words joined one by one; MariaDB joins at most 61 tables."""


@attrs.frozen
class TenantConnection:
    """An open transaction; every statement it builds carries the tenant."""

    _connection: AsyncConnection
    _tenant: TenantId

    def _owns(self, table: FromClause) -> Condition:
        return table.c.tenant_id == self._tenant

    def _row(self, values: Values) -> dict[str, Any]:
        return {"tenant_id": self._tenant, **values}

    async def add(self, table: Table, values: Values) -> None:
        """Insert one row; an existing key is an `IntegrityError`."""
        await self._connection.execute(table.insert(), self._row(values))

    async def add_missing(self, table: Table, rows: Sequence[Values]) -> None:
        """Insert the rows whose key isn't there yet; leave the others as they are."""
        if not rows:
            return
        if self._is_mysql:
            # Not IGNORE, which would swallow every other error as well.
            statement: Any = mysql.insert(table)
            statement = statement.on_duplicate_key_update(tenant_id=statement.inserted.tenant_id)
        else:
            statement = sqlite.insert(table).on_conflict_do_nothing()
        await self._connection.execute(statement, [self._row(row) for row in rows])

    async def upsert(self, table: Table, rows: Sequence[Values]) -> None:
        """Insert rows or, where the key is there, replace them; every row names every column."""
        if not rows:
            return
        plain = [column.name for column in table.c if not column.primary_key]
        if self._is_mysql:
            statement: Any = mysql.insert(table)
            statement = statement.on_duplicate_key_update({one: statement.inserted[one] for one in plain})
        else:
            statement = sqlite.insert(table)
            statement = statement.on_conflict_do_update(
                index_elements=list(table.primary_key.columns),
                set_={one: statement.excluded[one] for one in plain},
            )
        await self._connection.execute(statement, [self._row(row) for row in rows])

    async def raise_to(self, table: Table, values: Values, column: Column[int]) -> None:
        """Insert a row or, where the key is there, raise one column to the new value if that is greater."""
        row = self._row(values)
        if self._is_mysql:
            statement: Any = mysql.insert(table).values(row)
            greater: Any = func.greatest(column, statement.inserted[column.name])
            statement = statement.on_duplicate_key_update({column.name: greater})
        else:
            statement = sqlite.insert(table).values(row)
            statement = statement.on_conflict_do_update(
                index_elements=list(table.primary_key.columns),
                set_={column.name: func.max(column, statement.excluded[column.name])},
            )
        await self._connection.execute(statement)

    async def find(self, table: Table, *where: Condition, lock: bool = False) -> Row[*tuple[Any, ...]] | None:
        """Return the row that fits, or None; two are an error."""
        found = await self._connection.execute(self._select(table, where, lock=lock))
        return found.one_or_none()

    async def rows(
        self,
        table: Table,
        *where: Condition,
        order: ColumnElement[Any],
        limit: int | None = None,
        lock: bool = False,
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        """Return the rows that fit, in order."""
        statement = self._select(table, where, lock=lock).order_by(order).limit(limit)
        return (await self._connection.execute(statement)).all()

    async def among(
        self, table: Table, column: ColumnElement[int], values: Sequence[int], *, lock: bool = False
    ) -> list[Row[*tuple[Any, ...]]]:
        """Return the rows whose column holds one of the values, in no order; as many values as you like.

        Locks are taken in the values' order, so that two transactions don't wait for each other.
        """
        found: list[Row[*tuple[Any, ...]]] = []
        ordered = sorted(set(values))
        for at in range(0, len(ordered), _AT_ONCE):
            some = column.in_(ordered[at : at + _AT_ONCE])
            found += (await self._connection.execute(self._select(table, (some,), lock=lock))).all()
        return found

    async def change(self, table: Table, *where: Condition, **values: Any) -> int:
        """Set columns of the rows that fit and return how many those are."""
        statement = update(table).where(self._owns(table), *where).values(**values)
        return (await self._connection.execute(statement)).rowcount

    async def remove(self, table: Table, *where: Condition) -> int:
        """Delete the rows that fit and return how many those were."""
        statement = delete(table).where(self._owns(table), *where)
        return (await self._connection.execute(statement)).rowcount

    async def count(self, table: Table, *where: Condition, most: int | None = None) -> int:
        """Count the rows that fit, up to `most`."""
        some = select(literal(1)).select_from(table).where(self._owns(table), *where).limit(most)
        counted = select(func.count()).select_from(some.subquery())
        return int((await self._connection.execute(counted)).scalar_one())

    async def count_by(self, table: Table, key: ColumnElement[Any], *where: Condition) -> dict[Any, int]:
        """Count the rows that fit by the value of an expression."""
        statement = select(key, func.count()).select_from(table).where(self._owns(table), *where)
        found = await self._connection.execute(statement.group_by(key))
        return {value: int(number) for value, number in found.all()}

    async def count_up(self, table: Table, name: str) -> int:
        """Increment a named counter and return its new value, holding its row until the end."""
        first = self._row({"name": name, "value": 1})
        if self._is_mysql:
            first["value"] = func.last_insert_id(1)
            bump: Any = mysql.insert(table).values(first)
            bump = bump.on_duplicate_key_update(value=func.last_insert_id(table.c.value + 1))
            await self._connection.execute(bump)
            return int((await self._connection.execute(select(func.last_insert_id()))).scalar_one())
        bump = sqlite.insert(table).values(first)
        bump = bump.on_conflict_do_update(
            index_elements=list(table.primary_key.columns), set_={"value": table.c.value + 1}
        )
        return int((await self._connection.execute(bump.returning(table.c.value))).scalar_one())

    async def hold(self, table: Table, name: str) -> None:
        """Wait for others of this tenant who hold the same name, and keep it until the end.

        `table` is one of named counters. On SQLite there is one transaction at a time anyway.
        """
        if self._is_mysql:
            await self.count_up(table, name)

    async def holding_all(
        self,
        postings: Table,
        words: Sequence[str],
        about: Table,
        *where: Condition,
        below: int | None,
        limit: int,
    ) -> list[int]:
        """Return the keys posted under every word, greatest first.

        `postings` has the columns `term` and `message_id`; `where` speaks of `about`, whose `id` that is.
        The first word leads: make it the rarest.
        """
        first, *others = [postings.alias() for _ in words[:_JOINED]]
        joined: Any = first
        for other in others:
            joined = joined.join(other, (other.c.message_id == first.c.message_id) & self._owns(other))
        if where:
            joined = joined.join(about, (about.c.id == first.c.message_id) & self._owns(about))
        said = [one.c.term == word for one, word in zip([first, *others], words, strict=False)]
        statement = select(first.c.message_id).select_from(joined).where(self._owns(first), *said, *where)
        if rest := words[_JOINED:]:
            every = postings.alias()
            also = select(func.count()).where(self._owns(every), every.c.term.in_(rest))
            also = also.where(every.c.message_id == first.c.message_id)
            statement = statement.where(also.correlate(first).scalar_subquery() == len(rest))
        if below is not None:
            statement = statement.where(first.c.message_id < below)
        statement = statement.order_by(first.c.message_id.desc()).limit(limit)
        # MariaDB would rather begin with the other tables, and sort everything they have.
        statement = statement.prefix_with("STRAIGHT_JOIN", dialect="mysql")
        return list((await self._connection.execute(statement)).scalars())

    @property
    def _is_mysql(self) -> bool:
        return self._connection.dialect.name == "mysql"

    def _select(self, table: Table, where: Sequence[Condition], *, lock: bool) -> Select[*tuple[Any, ...]]:
        statement = select(table).where(self._owns(table), *where)
        return statement.with_for_update() if lock else statement
