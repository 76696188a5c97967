"""Moderation, in SQL."""

from typing import Any

import attrs
from sqlalchemy import Column, Index, Integer, Row, String
from typing_extensions import override

from snowflake_adapters.sql.counters import counters
from snowflake_adapters.sql.schema import Utc, id_column, tenant_table
from snowflake_adapters.sql.scoped import TenantConnection
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import UserId
from snowflake_domain.moderation.case import Case, CaseNumber, CaseState, Sanction, Source
from snowflake_domain.moderation.ports import Cases

cases = tenant_table(
    "moderation_cases",
    Column("number", Integer, primary_key=True, autoincrement=False),
    id_column("member_id"),
    Column("member_name", String(255), nullable=False),
    id_column("moderator_id"),
    Column("moderator_name", String(255), nullable=False),
    Column("sanction", String(16), nullable=False),
    Column("reason", String(512), nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("expires_at", Utc),
    Column("state", String(16), nullable=False),
    Column("failure", String(500)),
    Column("source", String(16), nullable=False),
    Index(None, "tenant_id", "member_id", "number"),
    Index(None, "tenant_id", "state"),
)


@attrs.frozen
class SqlCases(Cases):
    """The case book of one tenant."""

    _db: TenantConnection

    @override
    async def next_number(self) -> CaseNumber:
        return CaseNumber(await self._db.count_up(counters, "case"))

    @override
    async def add(self, case: Case) -> None:
        await self._db.add(cases, _row(case))

    @override
    async def find(self, number: CaseNumber) -> Case | None:
        row = await self._db.find(cases, cases.c.number == number)
        return None if row is None else _case(row)

    @override
    async def replace(self, case: Case) -> None:
        row = _row(case)
        changed = await self._db.change(cases, cases.c.number == row.pop("number"), **row)
        if not changed:
            raise LookupError(f"case {case.number} was never recorded")

    @override
    async def page(self, *, member: UserId | None, below: CaseNumber | None, limit: int) -> tuple[Case, ...]:
        where = []
        if member is not None:
            where.append(cases.c.member_id == member)
        if below is not None:
            where.append(cases.c.number < below)
        rows = await self._db.rows(cases, *where, order=cases.c.number.desc(), limit=limit)
        return tuple(_case(row) for row in rows)

    @override
    async def count_pending(self) -> int:
        return await self._db.count(cases, cases.c.state == CaseState.PENDING.value)


def _row(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "member_id": case.member.id,
        "member_name": case.member.name,
        "moderator_id": case.moderator.id,
        "moderator_name": case.moderator.name,
        "sanction": case.sanction.value,
        "reason": case.reason,
        "opened_at": case.opened_at,
        "expires_at": case.expires_at,
        "state": case.state.value,
        "failure": case.failure,
        "source": case.source.value,
    }


def _case(row: Row[*tuple[Any, ...]]) -> Case:
    return Case(
        number=CaseNumber(row.number),
        member=Person(UserId(row.member_id), row.member_name),
        moderator=Person(UserId(row.moderator_id), row.moderator_name),
        sanction=Sanction(row.sanction),
        reason=row.reason,
        opened_at=row.opened_at,
        expires_at=row.expires_at,
        state=CaseState(row.state),
        failure=row.failure,
        source=Source(row.source),
    )
