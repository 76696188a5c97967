"""Read and change how a community presents itself; every revision is kept."""

from enum import StrEnum
from typing import Any, ClassVar

import attrs
from typing_extensions import override

from snowflake_domain.kernel.activity import ActivityKind, Change, Facts
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind, FieldProblem
from snowflake_domain.kernel.page import Page, page_of
from snowflake_domain.kernel.scope import ChannelId, Permission, RoleId, TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.tenancy.ports import TenancyWork
from snowflake_domain.tenancy.tenant import Settings, SettingsRevision


class Clearable(StrEnum):
    """Settings that may be empty."""

    LOGO_URL = "logo_url"
    ALERT_CHANNEL = "alert_channel"


@attrs.frozen(kw_only=True)
class ReviseSettings:
    """Ask for some settings to change; None leaves one as it is, `clear` empties some."""

    name: str | None = None
    accent: str | None = None
    timezone: str | None = None
    logo_url: str | None = None
    locale: str | None = None
    protected_roles: tuple[RoleId, ...] | None = None
    alert_channel: ChannelId | None = None
    clear: tuple[Clearable, ...] = ()
    revision: int | None = None
    """The revision that the asker saw; None asks for no such check."""

    def changes(self) -> dict[str, Any]:
        """Return what is asked, by setting."""
        asked = {name: getattr(self, name) for name in _NAMES if getattr(self, name) is not None}
        return asked | {one.value: None for one in self.clear}


@attrs.frozen(kw_only=True)
class SettingChanged:
    """One setting in two revisions, as text; None where it is empty."""

    field: str
    before: str | None
    after: str | None


@attrs.define(eq=False)
class UnknownRevision(DomainError):
    """There is no such revision of the settings."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "tenancy.unknown_revision"
    number: int


@attrs.define(eq=False)
class StaleSettings(DomainError):
    """Somebody else changed the settings meanwhile."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "tenancy.stale_settings"
    stands: SettingsRevision
    wanted: tuple[SettingChanged, ...]
    """What stands (before) and what was asked (after), where the two differ."""

    @property
    @override
    def detail(self) -> str:
        """Say who was first."""
        return f"{self.stands.by.name} changed the settings meanwhile. Look at both and save again."

    @property
    @override
    def problems(self) -> tuple[FieldProblem, ...]:
        """One entry per field that stands otherwise than it was asked for."""
        return tuple(
            FieldProblem(one.field, f"It is “{one.before or ''}” now; you asked for “{one.after or ''}”.")
            for one in self.wanted
        )


@attrs.frozen
class ChangeSettings:
    """Keep the community's settings and all their revisions.

    Raises `InvalidSettings`, `StaleSettings`, `UnknownRevision` or `PermissionDenied`.
    """

    _begin: Begin[TenancyWork]
    _clock: Clock

    async def read(self, scope: TenantScope) -> SettingsRevision:
        """Return the settings as they stand."""
        scope.require(Permission.VIEW)
        async with self._begin(scope) as work:
            return await work.profile.current()

    async def __call__(self, scope: TenantScope, command: ReviseSettings) -> SettingsRevision:
        scope.require(Permission.MANAGE_SETTINGS)
        async with self._begin(scope) as work:
            stands = await work.profile.current()
            asked = attrs.evolve(stands.settings, **command.changes())
            if command.revision is not None and command.revision != stands.number:
                raise StaleSettings(stands, differences(stands.settings, asked))
            return await self._revise(work, scope, stands, asked.checked())

    async def revisions(self, scope: TenantScope, *, limit: int, below: int | None) -> Page[SettingsRevision]:
        """Return revisions, newest first."""
        scope.require(Permission.VIEW)
        async with self._begin(scope) as work:
            found = await work.profile.page(below=below, limit=limit + 1)
        return page_of([(one.number, one) for one in found], limit)

    async def compare(self, scope: TenantScope, older: int, newer: int) -> tuple[SettingChanged, ...]:
        """Return what differs between two revisions, setting by setting."""
        scope.require(Permission.VIEW)
        async with self._begin(scope) as work:
            before, after = await _revision(work, older), await _revision(work, newer)
        return differences(before.settings, after.settings)

    async def restore(self, scope: TenantScope, number: int) -> SettingsRevision:
        """Bring an older revision back, as a new one."""
        scope.require(Permission.MANAGE_SETTINGS)
        async with self._begin(scope) as work:
            stands = await work.profile.current()
            older = await _revision(work, number)
            return await self._revise(work, scope, stands, older.settings.checked(), restored=number)

    async def _revise(
        self,
        work: TenancyWork,
        scope: TenantScope,
        stands: SettingsRevision,
        settings: Settings,
        restored: int | None = None,
    ) -> SettingsRevision:
        changed = differences(stands.settings, settings)
        if not changed:
            return stands
        now = self._clock.now()
        revision = await work.profile.revise(settings, by=scope.actor, at=now, restored=restored)
        kind = ActivityKind.SETTINGS_CHANGED if restored is None else ActivityKind.SETTINGS_RESTORED
        change = Change(
            kind=kind,
            actor=scope.actor,
            at=now,
            before=Facts({one.field: one.before for one in changed}),
            after=Facts({one.field: one.after for one in changed}),
        )
        await work.activity.note(change)
        return revision


def differences(before: Settings, after: Settings) -> tuple[SettingChanged, ...]:
    """Return the settings in which two differ."""
    return tuple(
        SettingChanged(field=name, before=_text(getattr(before, name)), after=_text(getattr(after, name)))
        for name in _NAMES
        if getattr(before, name) != getattr(after, name)
    )


async def _revision(work: TenancyWork, number: int) -> SettingsRevision:
    found = await work.profile.revision(number)
    if found is None:
        raise UnknownRevision(number)
    return found


def _text(value: object) -> str | None:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or None
    return None if value is None else str(value)


_NAMES = tuple(field.name for field in attrs.fields(Settings))
