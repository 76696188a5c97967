"""What dashboards ask about live Discord state; the bot answers."""

from abc import abstractmethod
from typing import Protocol

from snowflake_domain.community.guild import Channel, GatewayHealth, GuildProfile, GuildRole, Member, Presence
from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import TenantScope, UserId


class LiveGuild(Protocol):
    """The scope's guild as it is now. Every method raises `BotOffline` when nobody can tell."""

    @abstractmethod
    async def channels(self, scope: TenantScope) -> tuple[Channel, ...]:
        """Return channels and active threads in the order Discord shows them."""

    @abstractmethod
    async def profile(self, scope: TenantScope) -> GuildProfile:
        """Return the guild's profile."""

    @abstractmethod
    async def roles(self, scope: TenantScope) -> tuple[GuildRole, ...]:
        """Return the roles, highest first."""

    @abstractmethod
    async def members(self, scope: TenantScope, *, query: str, after: int, limit: int) -> Page[Member]:
        """Return members whose name contains `query` or whose id is it, by id, at most 100."""

    @abstractmethod
    async def member(self, scope: TenantScope, user: UserId) -> Member | None:
        """Return one member, or None when they aren't in the guild."""

    @abstractmethod
    async def presence(self, scope: TenantScope) -> Presence:
        """Return how many are online."""

    @abstractmethod
    async def health(self, scope: TenantScope) -> GatewayHealth:
        """Return how the connection does; never raises, an absent bot is not connected."""
