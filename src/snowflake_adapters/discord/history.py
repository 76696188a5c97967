"""What Discord still has of a guild's messages."""

from typing import Final

import attrs
import hikari
from typing_extensions import override

from snowflake_adapters.discord.connection import CDN
from snowflake_adapters.discord.permissions import P
from snowflake_adapters.discord.raw import get_messages
from snowflake_adapters.discord.refusals import refusals
from snowflake_adapters.discord.sight import in_sight
from snowflake_adapters.discord.translate import message_from, nick_of
from snowflake_domain.kernel.scope import ChannelId, TenantScope
from snowflake_domain.messages.message import Message
from snowflake_domain.messages.ports import History

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


@attrs.frozen
class HikariHistory(History):
    """Reads channels and active threads page by page, as fast as Discord's limits let it."""

    _bot: hikari.GatewayBot
    _cdn: str = CDN

    @override
    async def readable_channels(self, scope: TenantScope) -> tuple[ChannelId, ...]:
        readable = [
            (int(getattr(place, "last_message_id", None) or 0), ChannelId(int(place.id)))
            for place, held in in_sight(self._bot, scope.guild).places()
            if place.type in _KEEP_MESSAGES and held & _READ == _READ
        ]
        return tuple(channel for _, channel in sorted(readable, reverse=True))

    @override
    async def page(
        self, scope: TenantScope, channel: ChannelId, *, before: int | None
    ) -> tuple[Message, ...]:
        if in_sight(self._bot, scope.guild).place(channel) is None:
            return ()
        with refusals():
            found = await get_messages(self._bot, channel, before=before, limit=PAGE)
        return tuple(message_from(one, nick_of(self._bot, scope.guild, one), self._cdn) for one in found)
