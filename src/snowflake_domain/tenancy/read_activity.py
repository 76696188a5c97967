"""Read who changed what."""

import attrs

from snowflake_domain.kernel.activity import ActivityId, ActivityKind, ActivityWork, NotedChange
from snowflake_domain.kernel.page import Page, page_of
from snowflake_domain.kernel.scope import Permission, TenantScope, UserId
from snowflake_domain.kernel.work import Begin


@attrs.frozen(kw_only=True)
class ListActivity:
    """Ask for a page of the log: by or about one person, of one kind."""

    person: UserId | None = None
    kind: ActivityKind | None = None
    limit: int = 50
    cursor: ActivityId | None = None


@attrs.frozen
class ReadActivity:
    """Page through the log, newest first; raises `PermissionDenied`."""

    _begin: Begin[ActivityWork]

    async def __call__(self, scope: TenantScope, ask: ListActivity) -> Page[NotedChange]:
        scope.require(Permission.MANAGE_STAFF)
        async with self._begin(scope) as work:
            found = await work.activity.page(
                person=ask.person, kind=ask.kind, below=ask.cursor, limit=ask.limit + 1
            )
        return page_of([(int(one.id), one) for one in found], ask.limit)
