"""What tenancy needs from the outside world."""

from abc import abstractmethod
from typing import Protocol

import attrs

from snowflake_domain.kernel.outbox import Outbox
from snowflake_domain.kernel.scope import GuildId, TenantId, UserId
from snowflake_domain.tenancy.staff import Role, StaffMember
from snowflake_domain.tenancy.tenant import Settings, Slug, Tenant


@attrs.frozen
class Membership:
    """One user's place in one tenant; role None means: the tenant is there, the user isn't staff."""

    tenant: Tenant
    role: Role | None


class TenantDirectory(Protocol):
    """Answers which tenants there are; with the relay the only port that looks across tenants."""

    @abstractmethod
    async def of_guild(self, guild: GuildId, user: UserId) -> Membership | None:
        """Return the guild's tenant and the user's role in it, or None when it has no tenant."""

    @abstractmethod
    async def of_slug(self, slug: Slug, user: UserId) -> Membership | None:
        """Return the tenant of that address and the user's role in it, or None."""

    @abstractmethod
    async def of_user(self, user: UserId) -> tuple[Membership, ...]:
        """Return every tenant where the user is staff, by name."""

    @abstractmethod
    async def tenant(self, tenant: TenantId) -> Tenant | None:
        """Return the tenant, or None."""

    @abstractmethod
    async def tenants_of_guilds(self, guilds: frozenset[GuildId]) -> dict[GuildId, Tenant]:
        """Return the tenants of those guilds that have one."""

    @abstractmethod
    async def found(self, tenant: Tenant, owner: StaffMember) -> Tenant:
        """Store tenant and owner at once, with the outbox message `TenantProvisioned`.

        Idempotent per guild: when the guild has a tenant already, even one founded at the same moment,
        nothing is stored and that one is returned. A taken slug is changed to a free one.
        """


class StaffBook(Protocol):
    """The staff of the tenant whose transaction is open."""

    @abstractmethod
    async def all(self) -> tuple[StaffMember, ...]:
        """Return everyone, longest-serving first."""

    @abstractmethod
    async def put(self, member: StaffMember) -> None:
        """Add or replace one member."""

    @abstractmethod
    async def remove(self, user: UserId) -> None:
        """Remove one member; unknown ones are fine."""


class Profile(Protocol):
    """The settings of the tenant whose transaction is open."""

    @abstractmethod
    async def read(self) -> Settings:
        """Return the settings."""

    @abstractmethod
    async def write(self, settings: Settings) -> None:
        """Replace the settings."""


class TenancyWork(Protocol):
    """One open tenancy transaction."""

    @property
    @abstractmethod
    def staff(self) -> StaffBook: ...

    @property
    @abstractmethod
    def profile(self) -> Profile: ...

    @property
    @abstractmethod
    def outbox(self) -> Outbox: ...


@attrs.frozen(kw_only=True)
class Installation:
    """The bot's place in a guild, as the bot sees it."""

    guild: GuildId
    installed: bool
    name: str | None
    """The guild's name; None when the bot isn't there."""
    icon_url: str | None
    asker_may_manage: bool
    """The asking user owns the guild or holds Administrator or Manage Server in it."""
    missing_permissions: tuple[str, ...]
    """Names of permissions the bot lacks, as Discord's settings page spells them."""


class Installations(Protocol):
    """Asks the bot about guilds that may have no tenant yet."""

    @abstractmethod
    async def look(self, guild: GuildId, asker: UserId) -> Installation:
        """Return the bot's live view; raises `BotOffline`."""

    @abstractmethod
    async def among(self, guilds: frozenset[GuildId]) -> frozenset[GuildId]:
        """Return those guilds the bot is in; raises `BotOffline`."""
