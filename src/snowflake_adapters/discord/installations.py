"""Where the bot is installed, and what it may do there."""

import attrs
import hikari
from typing_extensions import override

from snowflake_adapters.discord.connection import CDN
from snowflake_adapters.discord.people import icon_url
from snowflake_adapters.discord.permissions import P, Roles, channel_permissions, guild_permissions
from snowflake_adapters.discord.refusals import refusals
from snowflake_adapters.discord.sight import fetch_member
from snowflake_domain.kernel.discord import BotOffline, DiscordRefused
from snowflake_domain.kernel.scope import ChannelId, GuildId, UserId
from snowflake_domain.tenancy.bot_features import missing_features
from snowflake_domain.tenancy.ports import Installation, Installations, SeedableChannel


@attrs.frozen
class HikariInstallations(Installations):
    """Answers from the cache, and asks Discord about a guild that isn't there."""

    _bot: hikari.GatewayBot
    _cdn: str = CDN

    @override
    async def look(self, guild: GuildId, asker: UserId) -> Installation:
        me = self._bot.get_me()
        if me is None:
            raise BotOffline
        cached = self._bot.cache.get_guild(guild)
        found: hikari.Guild | None = cached or await self._fetch(guild)
        own = await self._own_member(guild, UserId(int(me.id))) if found else None
        if found is None or own is None:
            return Installation(
                guild=guild,
                installed=False,
                name=None,
                icon_url=None,
                asker_may_manage=False,
                missing=(),
            )
        roles: Roles = self._bot.cache.get_roles_view_for_guild(guild) if cached else found.get_roles()
        if not roles:
            with refusals():
                roles = {role.id: role for role in await self._bot.rest.fetch_roles(guild)}
        person = await self._asker(guild, asker)
        may = guild_permissions(found, roles, person) if person else P.NONE
        held = guild_permissions(found, roles, own)
        may_manage = bool(may & (P.MANAGE_GUILD | P.ADMINISTRATOR))
        return Installation(
            guild=guild,
            installed=True,
            name=found.name,
            icon_url=icon_url(self._cdn, guild, found.icon_hash),
            asker_may_manage=may_manage,
            missing=missing_features(int(held)),
            channels=self._channels(cached, roles, own) if cached and may_manage else (),
        )

    @override
    async def among(self, guilds: frozenset[GuildId]) -> frozenset[GuildId]:
        if self._bot.get_me() is None:
            raise BotOffline
        return frozenset(one for one in guilds if self._bot.cache.get_guild(one) is not None)

    def _channels(
        self, guild: hikari.GatewayGuild, roles: Roles, own: hikari.Member
    ) -> tuple[SeedableChannel, ...]:
        found = self._bot.cache.get_guild_channels_view_for_guild(guild.id).values()
        texts = [one for one in found if isinstance(one, hikari.GuildTextChannel | hikari.GuildNewsChannel)]
        return tuple(
            SeedableChannel(
                id=ChannelId(int(one.id)),
                name=one.name or "",
                may_seed=bool(channel_permissions(guild, roles, own, one) & P.MANAGE_WEBHOOKS),
            )
            for one in sorted(texts, key=lambda one: (one.position, one.id))
        )

    async def _fetch(self, guild: GuildId) -> hikari.RESTGuild | None:
        try:
            with refusals():
                return await self._bot.rest.fetch_guild(guild)
        except DiscordRefused:
            return None

    async def _asker(self, guild: GuildId, asker: UserId) -> hikari.Member | None:
        """Return who asks, from the cache where that is kept up: a form that is polled costs no requests."""
        known = self._bot.cache.get_member(guild, asker)
        if known is not None and self._bot.intents & hikari.Intents.GUILD_MEMBERS:
            return known
        return await fetch_member(self._bot, guild, asker)

    async def _own_member(self, guild: GuildId, me: UserId) -> hikari.Member | None:
        return self._bot.cache.get_member(guild, me) or await fetch_member(self._bot, guild, me)
