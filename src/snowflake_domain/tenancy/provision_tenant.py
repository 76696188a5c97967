"""Bring a guild onto Snowflake."""

from typing import ClassVar

import attrs

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.scope import GuildId, TenantId, UserId
from snowflake_domain.tenancy.ports import Installations, TenantDirectory
from snowflake_domain.tenancy.staff import Role, StaffMember
from snowflake_domain.tenancy.tenant import Settings, Tenant, slug_from


@attrs.frozen(kw_only=True)
class Founder:
    """The signed-in person who provisions."""

    id: UserId
    name: str
    avatar_url: str | None


@attrs.frozen(kw_only=True)
class ProvisionGuild:
    """Ask for a guild to become a tenant; an empty name means the guild's own."""

    guild_id: GuildId
    name: str = ""


@attrs.frozen
class TenantProvisioned:
    """Leaves through the outbox when a tenant is founded: its history is to be indexed."""

    guild_id: GuildId


@attrs.frozen
class Provisioned:
    """The tenant stands; `created` is False when it stood before."""

    tenant: Tenant
    created: bool


@attrs.define(eq=False)
class NotYourGuild(DomainError):
    """You need to own that server or hold Manage Server in it."""

    kind: ClassVar = ErrorKind.FORBIDDEN
    code: ClassVar = "tenancy.not_your_guild"
    guild: GuildId


@attrs.define(eq=False)
class BotNotInstalled(DomainError):
    """Snowflake's bot isn't in that server yet; install it first."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "tenancy.bot_not_installed"
    guild: GuildId


@attrs.frozen
class ProvisionTenant:
    """Found the tenant of a guild: tenant, owner and settings in one step.

    Idempotent: repeated or raced it ends in the same single tenant. Raises `BotNotInstalled`,
    `NotYourGuild`, `InvalidSettings` or `BotOffline`.
    """

    _directory: TenantDirectory
    _installations: Installations
    _clock: Clock
    _ids: Ids

    async def __call__(self, founder: Founder, command: ProvisionGuild) -> Provisioned:
        seen = await self._installations.look(command.guild_id, founder.id)
        if not seen.installed:
            raise BotNotInstalled(command.guild_id)
        if not seen.asker_may_manage:
            raise NotYourGuild(command.guild_id)
        settings = Settings(name=command.name or seen.name or "Community").checked()
        tenant = TenantId(self._ids.next())
        now = self._clock.now()
        asked = Tenant(
            id=tenant,
            guild=command.guild_id,
            slug=slug_from(settings.name, tenant, taken=False),
            settings=settings,
            icon_url=seen.icon_url,
            created_at=now,
        )
        owner = StaffMember(
            user_id=founder.id,
            name=founder.name,
            avatar_url=founder.avatar_url,
            role=Role.OWNER,
            added_at=now,
        )
        stands = await self._directory.found(asked, owner)
        return Provisioned(stands, created=stands.id == tenant)
