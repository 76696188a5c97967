"""What the dashboard's first page shows: who is signed in, and where they may go."""

from enum import StrEnum

import attrs

from snowflake_domain.identity.session import ManagedGuild, User
from snowflake_domain.kernel.scope import GuildId, Permission, TenantId
from snowflake_domain.tenancy.staff import PERMISSIONS, Role
from snowflake_domain.tenancy.tenant import Slug, Tenant
from snowflake_entrypoints.http.install import install_url
from snowflake_entrypoints.http.web import Site


@attrs.frozen(kw_only=True)
class TenantCard:
    """A community the caller is on the staff of."""

    id: TenantId
    slug: Slug
    name: str
    guild_id: GuildId
    icon_url: str | None
    role: Role
    permissions: tuple[Permission, ...]
    bot_present: bool
    """False since the bot was removed from the server: the community can only be read until it is back."""
    install_url: str | None
    """Where to install the bot again; None while it is there."""


class GuildStatus(StrEnum):
    """How far a server is on its way to Snowflake."""

    PROVISIONED = "provisioned"
    BOT_INSTALLED = "bot_installed"
    NEITHER = "neither"


@attrs.frozen(kw_only=True)
class GuildCard:
    """A server the caller may manage.

    `status` is None where only the bot could tell, and it doesn't answer. `tenant` is None too where the
    caller isn't on the staff.
    """

    id: GuildId
    name: str
    icon_url: str | None
    status: GuildStatus | None
    tenant: Slug | None


@attrs.frozen(kw_only=True)
class Me:
    """The caller."""

    user: User
    tenants: tuple[TenantCard, ...]
    guilds: tuple[GuildCard, ...]
    bot_reachable: bool


def tenant_card(tenant: Tenant, role: Role, site: Site) -> TenantCard:
    """Return the card of a tenant for somebody of that role."""
    return TenantCard(
        id=tenant.id,
        slug=tenant.slug,
        name=tenant.settings.name,
        guild_id=tenant.guild,
        icon_url=tenant.icon_url,
        role=role,
        permissions=tuple(one for one in Permission if one in PERMISSIONS[role]),
        bot_present=tenant.away_since is None,
        install_url=install_url(site, tenant.guild) if tenant.away_since else None,
    )


def guild_cards(
    guilds: tuple[ManagedGuild, ...],
    provisioned: frozenset[GuildId],
    installed: frozenset[GuildId] | None,
    staffed: tuple[tuple[Tenant, Role], ...],
) -> tuple[GuildCard, ...]:
    """Return the cards of the caller's servers; `installed` is None when the bot couldn't be asked."""
    slugs = {tenant.guild: tenant.slug for tenant, _ in staffed}

    def status(guild: GuildId) -> GuildStatus | None:
        if guild in provisioned:
            return GuildStatus.PROVISIONED
        if installed is None:
            return None
        return GuildStatus.BOT_INSTALLED if guild in installed else GuildStatus.NEITHER

    return tuple(
        GuildCard(
            id=guild.id,
            name=guild.name,
            icon_url=guild.icon_url,
            status=status(guild.id),
            tenant=slugs.get(guild.id),
        )
        for guild in guilds
    )
