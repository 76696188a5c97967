"""The bot's connection to Discord, before it is opened."""

import asyncio
import logging
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

import hikari
from hikari.api import CacheComponents
from hikari.impl import CacheSettings

from snowflake_adapters.discord.giving_up import survive_giving_up

log = logging.getLogger(__name__)
survive_giving_up()

CDN: Final = "https://cdn.discordapp.com"
"""Where Discord serves pictures."""
_DISCORD: Final = frozenset({"discord.com", "ptb.discord.com", "canary.discord.com"})

_ORDINARY: Final = (
    hikari.Intents.GUILDS
    | hikari.Intents.GUILD_MESSAGES
    | hikari.Intents.GUILD_MODERATION
    | hikari.Intents.GUILD_MESSAGE_REACTIONS
)
PRIVILEGED: Final = MappingProxyType(
    {
        hikari.Intents.MESSAGE_CONTENT: 1 << 18 | 1 << 19,
        hikari.Intents.GUILD_MEMBERS: 1 << 14 | 1 << 15,
        hikari.Intents.GUILD_PRESENCES: 1 << 12 | 1 << 13,
    }
)
"""Intents that Discord may refuse, each with the application flags that grant it."""

WANTED: Final = (
    _ORDINARY | hikari.Intents.MESSAGE_CONTENT | hikari.Intents.GUILD_MEMBERS | hikari.Intents.GUILD_PRESENCES
)

_CACHED: Final = (
    CacheComponents.ME
    | CacheComponents.GUILDS
    | CacheComponents.GUILD_CHANNELS
    | CacheComponents.GUILD_THREADS
    | CacheComponents.ROLES
    | CacheComponents.MEMBERS
    | CacheComponents.PRESENCES
)
"""Not messages: the index keeps those, and their cache costs half of the throughput."""


def cdn_of(api_url: str) -> str:
    """Return where an API's pictures are: Discord's CDN, or a stand-in's own host."""
    parts = urlsplit(api_url)
    return CDN if parts.hostname in _DISCORD else f"{parts.scheme}://{parts.netloc}"


def build_gateway_bot(
    token: str, api_url: str, intents: hikari.Intents = WANTED, *, max_rate_limit: float = 300.0
) -> hikari.GatewayBot:
    """Return a bot that isn't started; it retries a dropped or 5xx request three times."""
    return hikari.GatewayBot(
        token,
        rest_url=api_url,
        banner=None,
        logs=None,
        intents=intents,
        cache_settings=CacheSettings(components=_CACHED),
        suppress_optimization_warning=True,
        max_rate_limit=max_rate_limit,
    )


async def granted_intents(token: str, api_url: str, *, patience: float = 10.0) -> hikari.Intents:
    """Ask Discord which of the wanted intents this application may use.

    To ask for a refused one would end the connection for good (close code 4014). When Discord doesn't
    answer within `patience` seconds, all of them are wanted.
    """
    app = hikari.RESTApp(url=api_url)
    await app.start()
    try:
        async with asyncio.timeout(patience), app.acquire(token, hikari.TokenType.BOT) as rest:
            flags = int((await rest.fetch_application()).flags)
    except (hikari.HTTPError, TimeoutError) as error:
        log.warning("Discord didn't tell which intents are granted: %s", str(error) or type(error).__name__)
        return WANTED
    finally:
        await app.close()
    intents = _ORDINARY
    for intent, granting in PRIVILEGED.items():
        if flags & granting:
            intents |= intent
    return intents
