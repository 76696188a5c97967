"""Bringing a guild onto Snowflake."""

from http import HTTPStatus

import attrs
from quart import Blueprint, Response

from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.scope import GuildId
from snowflake_domain.tenancy.bot_features import MissingFeature
from snowflake_domain.tenancy.enter_tenant import NotStaff
from snowflake_domain.tenancy.ports import SeedableChannel
from snowflake_domain.tenancy.provision_tenant import (
    BotNotInstalled,
    Founder,
    NotYourGuild,
    ProvisionGuild,
)
from snowflake_domain.tenancy.tenant import InvalidSettings
from snowflake_entrypoints.http.answers import answer
from snowflake_entrypoints.http.cards import TenantCard, tenant_card
from snowflake_entrypoints.http.install import install_url
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.session import signed_in
from snowflake_entrypoints.http.web import Site, Web


@attrs.frozen(kw_only=True)
class AskAboutBot:
    """Ask whether the bot is in a server."""

    guild_id: GuildId


@attrs.frozen(kw_only=True)
class BotCheck:
    """The bot's place in a server, and where to put it there."""

    guild_id: GuildId
    installed: bool
    missing_permissions: tuple[str, ...]
    missing: tuple[MissingFeature, ...]
    """The same by what can't be done without them."""
    channels: tuple[SeedableChannel, ...]
    """Where the bot could make a webhook; empty until it is there and the caller may manage the server."""
    install_url: str


@attrs.frozen(kw_only=True)
class TenantStands:
    """The tenant of the server."""

    tenant: TenantCard


def provisioning_routes(web: Web, site: Site) -> Blueprint:
    """Bind the routes to their use cases."""
    routes = Blueprint("provisioning", __name__, url_prefix="/api/provision")

    @routes.get("/verify-bot")
    @operation(
        "verifyBot",
        query=AskAboutBot,
        answers={HTTPStatus.OK: BotCheck},
        refuses=(NotYourGuild, BotOffline),
    )
    async def verify_bot(ask: AskAboutBot) -> Response:
        """Tell whether the bot is in a server that the caller may manage, and what it lacks there."""
        session = signed_in()
        seen = await web.installations.look(ask.guild_id, session.user.id)
        told_by_discord = any(guild.id == ask.guild_id for guild in session.guilds)
        if not (seen.asker_may_manage or told_by_discord):
            raise NotYourGuild(ask.guild_id)
        return answer(
            BotCheck(
                guild_id=ask.guild_id,
                installed=seen.installed,
                missing_permissions=seen.missing_permissions,
                missing=seen.missing,
                channels=seen.channels,
                install_url=install_url(site, ask.guild_id),
            )
        )

    @routes.post("")
    @operation(
        "provision",
        body=ProvisionGuild,
        answers={HTTPStatus.CREATED: TenantStands, HTTPStatus.OK: TenantStands},
        refuses=(NotYourGuild, NotStaff, BotNotInstalled, InvalidSettings, BotOffline),
    )
    async def provision(command: ProvisionGuild) -> Response:
        """Make a server a tenant: 201 when it is new, 200 with the same tenant when it was one."""
        user = signed_in().user
        founder = Founder(id=user.id, name=user.display_name, avatar_url=user.avatar_url)
        done = await web.provision_tenant(founder, command)
        membership = await web.directory.of_guild(command.guild_id, user.id)
        role = membership.role_at(web.clock.now()) if membership else None
        if role is None:
            raise NotStaff
        status = HTTPStatus.CREATED if done.created else HTTPStatus.OK
        return answer(TenantStands(tenant=tenant_card(done.tenant, role, site)), status)

    return routes
