"""What tenancy needs from the outside world."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol

import attrs

from snowflake_domain.kernel.activity import Activity
from snowflake_domain.kernel.outbox import Outbox
from snowflake_domain.kernel.scope import ChannelId, GuildId, RoleId, TenantId, TenantScope, UserId
from snowflake_domain.tenancy.api_key import ApiKey, ApiKeyId
from snowflake_domain.tenancy.bot_features import MissingFeature
from snowflake_domain.tenancy.invitation import Invitation, InvitationId, InvitationSecret
from snowflake_domain.tenancy.staff import MappedRole, Role, RoleHolder, StaffMember, best
from snowflake_domain.tenancy.tenant import Settings, SettingsRevision, Slug, Tenant
from snowflake_domain.tenancy.webhook import Webhook
from snowflake_domain.tenancy.webhook_ports import Webhooks


@attrs.frozen
class Membership:
    """One user's place in one tenant; without any role the tenant is there, but the user isn't staff."""

    tenant: Tenant
    direct: Role | None
    """The role that somebody gave, whether it has ended or not."""
    until: datetime | None = None
    """When it ends; None means that it stays."""
    mapped: Role | None = None
    """The best role that a Discord role brings."""

    def role_at(self, now: datetime) -> Role | None:
        """Return the best role that counts at a moment, or None for those who aren't on the staff."""
        counts = self.until is None or now < self.until
        return best((self.direct if counts else None, self.mapped))


@attrs.frozen
class HeldKey:
    """An API key, the tenant it belongs to, and the digest of its secret."""

    tenant: Tenant
    key: ApiKey
    digest: str = attrs.field(repr=False)


class TenantDirectory(Protocol):
    """Answers which tenants there are; with the relay the only port that looks across tenants."""

    @abstractmethod
    async def of_guild(self, guild: GuildId, user: UserId) -> Membership | None:
        """Return the guild's tenant and the user's roles in it, or None when it has no tenant."""

    @abstractmethod
    async def of_slug(self, slug: Slug, user: UserId) -> Membership | None:
        """Return the tenant of that address and the user's roles in it, or None."""

    @abstractmethod
    async def of_user(self, user: UserId) -> tuple[Membership, ...]:
        """Return every tenant where the user has or had a role, by name."""

    @abstractmethod
    async def tenant(self, tenant: TenantId) -> Tenant | None:
        """Return the tenant, or None."""

    @abstractmethod
    async def tenants_of_guilds(self, guilds: frozenset[GuildId]) -> dict[GuildId, Tenant]:
        """Return the tenants of those guilds that have one."""

    @abstractmethod
    async def key(self, key: ApiKeyId) -> HeldKey | None:
        """Return an API key by the id it names, expired or not; None when there is none (any more)."""

    @abstractmethod
    async def of_invitation(self, secret: InvitationSecret) -> Tenant | None:
        """Return the tenant that an invitation leads to, however the invitation stands, or None."""

    @abstractmethod
    async def guilds(self) -> frozenset[GuildId]:
        """Return the guilds of all tenants."""

    @abstractmethod
    async def note_bot(
        self, *, present: frozenset[GuildId], absent: frozenset[GuildId], at: datetime
    ) -> frozenset[GuildId]:
        """Note where the bot was at that moment, and return the guilds whose tenants it came to or left.

        Guilds without a tenant are passed over, and so are tenants of which something later is known.
        """

    @abstractmethod
    async def found(self, tenant: Tenant, owner: StaffMember, asked: tuple[Webhook, ...] = ()) -> Tenant:
        """Store tenant, owner and asked webhooks at once, with the outbox messages for them.

        These are `TenantProvisioned`, and a `SeedWebhook` for each webhook.

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
    async def current(self) -> SettingsRevision:
        """Return the settings as they stand, and keep others from changing them until the end."""

    @abstractmethod
    async def revise(
        self, settings: Settings, *, by: UserId, at: datetime, restored: int | None = None
    ) -> SettingsRevision:
        """Replace the settings and keep them as the next revision."""

    @abstractmethod
    async def revision(self, number: int) -> SettingsRevision | None:
        """Return one revision, or None when there is no such number."""

    @abstractmethod
    async def page(self, *, below: int | None, limit: int) -> tuple[SettingsRevision, ...]:
        """Return revisions, newest first."""

    @abstractmethod
    async def protected_roles(self) -> frozenset[RoleId]:
        """Return the Discord roles whose holders nobody moderates; locks nothing."""


class Invitations(Protocol):
    """The invitations of the tenant whose transaction is open; none of them tells its secret."""

    @abstractmethod
    async def add(self, invitation: Invitation, secret: InvitationSecret) -> None:
        """Add one, with nothing but the hash of its secret."""

    @abstractmethod
    async def open(self, now: datetime) -> tuple[Invitation, ...]:
        """Return those that are still good, newest first."""

    @abstractmethod
    async def find(self, invitation: InvitationId) -> Invitation | None:
        """Return one and keep others from changing it until the end, or None."""

    @abstractmethod
    async def by_secret(self, secret: InvitationSecret) -> Invitation | None:
        """Return the one of that secret and keep others from changing it until the end, or None."""

    @abstractmethod
    async def replace(self, invitation: Invitation) -> None:
        """Replace one that was added."""


class MappedRoles(Protocol):
    """Which Discord roles bring which staff role, in the tenant whose transaction is open."""

    @abstractmethod
    async def all(self) -> tuple[MappedRole, ...]:
        """Return every mapping, the best role first, then by name."""

    @abstractmethod
    async def put(self, mapped: MappedRole) -> None:
        """Add or replace one."""

    @abstractmethod
    async def remove(self, discord_role: RoleId) -> None:
        """Remove one; unknown ones are fine."""


class RoleHolders(Protocol):
    """Who holds which Discord roles, as the bot last saw it, in the tenant whose transaction is open."""

    @abstractmethod
    async def all(self) -> tuple[RoleHolder, ...]:
        """Return everybody, by id."""

    @abstractmethod
    async def among(self, users: frozenset[UserId]) -> tuple[RoleHolder, ...]:
        """Return those of these people who hold some, by id."""

    @abstractmethod
    async def put(self, holder: RoleHolder) -> None:
        """Replace what one person holds; without any roles they are forgotten."""


class RollWork(Protocol):
    """One open transaction that can tell who is on the staff."""

    @property
    @abstractmethod
    def staff(self) -> StaffBook: ...

    @property
    @abstractmethod
    def mapped_roles(self) -> MappedRoles: ...

    @property
    @abstractmethod
    def role_holders(self) -> RoleHolders: ...


class ApiKeys(Protocol):
    """The API keys of the tenant whose transaction is open; none of them tells a secret or its digest."""

    @abstractmethod
    async def all(self) -> tuple[ApiKey, ...]:
        """Return every key, newest first."""

    @abstractmethod
    async def count_to_add(self) -> int:
        """Return how many there are, and keep others from adding until the end of the transaction."""

    @abstractmethod
    async def add(self, key: ApiKey, digest: str) -> None:
        """Add a key, with the digest of its secret."""

    @abstractmethod
    async def note_use(self, key: ApiKeyId, now: datetime) -> None:
        """Note that it was used, unless a later use is known; does nothing when it is gone."""

    @abstractmethod
    async def remove(self, key: ApiKeyId) -> bool:
        """Remove a key and tell whether there was one."""


class TenancyWork(RollWork, Protocol):
    """One open tenancy transaction."""

    @property
    @abstractmethod
    def invitations(self) -> Invitations: ...

    @property
    @abstractmethod
    def activity(self) -> Activity: ...

    @property
    @abstractmethod
    def profile(self) -> Profile: ...

    @property
    @abstractmethod
    def webhooks(self) -> Webhooks: ...

    @property
    @abstractmethod
    def api_keys(self) -> ApiKeys: ...

    @property
    @abstractmethod
    def outbox(self) -> Outbox: ...


class RoleWatch(Protocol):
    """Tells who holds Discord roles; the bot implements it."""

    @abstractmethod
    async def holders(
        self, scope: TenantScope, roles: frozenset[RoleId], known: frozenset[UserId]
    ) -> tuple[RoleHolder, ...]:
        """Return every member of the guild who holds one of the roles, with those they hold.

        `known` are people who held some: those out of sight are asked for one by one. Raises `BotOffline`
        when it can't be told.
        """

    @abstractmethod
    async def holder(self, scope: TenantScope, user: UserId, roles: frozenset[RoleId]) -> RoleHolder | None:
        """Return one member with those of the roles they hold, or None when they aren't in the guild."""


class Following(Protocol):
    """Has the bot look who holds the mapped roles."""

    @abstractmethod
    async def start(self, scope: TenantScope) -> None:
        """Begin in the background and return; raises `BotOffline` when nobody can."""


@attrs.frozen(kw_only=True)
class SeedableChannel:
    """A channel where the bot could make a webhook, if it may."""

    id: ChannelId
    name: str
    may_seed: bool
    """The bot sees it and holds Manage Webhooks there."""


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
    missing: tuple[MissingFeature, ...]
    """What the bot can't do for want of permissions."""
    channels: tuple[SeedableChannel, ...] = ()
    """In Discord's order, for an asker who may manage; nobody else is told."""

    @property
    def missing_permissions(self) -> tuple[str, ...]:
        """Return the permissions that the bot lacks, each once, as Discord's settings page spells them."""
        return tuple(dict.fromkeys(name for one in self.missing for name in one.permissions))


class Installations(Protocol):
    """Asks the bot about guilds that may have no tenant yet."""

    @abstractmethod
    async def look(self, guild: GuildId, asker: UserId) -> Installation:
        """Return the bot's live view; raises `BotOffline`."""

    @abstractmethod
    async def among(self, guilds: frozenset[GuildId]) -> frozenset[GuildId]:
        """Return those guilds the bot is in; raises `BotOffline`."""
