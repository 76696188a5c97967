"""Messages, put into channels."""

import attrs
import hikari
from typing_extensions import override

from snowflake_adapters.discord.refusals import refusals
from snowflake_adapters.discord.sight import in_sight
from snowflake_domain.kernel.discord import DiscordRefused
from snowflake_domain.kernel.scope import MessageId, TenantScope
from snowflake_domain.publishing.dispatch import Dispatch
from snowflake_domain.publishing.message import Embed
from snowflake_domain.publishing.ports import Publisher

UNKNOWN_CHANNEL = 10003


@attrs.frozen
class HikariPublisher(Publisher):
    """Sends with `nonce` (hikari adds `enforce_nonce`), so that a repeat is no second message."""

    _bot: hikari.GatewayBot

    @override
    async def send(self, scope: TenantScope, dispatch: Dispatch) -> MessageId:
        if in_sight(self._bot, scope.guild).place(dispatch.channel_id) is None:
            raise DiscordRefused("Unknown Channel", UNKNOWN_CHANNEL)
        message = dispatch.message.checked()
        with refusals():
            sent = await self._bot.rest.create_message(
                dispatch.channel_id,
                message.content or hikari.UNDEFINED,
                embeds=[embed_from(one) for one in message.embeds],
                nonce=dispatch.nonce,
                mentions_everyone=False,
                user_mentions=False,
                role_mentions=False,
            )
        return MessageId(int(sent.id))


def embed_from(embed: Embed) -> hikari.Embed:
    """Return hikari's embed; every picture is an address, never a path that hikari would read from disk."""
    built = hikari.Embed(
        title=embed.title,
        description=embed.description,
        url=embed.url,
        color=hikari.Color(embed.color) if embed.color is not None else None,
        timestamp=embed.timestamp,
    )
    if embed.footer:
        built.set_footer(embed.footer.text, icon=_address(embed.footer.icon_url))
    if embed.image:
        built.set_image(_address(embed.image.url))
    if embed.thumbnail:
        built.set_thumbnail(_address(embed.thumbnail.url))
    if embed.author:
        built.set_author(name=embed.author.name, url=embed.author.url, icon=_address(embed.author.icon_url))
    for field in embed.fields:
        built.add_field(field.name, field.value, inline=field.inline)
    return built


def _address(url: str | None) -> hikari.files.URL | None:
    return hikari.files.URL(url) if url else None
