"""The opened resources that `container` is given: storage, what processes share, the way to Discord."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import attrs

from snowflake_adapters.memory.limits import MemoryOnce, MemoryRateLimits
from snowflake_adapters.memory.realtime import MemoryRealtime
from snowflake_adapters.redis.connection import Breaker, close, connect, connect_listener, ping
from snowflake_adapters.redis.limits import RedisOnce, RedisRateLimits
from snowflake_adapters.redis.realtime import RedisRealtime
from snowflake_domain.community.ports import LiveGuild
from snowflake_domain.identity.ports import Sessions
from snowflake_domain.kernel.limits import Once, RateLimits
from snowflake_domain.kernel.realtime import Event, Realtime
from snowflake_domain.kernel.relay import Relay
from snowflake_domain.kernel.work import Begin
from snowflake_domain.messages.ports import History, Indexing
from snowflake_domain.moderation.ports import Enforcement, Roster
from snowflake_domain.publishing.ports import Publisher
from snowflake_domain.tenancy.ports import Following, Installations, RoleWatch, TenantDirectory
from snowflake_domain.tenancy.webhook_ports import DiscordWebhooks


@attrs.frozen(kw_only=True)
class Storage:
    """One database, through every storage port."""

    begin: Begin[Any]
    directory: TenantDirectory
    sessions: Sessions
    relay: Relay
    answers: Callable[[], Awaitable[bool]]
    """Tells whether the database answers and has the current schema; raises when it is away."""


@attrs.frozen(kw_only=True)
class Shared:
    """What processes share while Redis is there, and have for themselves while it isn't."""

    realtime: Realtime
    limits: RateLimits
    once: Once
    pings: Callable[[], Awaitable[bool]] | None
    """Asks Redis whether it is there; None for a process without one."""


@attrs.frozen(kw_only=True)
class ThroughBotService:
    """The way to Discord of web and worker."""

    live_guild: LiveGuild
    enforcement: Enforcement
    publisher: Publisher
    indexing: Indexing
    following: Following
    installations: Installations
    webhooks: DiscordWebhooks


@attrs.frozen(kw_only=True)
class OnTheGateway:
    """The bot's own way to Discord."""

    live_guild: LiveGuild
    enforcement: Enforcement
    publisher: Publisher
    indexing: Indexing
    following: Following
    installations: Installations
    webhooks: DiscordWebhooks
    roster: Roster
    history: History
    role_watch: RoleWatch


@asynccontextmanager
async def open_shared(redis_url: str | None, encode: Callable[[Event], bytes]) -> AsyncIterator[Shared]:
    """Open what processes share; without an address, or without an answer, each has its own.

    `encode` writes live frames as dashboards receive them.
    """
    here = MemoryRealtime(encode)
    limits, once = MemoryRateLimits(), MemoryOnce()
    if redis_url is None:
        yield Shared(realtime=here, limits=limits, once=once, pings=None)
        return
    asks, listens, breaker = connect(redis_url), connect_listener(redis_url), Breaker()
    realtime = RedisRealtime(asks, listens, here, breaker)
    listening = asyncio.ensure_future(realtime.listen())
    try:
        yield Shared(
            realtime=realtime,
            limits=RedisRateLimits(asks, limits, breaker),
            once=RedisOnce(asks, once, breaker),
            pings=lambda: ping(asks),
        )
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await close(asks, listens)
