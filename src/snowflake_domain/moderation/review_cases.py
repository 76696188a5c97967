"""Look at what was decided."""

from typing import ClassVar, Final

import attrs

from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.page import Page, page_of
from snowflake_domain.kernel.scope import Permission, TenantScope, UserId
from snowflake_domain.kernel.work import Begin
from snowflake_domain.moderation.case import Case, CaseNumber
from snowflake_domain.moderation.ports import ModerationWork

MOST: Final = 100


@attrs.define(eq=False)
class UnknownCase(DomainError):
    """There is no case with that number."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "moderation.unknown_case"
    number: CaseNumber


@attrs.frozen(kw_only=True)
class ListCases:
    """Ask for cases, newest first; `cursor` is the number the last page ended with."""

    member: UserId | None = None
    limit: int = 50
    cursor: CaseNumber | None = None


@attrs.frozen
class ReviewCases:
    """Read the case book; raises `PermissionDenied`."""

    _begin: Begin[ModerationWork]

    async def __call__(self, scope: TenantScope, ask: ListCases) -> Page[Case]:
        scope.require(Permission.VIEW)
        limit = max(1, min(ask.limit, MOST))
        async with self._begin(scope) as work:
            cases = await work.cases.page(member=ask.member, below=ask.cursor, limit=limit + 1)
        return page_of([(case.number, case) for case in cases], limit)

    async def one(self, scope: TenantScope, number: CaseNumber) -> Case:
        """Return one case; raises `UnknownCase`."""
        scope.require(Permission.VIEW)
        async with self._begin(scope) as work:
            case = await work.cases.find(number)
        if case is None:
            raise UnknownCase(number)
        return case
