"""Know where the bot is: a community without it can be read, and nothing of it is lost."""

from datetime import datetime

import attrs

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.realtime import Event, Realtime
from snowflake_domain.kernel.scope import GuildId
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.ports import TenantDirectory


@attrs.frozen
class GatewayChanged:
    """What dashboards hear: whether the bot sees their server."""

    connected: bool


@attrs.frozen
class NoteBot:
    """Take the bot's reports, in any order and number: what is older than known changes nothing."""

    _directory: TenantDirectory
    _enter: EnterTenant
    _realtime: Realtime
    _clock: Clock

    async def __call__(self, guild: GuildId, *, joined: bool, at: datetime | None = None) -> None:
        """Note that the bot came into a guild or left it at that moment; None means just now."""
        one = frozenset({guild})
        await self._note(one if joined else frozenset(), frozenset() if joined else one, at)
        await self._tell(guild, connected=joined)

    async def whole(
        self, guilds: frozenset[GuildId], *, shard: int, shards: int, at: datetime | None = None
    ) -> None:
        """Note all guilds that one shard of the bot is in; its other tenants have lost it.

        Discord: a guild belongs to shard `(id >> 22) % shards`.
        """
        mine = {one for one in await self._directory.guilds() if (one >> 22) % shards == shard}
        changed = await self._note(frozenset(mine & guilds), frozenset(mine - guilds), at)
        for guild in changed:
            await self._tell(guild, connected=guild in guilds)

    async def _note(
        self, present: frozenset[GuildId], absent: frozenset[GuildId], at: datetime | None
    ) -> frozenset[GuildId]:
        now = self._clock.now()
        moment = min(at, now) if at is not None else now
        return await self._directory.note_bot(present=present, absent=absent, at=moment)

    async def _tell(self, guild: GuildId, *, connected: bool) -> None:
        scope = await self._enter.as_listener(guild)
        if scope is not None:
            event = Event("gateway.changed", self._clock.now(), GatewayChanged(connected=connected))
            await self._realtime.publish(scope, (event,))
