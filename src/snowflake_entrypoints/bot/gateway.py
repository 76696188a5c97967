"""Hear what happens in Discord, and have it written down."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Protocol

import attrs
import hikari
from typing_extensions import override

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.realtime import Event, Realtime
from snowflake_domain.kernel.scope import GuildId, TenantScope
from snowflake_domain.messages.catch_up import CatchUp
from snowflake_domain.messages.index_messages import IndexMessages
from snowflake_domain.messages.message import Report
from snowflake_domain.messages.ports import Indexing
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_entrypoints.bot.catch_ups import CatchUps
from snowflake_entrypoints.bot.openings import Openings
from snowflake_entrypoints.bot.scopes import ListenerScopes
from snowflake_entrypoints.bot.writer import Later, Writer

log = logging.getLogger(__name__)


@attrs.frozen
class GatewayChanged:
    """What dashboards hear when the connection comes or goes."""

    connected: bool


class Translate(Protocol):
    """Tells what a gateway event reports, and of which guild."""

    def __call__(self, name: str, event: Mapping[str, Any], /) -> tuple[GuildId, Report | Later] | None: ...


@attrs.define
class LiveIndexing(Indexing):
    """Listens to one bot and keeps the index in step.

    hikari runs handlers side by side, but starts them in order: everything here happens before the first
    `await`, so reports are queued as they came.
    """

    _bot: hikari.GatewayBot
    _translate: Translate
    _scopes: ListenerScopes
    _realtime: Realtime
    _clock: Clock
    writer: Writer
    catch_ups: CatchUps
    _openings: Openings = attrs.field(factory=Openings, init=False)
    _guilds: set[GuildId] = attrs.field(factory=set, init=False)
    _announcing: set[asyncio.Task[None]] = attrs.field(factory=set, init=False)

    def subscribe(self) -> None:
        """Listen; call it once, before the bot starts."""
        self._bot.subscribe(hikari.ShardPayloadEvent, self._hear)
        self._bot.subscribe(hikari.ShardDisconnectedEvent, self._lost)

    def request(self, guild: GuildId) -> None:
        """Read a guild's past, in the background: it was just provisioned, or somebody asks again."""
        self.catch_ups.request(guild)

    @override
    async def start(self, scope: TenantScope) -> None:
        self.request(scope.guild)

    async def close(self, seconds: float) -> None:
        """Stop catching up, then write what waits."""
        await self.catch_ups.close()
        await self.writer.drain(seconds)
        for task in self._announcing:
            task.cancel()

    async def _hear(self, event: hikari.ShardPayloadEvent) -> None:
        payload = event.payload
        match event.name:
            case "READY":
                for one in payload.get("guilds") or ():
                    self.catch_ups.missed(GuildId(int(one["id"])))
            case "RESUMED":
                self._announce(self._guilds, connected=True)
            case "GUILD_CREATE" if not payload.get("unavailable"):
                guild = GuildId(int(payload["id"]))
                self._guilds.add(guild)
                self.catch_ups.request(guild)
                self._openings.learn(payload)
                self._announce({guild}, connected=True)
            case "GUILD_DELETE" if payload.get("unavailable"):
                self.catch_ups.missed(GuildId(int(payload["id"])))
            case "GUILD_DELETE":
                guild = GuildId(int(payload["id"]))
                self._guilds.discard(guild)
                self.catch_ups.forget(guild)
            case name:
                self._report(name, payload)

    def _report(self, name: str, payload: Mapping[str, Any]) -> None:
        try:
            me = self._bot.get_me()
            if guild := self._openings.among(name, payload, int(me.id) if me else None):
                self.catch_ups.request(guild)
            heard = self._translate(name, payload)
        except (KeyError, TypeError, ValueError):
            log.exception("a %s event can't be understood and is passed over", name)
            return
        if heard is not None:
            self.writer.offer(*heard)

    async def _lost(self, _: hikari.ShardDisconnectedEvent) -> None:
        self._announce(self._guilds, connected=False)

    def _announce(self, guilds: set[GuildId], *, connected: bool) -> None:
        task = asyncio.create_task(self._tell(frozenset(guilds), GatewayChanged(connected)))
        self._announcing.add(task)
        task.add_done_callback(self._announcing.discard)

    async def _tell(self, guilds: frozenset[GuildId], change: GatewayChanged) -> None:
        event = Event("gateway.changed", self._clock.now(), change)
        for guild in guilds:
            try:
                if scope := await self._scopes.of(guild):
                    await self._realtime.publish(scope, (event,))
            except Exception:
                log.exception("dashboards of guild %s don't hear of the gateway", guild)


def build_live_indexing(
    *,
    bot: hikari.GatewayBot,
    translate: Translate,
    enter: EnterTenant,
    catch_up: CatchUp,
    index: IndexMessages,
    realtime: Realtime,
    clock: Clock,
) -> LiveIndexing:
    """Put listener, writer and catch-ups together; call `subscribe` before the bot starts."""
    scopes = ListenerScopes(enter)
    writer = Writer(scopes, index)
    catch_ups = CatchUps(scopes, catch_up)
    writer.on_loss = catch_ups.request
    writer.passed_over = catch_ups.missed
    writer.in_step = catch_ups.in_step
    return LiveIndexing(
        bot=bot,
        translate=translate,
        scopes=scopes,
        realtime=realtime,
        clock=clock,
        writer=writer,
        catch_ups=catch_ups,
    )
