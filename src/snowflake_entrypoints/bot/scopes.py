"""Which guilds have a tenant, remembered for a moment."""

import asyncio
from typing import Final

import attrs

from snowflake_domain.kernel.scope import GuildId, TenantScope
from snowflake_domain.tenancy.enter_tenant import EnterTenant

KNOWN_FOR: Final = 60.0
UNKNOWN_FOR: Final = 3.0
"""Seconds; a guild that is just being provisioned shouldn't wait for long."""


@attrs.define
class ListenerScopes:
    """Enters guilds as the listener that writes down what Discord reports."""

    _enter: EnterTenant
    _found: dict[GuildId, tuple[TenantScope | None, float]] = attrs.field(factory=dict, init=False)

    async def of(self, guild: GuildId) -> TenantScope | None:
        """Return the scope, or None when the guild has no tenant; raises what the database raises."""
        now = asyncio.get_running_loop().time()
        scope, until = self._found.get(guild, (None, 0.0))
        if until > now:
            return scope
        scope = await self._enter.as_listener(guild)
        self._found[guild] = scope, now + (KNOWN_FOR if scope else UNKNOWN_FOR)
        return scope

    def forget(self, guild: GuildId) -> None:
        """Look it up anew next time."""
        self._found.pop(guild, None)
