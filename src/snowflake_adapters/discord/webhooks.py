"""Webhooks that the bot makes and removes."""

from asyncio import Lock
from typing import Final
from weakref import WeakValueDictionary

import attrs
import hikari
from typing_extensions import override

from snowflake_adapters.discord.refusals import refusals
from snowflake_adapters.discord.sight import in_sight
from snowflake_domain.kernel.discord import BotOffline, DiscordRefused
from snowflake_domain.kernel.scope import ChannelId, TenantScope
from snowflake_domain.tenancy.webhook import WEBHOOK_NAME, MadeWebhook
from snowflake_domain.tenancy.webhook_ports import DiscordWebhooks

UNKNOWN_CHANNEL: Final = 10003
UNKNOWN_WEBHOOK: Final = 10015


@attrs.frozen
class HikariWebhooks(DiscordWebhooks):
    """Looks before it makes one. A guild has one bot process, so a lock here keeps two calls apart."""

    _bot: hikari.GatewayBot
    _locks: WeakValueDictionary[ChannelId, Lock] = attrs.field(factory=WeakValueDictionary, init=False)

    @override
    async def make(self, scope: TenantScope, channel: ChannelId) -> MadeWebhook:
        me = self._bot.get_me()
        if me is None:
            raise BotOffline
        if in_sight(self._bot, scope.guild).place(channel) is None:
            raise DiscordRefused("Unknown Channel", UNKNOWN_CHANNEL)
        lock = self._locks.setdefault(channel, Lock())
        async with lock:
            with refusals():
                made = await self._standing(channel, me.id)
                made = made or await self._bot.rest.create_webhook(channel, WEBHOOK_NAME)
        if made.token is None:
            raise DiscordRefused("The webhook came without its token")
        return MadeWebhook(int(made.id), made.token)

    @override
    async def remove(self, scope: TenantScope, webhook: int, *, token: str | None) -> None:
        try:
            with refusals():
                await self._bot.rest.delete_webhook(webhook, token=token or hikari.UNDEFINED)
        except DiscordRefused as refusal:
            if refusal.discord_code != UNKNOWN_WEBHOOK:
                raise

    async def _standing(self, channel: ChannelId, me: hikari.Snowflake) -> hikari.IncomingWebhook | None:
        for one in await self._bot.rest.fetch_channel_webhooks(channel):
            if isinstance(one, hikari.IncomingWebhook) and _is_ours(one, me):
                return one
        return None


def _is_ours(webhook: hikari.IncomingWebhook, me: hikari.Snowflake) -> bool:
    author = webhook.author
    return author is not None and author.id == me and webhook.name == WEBHOOK_NAME and bool(webhook.token)
