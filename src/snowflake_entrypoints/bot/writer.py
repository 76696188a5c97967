"""Write what the gateway reports: in order, in batches, and nothing is lost while the database is away."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

import attrs

from snowflake_domain.kernel.scope import ChannelId, GuildId, TenantScope
from snowflake_domain.messages.index_messages import IndexMessages, highest
from snowflake_domain.messages.message import Report
from snowflake_entrypoints.bot.scopes import ListenerScopes

log = logging.getLogger(__name__)

MOST_WAITING: Final = 50_000
MOST_AT_ONCE: Final = 500
GATHERING: Final = 0.05
"""Seconds in which a batch fills up."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
PATIENCE: Final = 5
"""Failures of one batch before its reports are tried one by one: it may be one that the database refuses."""

Later = Callable[[], Awaitable[Report | None]]
Entry = tuple[GuildId, Report | Later]


@attrs.define
class Writer:
    """Drains one queue for all guilds of this process.

    When too much waits, the guild that overflows is cut off, loudly, and `on_loss` is told once everything
    before the cut is written. `CatchUps` says which channels' cursors a batch moves.
    """

    _scopes: ListenerScopes
    _index: IndexMessages
    on_loss: Callable[[GuildId], None] = lambda _: None
    passed_over: Callable[[GuildId], None] = lambda _: None
    """Told when reports go unwritten because the guild has no tenant."""
    in_step: Callable[[GuildId], frozenset[ChannelId]] = lambda _: frozenset()
    """Asked before a tenant's reports are written."""
    most_waiting: int = MOST_WAITING
    first_pause: float = FIRST_PAUSE
    _entries: deque[Entry] = attrs.field(factory=deque, init=False)
    _cut_off: set[GuildId] = attrs.field(factory=set, init=False)
    _arrived: asyncio.Event = attrs.field(factory=asyncio.Event, init=False)
    _busy: bool = attrs.field(default=False, init=False)
    _closing: bool = attrs.field(default=False, init=False)

    @property
    def waiting(self) -> int:
        """Return how many reports aren't written yet."""
        return len(self._entries)

    def offer(self, guild: GuildId, report: Report | Later) -> None:
        """Take a report, in the order of the calls; never blocks."""
        if guild in self._cut_off:
            return
        if self.waiting >= self.most_waiting:
            said = "%s reports wait: guild %s is cut off and will be read again"
            log.error(said, self.most_waiting, guild)
            self._cut_off.add(guild)
            return
        self._entries.append((guild, report))
        self._arrived.set()

    async def run(self) -> None:
        """Write until cancelled, or until `drain` found everything written."""
        while not (self._closing and not self._entries):
            await self._arrived.wait()
            self._arrived.clear()
            while self._entries:
                if len(self._entries) < MOST_AT_ONCE and not self._closing:
                    await asyncio.sleep(GATHERING)
                self._busy = True
                await self._write_some()
                self._busy = False
            self._mend()

    async def drain(self, seconds: float) -> bool:
        """Write what waits, at most for `seconds`; False when something is left for the next start."""
        self._closing = True
        self._arrived.set()
        try:
            async with asyncio.timeout(seconds):
                while self._entries or self._busy:  # noqa: ASYNC110 - at shutdown only
                    await asyncio.sleep(0.01)
        except TimeoutError:
            log.warning("%s reports are left to the next start's catch-up", self.waiting)
            return False
        return True

    async def _write_some(self) -> None:
        batch: dict[GuildId, list[Report | Later]] = {}
        for _ in range(min(MOST_AT_ONCE, len(self._entries))):
            guild, report = self._entries.popleft()
            batch.setdefault(guild, []).append(report)
        for guild, reports in batch.items():
            await self._until_written(guild, reports)

    async def _until_written(self, guild: GuildId, reports: list[Report | Later]) -> None:
        pause, failures = self.first_pause, 0
        while reports:
            try:
                if (scope := await self._scopes.of(guild)) is None:
                    self.passed_over(guild)
                    return
                if failures < PATIENCE:
                    await self._write(scope, reports)
                    return
                reports = await self._one_by_one(scope, reports)
            except Exception as error:  # noqa: BLE001 - whatever the database raises: it comes back
                failures += 1
                said = f"{type(error).__name__}: {error}"[:300]
                log.warning("%s reports of guild %s wait %.1f s: %s", len(reports), guild, pause, said)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def _write(
        self, scope: TenantScope, reports: list[Report | Later], *, cursors_too: bool = True
    ) -> None:
        reports[:] = [known for one in reports if (known := await _known(one)) is not None]
        if reports:
            ready = [one for one in reports if not callable(one)]
            in_step = self.in_step(scope.guild) if cursors_too else frozenset[ChannelId]()
            await self._index(scope, ready, reached=highest(ready, in_step))

    async def _one_by_one(self, scope: TenantScope, reports: list[Report | Later]) -> list[Report | Later]:
        """Write each alone, and keep all when nothing succeeds; drop what fails twice while others succeed.

        The second try is for what failed while the database came back. Cursors stay until all is decided;
        the next batch moves them past what is dropped, which would fail every catch-up as well.
        """
        failed = await self._failing(scope, reports)
        if failed and len(failed) == len(reports):
            raise failed[0][1]
        for one, why in await self._failing(scope, [one for one, _ in failed]):
            log.error("a report can't be written and is dropped: %.500r", one, exc_info=why)
        return []

    async def _failing(
        self, scope: TenantScope, reports: list[Report | Later]
    ) -> list[tuple[Report | Later, Exception]]:
        failed: list[tuple[Report | Later, Exception]] = []
        for one in reports:
            try:
                await self._write(scope, [one], cursors_too=False)
            except Exception as error:  # noqa: BLE001 - as above
                failed.append((one, error))
        return failed

    def _mend(self) -> None:
        """Have what was cut off read again, now that everything before it is written."""
        while self._cut_off and not self._entries:
            self.on_loss(self._cut_off.pop())


async def _known(report: Report | Later) -> Report | None:
    if not callable(report):
        return report
    try:
        return await report()
    except Exception:
        log.exception("Discord doesn't show the rest of an edited message, which stays as it was")
        return None
