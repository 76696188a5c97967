"""What Discord still has of a guild's messages."""

import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import attrs
import hikari
from typing_extensions import override

from snowflake_adapters.discord.connection import CDN
from snowflake_adapters.discord.pace import Pace
from snowflake_adapters.discord.permissions import P, channel_permissions, sees_thread
from snowflake_adapters.discord.raw import get_messages
from snowflake_adapters.discord.refusals import refusals
from snowflake_adapters.discord.sight import GuildInSight, Place, in_sight
from snowflake_adapters.discord.translate import message_from, nick_of
from snowflake_domain.kernel.discord import DiscordRefused
from snowflake_domain.kernel.scope import ChannelId, MessageId, TenantScope
from snowflake_domain.messages.message import Message
from snowflake_domain.messages.ports import History

log = logging.getLogger(__name__)

PAGE: Final = 100
"""Discord: Get Channel Messages gives at most 100."""
_READ: Final = P.VIEW_CHANNEL | P.READ_MESSAGE_HISTORY
_KEEP_MESSAGES: Final = frozenset(
    {
        hikari.ChannelType.GUILD_TEXT,
        hikari.ChannelType.GUILD_NEWS,
        hikari.ChannelType.GUILD_VOICE,
        hikari.ChannelType.GUILD_STAGE,
        hikari.ChannelType.GUILD_NEWS_THREAD,
        hikari.ChannelType.GUILD_PUBLIC_THREAD,
        hikari.ChannelType.GUILD_PRIVATE_THREAD,
    }
)
_HAVE_THREADS: Final = frozenset(
    {
        hikari.ChannelType.GUILD_TEXT,
        hikari.ChannelType.GUILD_NEWS,
        hikari.ChannelType.GUILD_FORUM,
        hikari.ChannelType.GUILD_MEDIA,
    }
)


@attrs.frozen
class HikariHistory(History):
    """Reads channels and threads page by page, at a pace that leaves Discord's limits to people."""

    _bot: hikari.GatewayBot
    _cdn: str = CDN
    _pace: Pace = attrs.Factory(Pace)
    _at_rest: dict[ChannelId, hikari.GuildThreadChannel] = attrs.field(factory=dict, init=False)
    """Archived threads that were listed; hikari's cache keeps active ones only."""

    @override
    async def readable_channels(self, scope: TenantScope) -> tuple[ChannelId, ...]:
        readable = [
            (int(getattr(place, "last_message_id", None) or 0), ChannelId(int(place.id)))
            for place, held in in_sight(self._bot, scope.guild).places()
            if place.type in _KEEP_MESSAGES and held & _READ == _READ
        ]
        return tuple(channel for _, channel in sorted(readable, reverse=True))

    @override
    async def archived_threads(
        self, scope: TenantScope, known: Mapping[ChannelId, MessageId]
    ) -> tuple[ChannelId, ...]:
        places = list(in_sight(self._bot, scope.guild).places())
        found: dict[ChannelId, int] = {}
        for channel, held in places:
            if channel.type not in _HAVE_THREADS or held & _READ != _READ:
                continue
            async for thread in self._archived(channel, held):
                one, last = ChannelId(int(thread.id)), int(thread.last_message_id or 0)
                if not 0 < last <= known.get(one, 0):
                    self._at_rest[one] = thread
                    found[one] = last
        return tuple(sorted(found, key=found.__getitem__, reverse=True))

    @override
    async def page(
        self, scope: TenantScope, channel: ChannelId, *, before: int | None
    ) -> tuple[Message, ...]:
        self._require_readable(scope, channel)
        await self._pace.turn()
        with refusals():
            found = await get_messages(self._bot, channel, before=before, limit=PAGE)
        if not found:
            # Without Read Message History, Discord answers with nothing instead of a refusal.
            self._require_readable(scope, channel)
        return tuple(message_from(one, nick_of(self._bot, scope.guild, one), self._cdn) for one in found)

    async def _archived(
        self, channel: Place, held: hikari.Permissions
    ) -> AsyncIterator[hikari.GuildThreadChannel]:
        """Give a channel's archived threads; private ones are listed for who may manage threads."""
        rest, listings = self._bot.rest, list[hikari.LazyIterator[Any]]()
        listings.append(rest.fetch_public_archived_threads(channel.id))
        if channel.type is hikari.ChannelType.GUILD_TEXT and held & P.MANAGE_THREADS:
            listings.append(rest.fetch_private_archived_threads(channel.id))
        try:
            with refusals():
                for listing in listings:
                    await self._pace.turn()
                    async for thread in listing:
                        yield thread
        except DiscordRefused as refusal:
            log.warning("archived threads of channel %s stay unread: %s", channel.id, refusal)

    def _require_readable(self, scope: TenantScope, channel: ChannelId) -> None:
        sight = in_sight(self._bot, scope.guild)
        place = sight.place(channel) or self._at_rest.get(channel)
        if place is None or place.guild_id != sight.guild.id:
            raise DiscordRefused("Unknown Channel", 10003)
        if _held(sight, place) & _READ != _READ:
            raise DiscordRefused("Missing Access", 50001)


def _held(sight: GuildInSight, place: Place) -> hikari.Permissions:
    if not isinstance(place, hikari.GuildThreadChannel):
        return channel_permissions(sight.guild, sight.roles, sight.me, place)
    parent = sight.place(ChannelId(int(place.parent_id)))
    if parent is None or isinstance(parent, hikari.GuildThreadChannel):
        return P.NONE
    held = channel_permissions(sight.guild, sight.roles, sight.me, parent)
    return held if sees_thread(place, held) else P.NONE
