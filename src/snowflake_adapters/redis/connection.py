"""The connections to Redis: short-tempered ones for questions, a patient one for listening."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import attrs
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
PATIENCE: Final = 0.05
"""Seconds a question may take before the caller goes on without Redis."""
REST: Final = 1.0
"""Seconds without a question after one failed."""
Answer = TypeVar("Answer")


def connect(url: str) -> Redis:
    """Open a pool for short questions: no retries (a repeated INCR counts twice), no long waits."""
    pool: Any = BlockingConnectionPool.from_url(
        url,
        max_connections=8,  # more are no faster, and a cold start that greets on 20 outlasts our patience
        protocol=2,  # no HELLO
        driver_info=None,  # no CLIENT SETINFO
        timeout=PATIENCE,
        socket_timeout=0.25,
        socket_connect_timeout=0.25,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis.from_pool(pool)  # which makes it the pool's owner: closing one closes both


def connect_listener(url: str) -> Redis:
    """Open a connection that may wait for messages; its owner pings it."""
    return Redis.from_url(
        url,
        socket_timeout=None,
        socket_connect_timeout=1,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


@attrs.define
class Breaker:
    """Asks Redis while it answers, and rests for a second when it doesn't."""

    _now: Callable[[], float] = time.monotonic
    _rests_until: float = attrs.field(default=0.0, init=False)
    _failing: bool = attrs.field(default=False, init=False)

    async def ask(self, question: Callable[[], Awaitable[Answer]]) -> Answer | None:
        """Return the answer, or None when Redis is away, frozen or was so within the last second."""
        if self._now() < self._rests_until:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await question()
        except (RedisError, OSError, TimeoutError) as error:
            self._rests_until = self._now() + REST
            if not self._failing:
                log.warning("Redis doesn't answer (%s); going on within this process", type(error).__name__)
            self._failing = True
            return None
        if self._failing:
            log.info("Redis answers again")
        self._failing = False
        self._rests_until = 0.0  # others asked at the same moment may have been unlucky; it does answer
        return answer


async def ping(client: Redis) -> bool:
    """Tell whether Redis answers within a second."""
    try:
        async with asyncio.timeout(1):
            return bool(await client.ping())
    except (RedisError, OSError, TimeoutError):
        return False


async def close(*clients: Redis) -> None:
    """Close connections without waiting for a frozen server."""
    for client in clients:
        with contextlib.suppress(RedisError, OSError, TimeoutError):
            async with asyncio.timeout(1):
                await client.aclose()
