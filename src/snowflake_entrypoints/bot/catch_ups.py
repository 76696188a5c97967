"""Read what happened while nobody listened: one catch-up a guild at a time, beside live writing."""

import asyncio
import contextlib
import logging
from collections import defaultdict

import attrs

from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.scope import ChannelId, GuildId
from snowflake_domain.messages.catch_up import CatchUp
from snowflake_entrypoints.bot.scopes import ListenerScopes

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 120.0


@attrs.define
class CatchUps:
    """Starts catch-ups, keeps them apart, and knows which channels are in step.

    The invariant: everything at or below a channel's cursor is indexed. A catch-up keeps it by itself. What
    comes live may move the cursor only where nothing can be missing between the two, so a channel is *in
    step* from the end of a catch-up that read it, provided that nothing was missed since that began, until
    something may have been missed. From then on its messages are still written, but the cursor stays, and
    the next catch-up reads on from there. What may miss something says so before any later report is
    offered:

    - a session begins (READY) or the guild comes back: what was said between isn't told again. A resumed
      session misses nothing.
    - the writer cuts a guild off. What it took before the cut has no gap, so it is told after that.
    - reports were passed over because the guild had no tenant yet.
    - the bot comes to see what was hidden from it (`Openings`).

    The question is asked when a batch is written, not when it was offered. A batch with reports from before
    and after a gap is as good: in step means that the gap was read, and the queue keeps the order. A channel
    that begins while we listen isn't in step before a catch-up has read it, which then takes little.
    """

    _scopes: ListenerScopes
    _catch_up: CatchUp
    first_pause: float = FIRST_PAUSE
    _running: dict[GuildId, asyncio.Task[None]] = attrs.field(factory=dict, init=False)
    _again: defaultdict[GuildId, asyncio.Event] = attrs.field(
        factory=lambda: defaultdict(asyncio.Event), init=False
    )
    """Set for guilds that may have missed something since their running catch-up began."""
    _in_step: dict[GuildId, frozenset[ChannelId]] = attrs.field(factory=dict, init=False)
    _closing: bool = attrs.field(default=False, init=False)

    def request(self, guild: GuildId) -> None:
        """Catch up in the background; asked for again while running, it runs once more."""
        self.missed(guild)
        if self._closing or guild in self._running:
            return
        task = asyncio.create_task(self._run(guild), name=f"catch-up of guild {guild}")
        self._running[guild] = task
        task.add_done_callback(lambda _: self._done(guild))

    def missed(self, guild: GuildId) -> None:
        """Note that something may be missing; what is written next asks for the catch-up."""
        self._in_step.pop(guild, None)
        if guild in self._running:
            self._again[guild].set()

    def in_step(self, guild: GuildId) -> frozenset[ChannelId]:
        """Return the channels whose cursors live reports may move; begin a catch-up if there was none."""
        if guild not in self._in_step and guild not in self._running:
            self.request(guild)
        return self._in_step.get(guild, frozenset())

    def forget(self, guild: GuildId) -> None:
        """Stop: the bot isn't in the guild any more."""
        self._in_step.pop(guild, None)
        self._again[guild].clear()
        if task := self._running.get(guild):
            task.cancel()

    def is_running(self, guild: GuildId) -> bool:
        """Tell whether a guild is being caught up with."""
        return guild in self._running

    async def close(self) -> None:
        """Stop all; the next start goes on."""
        self._closing = True
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, guild: GuildId) -> None:
        self._running.pop(guild, None)
        if self._again[guild].is_set():
            self.request(guild)

    async def _run(self, guild: GuildId) -> None:
        pause = self.first_pause
        while True:
            try:
                await self._once(guild)
            except BotOffline:
                log.info("guild %s is out of the bot's sight, its catch-up waits", guild)
            except Exception:
                log.exception("the catch-up of guild %s waits %.0f s", guild, pause)
            else:
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._again[guild].wait()
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _once(self, guild: GuildId) -> None:
        self._again[guild].clear()
        self._scopes.forget(guild)
        scope = await self._scopes.of(guild)
        if scope is None:
            return
        done = await self._catch_up(scope)
        if not self._again[guild].is_set():
            self._in_step[guild] = frozenset(done.channels)
        if done.trouble:
            raise done.trouble[0]
        log.info(
            "caught up with guild %s: %s messages, %s channels", guild, done.messages, len(done.channels)
        )
