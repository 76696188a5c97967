"""Keep the bot connected; end the process only when Discord says that it is for good."""

import asyncio
import contextlib
import logging
from typing import Any, Final

import attrs
import hikari
import lightbulb
from typing_extensions import override

from snowflake_entrypoints.bot.gateway import LiveIndexing

log = logging.getLogger(__name__)

HELLO_WITHIN: Final = 15.0
"""Seconds; hikari itself would wait for a silent gateway for ever."""
BACK_WITHIN: Final = 45.0
"""Seconds that hikari's own resuming may take before the connection is opened anew."""
LOOK_EVERY: Final = 0.25
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
CLOSING: Final = 4.0
FOR_GOOD: Final = frozenset({4004, 4010, 4011, 4012, 4013, 4014})
"""Discord: Gateway Close Event Codes after which reconnecting is pointless."""


@attrs.define(eq=False)
class BotStopped(Exception):
    """The bot can't go on; the text says why in one line."""

    reason: str

    @override
    def __str__(self) -> str:
        return self.reason


async def run_bot(
    *,
    bot: hikari.GatewayBot,
    commands: lightbulb.GatewayEnabledClient,
    indexing: LiveIndexing,
    stop: asyncio.Event,
    hello_within: float = HELLO_WITHIN,
    back_within: float = BACK_WITHIN,
) -> None:
    """Run until `stop`; then write what waits and leave, within 8 s. Raises `BotStopped`."""
    indexing.subscribe()
    writing = asyncio.create_task(indexing.writer.run(), name="message writer")
    connection = _Connection(bot, commands, hello_within, back_within)
    keeping = asyncio.create_task(connection.keep(), name="gateway supervisor")
    stopping = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait({writing, keeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in done - {stopping}:
            task.result()
    finally:
        keeping.cancel()
        stopping.cancel()
        await asyncio.gather(keeping, stopping, return_exceptions=True)
        await connection.close(for_good=True)
        await indexing.close(CLOSING)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)


@attrs.define
class _Connection:
    bot: hikari.GatewayBot
    commands: lightbulb.GatewayEnabledClient
    hello_within: float
    back_within: float
    _registered: bool = False
    _older: set[asyncio.Task[Any]] = attrs.Factory(set)

    async def keep(self) -> None:
        """Connect, and again after every loss that hikari doesn't mend; returns never."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._connect()
                pause = FIRST_PAUSE
                await self._watch()
                log.warning("the gateway connection is lost and is opened anew")
            except hikari.GatewayServerClosedConnectionError as closed:
                if closed.code in FOR_GOOD:
                    raise BotStopped(
                        f"Discord closed the bot's connection for good: {_words(closed)}"
                    ) from None
                log.warning("Discord closed the bot's connection: %s", _words(closed))
            except hikari.UnauthorizedError:
                raise BotStopped("Discord doesn't accept DISCORD_TOKEN (401 Unauthorized)") from None
            except BotStopped:
                raise
            except (hikari.HikariError, TimeoutError, OSError) as error:
                log.warning("the bot can't connect, next try in %.0f s: %s", pause, str(error) or "no HELLO")
            except Exception:
                log.exception("the gateway connection broke, next try in %.0f s", pause)
            await self.close()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _connect(self) -> None:
        self._older = _keep_alives()
        async with asyncio.timeout(self.hello_within):
            await self.bot.start(check_for_updates=False)
        if not self._registered:
            await self._register()
        log.info("the bot is connected")

    async def _register(self) -> None:
        try:
            await self.commands.start()
        except hikari.ClientHTTPResponseError as refused:
            raise BotStopped(f"Discord refuses the slash commands: {str(refused)[:300]}") from refused
        self._registered = True

    async def _watch(self) -> None:
        """Return when the connection stays away for too long; raises what ends it."""
        ended = asyncio.create_task(self.bot.join())
        loop, away_since = asyncio.get_running_loop(), None
        try:
            while not ended.done():
                await asyncio.wait({ended}, timeout=LOOK_EVERY)
                if all(shard.is_connected for shard in self.bot.shards.values()):
                    away_since = None
                    continue
                away_since = away_since or loop.time()
                if loop.time() - away_since > self.back_within:
                    return
            ended.result()
        finally:
            ended.cancel()
            await asyncio.gather(ended, return_exceptions=True)

    async def close(self, *, for_good: bool = False) -> None:
        """Close whatever is open, also a shard whose start was given up and that hikari forgot."""
        if for_good and self._registered:
            await self.commands.stop()
        with contextlib.suppress(hikari.ComponentStateConflictError, TimeoutError):
            async with asyncio.timeout(3):
                await self.bot.close()
        for task in _keep_alives() - self._older:
            task.cancel()


def _words(closed: hikari.GatewayServerClosedConnectionError) -> str:
    return f"{closed.code} {closed.reason}".strip()


def _keep_alives() -> set[asyncio.Task[Any]]:
    return {task for task in asyncio.all_tasks() if task.get_name().startswith("keep alive (shard ")}
