"""The worker: keeps promises that nobody waits for any more."""

import asyncio
import contextlib
import logging
from typing import Final

from snowflake_domain.kernel.errors import DomainError
from snowflake_domain.kernel.relay import DeliverOutbox

log = logging.getLogger(__name__)
IDLE: Final = 0.5
"""Seconds between looks at an empty outbox."""
LONGEST_PAUSE: Final = 10.0


async def work(deliver: DeliverOutbox, stop: asyncio.Event) -> None:
    """Work off the outbox until `stop` is set; what was begun is ended first."""
    pause = IDLE
    while not stop.is_set():
        try:
            busy = await deliver.drain() > 0
            pause = IDLE
        except Exception as error:
            busy, pause = False, min(pause * 2, LONGEST_PAUSE)
            said = "the outbox can't be read, next look in %.0f s: %s"
            if isinstance(error, DomainError):  # a database that is away needs no traceback
                log.warning(said, pause, error)
            else:
                log.exception(said, pause, type(error).__name__)
        if not busy:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await stop.wait()
