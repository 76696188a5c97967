"""A community's settings and their revisions, in memory."""

from datetime import datetime

import attrs
from typing_extensions import override

from snowflake_adapters.memory.rows import TenantRows
from snowflake_adapters.memory.staffing import person_on_staff
from snowflake_domain.kernel.scope import RoleId, UserId
from snowflake_domain.tenancy.ports import Profile
from snowflake_domain.tenancy.tenant import Settings, SettingsRevision


@attrs.frozen
class MemoryProfile(Profile):
    """The settings of one tenant."""

    _rows: TenantRows

    @override
    async def current(self) -> SettingsRevision:
        if not self._rows.revisions:
            raise LookupError("the tenant of this scope was never founded")
        return self._rows.revisions[-1]

    @override
    async def revise(
        self, settings: Settings, *, by: UserId, at: datetime, restored: int | None = None
    ) -> SettingsRevision:
        revision = SettingsRevision(
            number=(await self.current()).number + 1,
            settings=settings,
            at=at,
            by=person_on_staff(self._rows, by),
            restored=restored,
        )
        self._rows.revisions = (*self._rows.revisions, revision)
        self._rows.settings = settings
        return revision

    @override
    async def revision(self, number: int) -> SettingsRevision | None:
        return next((one for one in self._rows.revisions if one.number == number), None)

    @override
    async def page(self, *, below: int | None, limit: int) -> tuple[SettingsRevision, ...]:
        newest_first = reversed(self._rows.revisions)
        return tuple(one for one in newest_first if below is None or one.number < below)[:limit]

    @override
    async def protected_roles(self) -> frozenset[RoleId]:
        return frozenset((await self.current()).settings.protected_roles)
