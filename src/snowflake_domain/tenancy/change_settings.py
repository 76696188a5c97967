"""Read and change how a community presents itself."""

import attrs

from snowflake_domain.kernel.scope import Permission, TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.tenancy.ports import TenancyWork
from snowflake_domain.tenancy.tenant import Settings


@attrs.frozen(kw_only=True)
class ReviseSettings:
    """Ask for some settings to change; None leaves one as it is."""

    name: str | None = None
    accent: str | None = None
    timezone: str | None = None


@attrs.frozen
class ChangeSettings:
    """Keep the community's settings; raises `InvalidSettings` or `PermissionDenied`."""

    _begin: Begin[TenancyWork]

    async def read(self, scope: TenantScope) -> Settings:
        """Return the settings."""
        scope.require(Permission.VIEW)
        async with self._begin(scope) as work:
            return await work.profile.read()

    async def __call__(self, scope: TenantScope, command: ReviseSettings) -> Settings:
        scope.require(Permission.MANAGE_SETTINGS)
        changes = attrs.asdict(command, filter=lambda _, value: value is not None)
        async with self._begin(scope) as work:
            settings = attrs.evolve(await work.profile.read(), **changes).checked()
            await work.profile.write(settings)
        return settings
