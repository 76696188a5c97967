"""What the bot has before its eyes: one guild out of hikari's cache, completed over REST."""

from collections.abc import Iterator

import attrs
import hikari

from snowflake_adapters.discord.permissions import P, Roles, channel_permissions, sees_thread
from snowflake_adapters.discord.refusals import refusals
from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.scope import ChannelId, GuildId, UserId

Place = hikari.PermissibleGuildChannel | hikari.GuildThreadChannel


@attrs.frozen
class GuildInSight:
    """A guild that the bot is in."""

    bot: hikari.GatewayBot
    guild: hikari.GatewayGuild

    @property
    def roles(self) -> Roles:
        """Return the guild's roles by id."""
        return self.bot.cache.get_roles_view_for_guild(self.guild.id)

    @property
    def me(self) -> hikari.Member:
        """Return the bot's own membership."""
        user = self.bot.get_me()
        member = self.bot.cache.get_member(self.guild.id, user.id) if user else None
        if member is None:
            raise BotOffline
        return member

    def places(self) -> Iterator[tuple[Place, hikari.Permissions]]:
        """Give channels and active threads, each with what the bot may do there."""
        roles, me = self.roles, self.me
        held: dict[hikari.Snowflake, hikari.Permissions] = {}
        for channel in self.bot.cache.get_guild_channels_view_for_guild(self.guild.id).values():
            held[channel.id] = channel_permissions(self.guild, roles, me, channel)
            yield channel, held[channel.id]
        for thread in self.bot.cache.get_threads_view_for_guild(self.guild.id).values():
            inherited = held.get(thread.parent_id, P.NONE)
            yield thread, inherited if sees_thread(thread, inherited) else P.NONE

    def place(self, channel: ChannelId) -> Place | None:
        """Return a channel or thread of this guild, or None when it has no such (known) one."""
        cache = self.bot.cache
        found = cache.get_guild_channel(channel) or cache.get_thread(channel)
        return found if found is not None and found.guild_id == self.guild.id else None

    async def member(self, user: UserId) -> hikari.Member | None:
        """Return a member as they are now, or None when they aren't in the guild.

        Without the members intent the cache isn't kept up, so Discord is asked.
        """
        cached = self.bot.cache.get_member(self.guild.id, user)
        if cached is not None and self.bot.intents & hikari.Intents.GUILD_MEMBERS:
            return cached
        return await fetch_member(self.bot, GuildId(int(self.guild.id)), user)


def in_sight(bot: hikari.GatewayBot, guild: GuildId) -> GuildInSight:
    """Return a guild; raises `BotOffline` when the bot isn't connected or doesn't know it (yet)."""
    found = bot.cache.get_guild(guild)
    if found is None:
        raise BotOffline
    return GuildInSight(bot, found)


async def fetch_member(bot: hikari.GatewayBot, guild: GuildId, user: UserId) -> hikari.Member | None:
    """Ask Discord for a member; None when they aren't in the guild."""
    with refusals():
        try:
            return await bot.rest.fetch_member(guild, user)
        except hikari.NotFoundError:
            return None
