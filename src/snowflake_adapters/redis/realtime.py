"""Live events between processes."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Final, Protocol

import attrs
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError
from typing_extensions import override

from snowflake_adapters.redis.connection import Breaker
from snowflake_domain.kernel.realtime import Event, Realtime
from snowflake_domain.kernel.scope import TenantId, TenantScope

log = logging.getLogger(__name__)
_CHANNEL: Final = "snowflake:events:"
_PULSE: Final = 5.0
"""Seconds of silence after which the listener pings, so that a frozen Redis is noticed."""
_AGAIN: Final = 0.5
_ORIGIN: Final = 8
"""Bytes before each frame that name the process it came from."""


class Here(Protocol):
    """The watchers of this process."""

    encode: Callable[[Event], bytes]

    def hand_out(self, tenant: TenantId, frame: bytes) -> None: ...

    def watch(self, scope: TenantScope) -> AbstractAsyncContextManager[AsyncIterator[bytes]]: ...


@attrs.define
class RedisRealtime(Realtime):
    """Hands events to this process's watchers at once and to the others' through Redis.

    While Redis is away events stay within the process; nothing waits for it.
    """

    _asks: Redis
    _listens: Redis
    _here: Here
    _breaker: Breaker
    _me: bytes = attrs.field(factory=lambda: secrets.token_bytes(_ORIGIN), init=False)

    @override
    async def publish(self, scope: TenantScope, events: tuple[Event, ...]) -> None:
        frames = [self._here.encode(event) for event in events]
        for frame in frames:
            self._here.hand_out(scope.tenant, frame)

        async def send() -> bool:
            async with self._asks.pipeline(transaction=False) as pipe:
                for frame in frames:
                    await pipe.publish(f"{_CHANNEL}{scope.tenant}", self._me + frame)
                await pipe.execute()
            return True

        await self._breaker.ask(send)

    @override
    def watch(self, scope: TenantScope) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        return self._here.watch(scope)

    async def listen(self) -> None:
        """Pass on what other processes publish, through every outage, until cancelled."""
        while True:
            try:
                async with self._listens.pubsub() as subscription:
                    await subscription.psubscribe(f"{_CHANNEL}*")
                    await self._pass_on(subscription)
            except (RedisError, OSError, TimeoutError) as error:
                log.debug("the live channel broke (%s); connecting again", type(error).__name__)
            with suppress(RedisError, OSError, TimeoutError):
                await self._listens.connection_pool.disconnect()
            await asyncio.sleep(_AGAIN)

    async def _pass_on(self, subscription: PubSub) -> None:
        silent = False
        while True:
            try:
                async with asyncio.timeout(_PULSE):
                    message = await subscription.get_message(timeout=None)
            except TimeoutError:
                if silent:
                    raise
                await subscription.ping()
                silent = True
                continue
            silent = False
            if message is not None and message["type"] == "pmessage":
                origin, frame = message["data"][:_ORIGIN], message["data"][_ORIGIN:]
                if origin != self._me:
                    tenant = TenantId(int(message["channel"].removeprefix(_CHANNEL.encode())))
                    self._here.hand_out(tenant, frame)
