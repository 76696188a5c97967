"""Moderation, in memory."""

import attrs
from typing_extensions import override

from snowflake_adapters.memory.rows import TenantRows
from snowflake_domain.kernel.scope import UserId
from snowflake_domain.moderation.case import Case, CaseNumber, CaseState
from snowflake_domain.moderation.ports import Cases


@attrs.frozen
class MemoryCases(Cases):
    """The case book of one tenant."""

    _rows: TenantRows

    @override
    async def next_number(self) -> CaseNumber:
        self._rows.last_case += 1
        return CaseNumber(self._rows.last_case)

    @override
    async def add(self, case: Case) -> None:
        if case.number in self._rows.cases:
            raise LookupError(f"case {case.number} is recorded already")
        self._rows.cases = {**self._rows.cases, case.number: case}

    @override
    async def find(self, number: CaseNumber) -> Case | None:
        return self._rows.cases.get(number)

    @override
    async def replace(self, case: Case) -> None:
        if case.number not in self._rows.cases:
            raise LookupError(f"case {case.number} was never recorded")
        self._rows.cases = {**self._rows.cases, case.number: case}

    @override
    async def page(self, *, member: UserId | None, below: CaseNumber | None, limit: int) -> tuple[Case, ...]:
        found = [
            case
            for case in self._rows.cases.values()
            if (member is None or case.member.id == member) and (below is None or case.number < below)
        ]
        return tuple(sorted(found, key=lambda case: -case.number)[:limit])

    @override
    async def count_pending(self) -> int:
        return sum(case.state is CaseState.PENDING for case in self._rows.cases.values())
