"""Tell the web process where the bot is, however long that takes."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

import attrs
import hikari

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.scope import GuildId
from snowflake_entrypoints.membership import ALL_PATH, ONE_PATH, BotGuilds, BotMembership
from snowflake_entrypoints.wire import to_json

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
LOUD_AFTER: Final = 3
"""Failures in a row before it is said aloud: at a start the web process may come later."""

Post = Callable[[str, bytes], Awaitable[None]]
"""Sends one signed report to a path of the panel; raises when it wasn't taken."""
Taken = Callable[[BotMembership], Awaitable[None]]
"""Is told when a coming or going is known to the web process; must not raise."""
Report = BotMembership | BotGuilds
Key = tuple[str, int]


@attrs.define
class Whereabouts:
    """Keeps the newest report of each guild and shard until it is taken; order and repeats do no harm there.

    READY names every guild of its shard, also those that are out. A guild that an outage takes is no guild
    that was left.
    """

    _post: Post
    _clock: Clock
    first_pause: float = FIRST_PAUSE
    on_taken: Taken | None = None
    _waiting: dict[Key, Report] = attrs.field(factory=dict, init=False)
    _arrived: asyncio.Event = attrs.field(factory=asyncio.Event, init=False)
    _inside: dict[int, set[GuildId]] = attrs.field(factory=dict, init=False)

    def subscribe(self, bot: hikari.GatewayBot) -> None:
        """Listen; call it once, before the bot starts."""
        bot.subscribe(hikari.ShardPayloadEvent, self._hear)

    @property
    def waiting(self) -> int:
        """Return how many reports weren't taken yet."""
        return len(self._waiting)

    async def run(self, stop: asyncio.Event) -> None:
        """Send reports until `stop`; what is left then is told by the next start's READY."""
        ending = asyncio.create_task(stop.wait())
        try:
            pause, failures = self.first_pause, 0
            while not stop.is_set():
                if not self._waiting:
                    await self._either(self._arrived.wait(), ending)
                    self._arrived.clear()
                    continue
                try:
                    await self._send_first()
                    pause, failures = self.first_pause, 0
                except Exception as error:  # noqa: BLE001 - whatever it was, the report is still true
                    failures += 1
                    level = logging.WARNING if failures >= LOUD_AFTER else logging.INFO
                    log.log(level, "%s reports to the panel wait %.0f s: %s", self.waiting, pause, error)
                    await self._either(asyncio.sleep(pause * random.uniform(0.8, 1.2)), ending)  # noqa: S311
                    pause = min(2 * pause, LONGEST_PAUSE)
        finally:
            ending.cancel()
            await asyncio.gather(ending, return_exceptions=True)

    async def _send_first(self) -> None:
        key, report = next(iter(self._waiting.items()))
        await self._post(ONE_PATH if isinstance(report, BotMembership) else ALL_PATH, to_json(report))
        if self._waiting.get(key) is report:
            del self._waiting[key]
        if self.on_taken is not None and isinstance(report, BotMembership):
            await self.on_taken(report)

    @staticmethod
    async def _either(what: Coroutine[Any, Any, object], ending: asyncio.Task[Any]) -> None:
        waited = asyncio.create_task(what)
        try:
            await asyncio.wait({waited, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waited.cancel()
            await asyncio.gather(waited, return_exceptions=True)

    async def _hear(self, event: hikari.ShardPayloadEvent) -> None:
        payload, shard = event.payload, event.shard
        inside = self._inside.setdefault(shard.id, set())
        match event.name:
            case "READY":
                self._inside[shard.id] = {GuildId(int(one["id"])) for one in payload.get("guilds") or ()}
                self._tell_all(shard.id, shard.shard_count)
            case "GUILD_CREATE":
                if (guild := GuildId(int(payload["id"]))) not in inside:
                    inside.add(guild)
                    self._tell(guild, joined=True)
            case "GUILD_DELETE" if not payload.get("unavailable"):
                inside.discard(guild := GuildId(int(payload["id"])))
                self._tell(guild, joined=False)
            case _:
                pass

    def _tell_all(self, shard: int, shards: int) -> None:
        guilds = self._inside[shard]
        older = [key for key in self._waiting if key[0] == "guild" and (key[1] >> 22) % shards == shard]
        for key in older:
            del self._waiting[key]
        report = BotGuilds(guilds=tuple(sorted(guilds)), shard=shard, shards=shards, at=self._clock.now())
        self._keep(("shard", shard), report)

    def _tell(self, guild: GuildId, *, joined: bool) -> None:
        self._keep(("guild", guild), BotMembership(guild_id=guild, joined=joined, at=self._clock.now()))

    def _keep(self, key: Key, report: Report) -> None:
        self._waiting.pop(key, None)
        self._waiting[key] = report
        self._arrived.set()
