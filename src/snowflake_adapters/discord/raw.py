"""Discord's JSON as it is, through hikari's rate limiter.

hikari's public methods give objects that forget parts of a message (embed types, proxied pictures), so
messages are read through its own request method, the one that all its public methods use.
"""

from typing import Any

import hikari
from hikari.impl import RESTClientImpl
from hikari.internal import data_binding, routes

Json = dict[str, Any]


async def get_message(bot: hikari.GatewayBot, channel: int, message: int) -> Json:
    """Return one message; raises what hikari raises."""
    found: Json = await _get(bot, routes.GET_CHANNEL_MESSAGE.compile(channel=channel, message=message), {})
    return found


async def get_messages(bot: hikari.GatewayBot, channel: int, *, before: int | None, limit: int) -> list[Json]:
    """Return messages below `before` (None: the newest), newest first; raises what hikari raises."""
    query = {"limit": str(limit)} | ({} if before is None else {"before": str(before)})
    found: list[Json] = await _get(bot, routes.GET_CHANNEL_MESSAGES.compile(channel=channel), query)
    return sorted(found, key=lambda one: int(one["id"]), reverse=True)


async def _get(bot: hikari.GatewayBot, route: routes.CompiledRoute, query: dict[str, str]) -> Any:
    rest = bot.rest
    if not isinstance(rest, RESTClientImpl):
        raise TypeError("hikari's own REST client is needed")
    return await rest._request(route, query=data_binding.StringMapBuilder(query))  # noqa: SLF001
