"""A guild's live state, asked of the bot process."""

from typing import Any

import attrs
from typing_extensions import override

from snowflake_adapters.bot_service.client import HEALTH_PATIENCE, BotServiceClient
from snowflake_domain.community.guild import Channel, GatewayHealth, GuildProfile, GuildRole, Member, Presence
from snowflake_domain.community.ports import LiveGuild
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import TenantScope, UserId

_ABSENT = GatewayHealth(connected=False, latency_ms=None, intents_missing=())


@attrs.frozen
class RemoteLiveGuild(LiveGuild):
    """Asks the bot each time; nothing is kept."""

    _bot: BotServiceClient

    @override
    async def channels(self, scope: TenantScope) -> tuple[Channel, ...]:
        found = await self._bot.get(scope, "/channels")
        return tuple(self._bot.read(one, Channel) for one in found["items"])

    @override
    async def profile(self, scope: TenantScope) -> GuildProfile:
        return self._bot.read(await self._bot.get(scope, "/guild"), GuildProfile)

    @override
    async def roles(self, scope: TenantScope) -> tuple[GuildRole, ...]:
        found = await self._bot.get(scope, "/roles")
        return tuple(self._bot.read({**one, "id": int(one["id"])}, GuildRole) for one in found["items"])

    @override
    async def members(self, scope: TenantScope, *, query: str, after: int, limit: int) -> Page[Member]:
        found = await self._bot.get(scope, "/members", query=query, after=str(after), limit=str(limit))
        following = None if found["next"] is None else int(found["next"])
        return Page(tuple(self._member(one) for one in found["items"]), following)

    @override
    async def member(self, scope: TenantScope, user: UserId) -> Member | None:
        try:
            return self._member(await self._bot.get(scope, f"/members/{user}"))
        except DomainError as refusal:
            if refusal.kind is ErrorKind.NOT_FOUND:
                return None
            raise

    @override
    async def presence(self, scope: TenantScope) -> Presence:
        return self._bot.read(await self._bot.get(scope, "/presence"), Presence)

    @override
    async def health(self, scope: TenantScope) -> GatewayHealth:
        try:
            found = await self._bot.get(scope, "/health", patience=HEALTH_PATIENCE)
            return self._bot.read(found, GatewayHealth)
        except Exception:  # noqa: BLE001 - whatever is wrong with the bot, it isn't connected
            return _ABSENT

    def _member(self, value: Any) -> Member:
        return self._bot.read({**value, "roles": [int(role) for role in value["roles"]]}, Member)
