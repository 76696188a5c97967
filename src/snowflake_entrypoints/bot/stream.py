"""Live events for open dashboards, over one WebSocket each."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from typing import Final

import attrs
from quart import Quart, websocket

from snowflake_domain.identity.stream_ticket import StreamTickets
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError
from snowflake_domain.kernel.realtime import Event, Realtime
from snowflake_domain.kernel.scope import TenantId, TenantScope, UserId
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_entrypoints.wire import event_to_json

log = logging.getLogger(__name__)

PROTOCOL: Final = "snowflake.v1"
TICKET_REFUSED, WRONG_ORIGIN = 4401, 4403
TOO_MANY_SOCKETS, TOO_MUCH_SAID = 1013, 1009
MOST_SOCKETS: Final = 10
"""Per user; more than anybody has dashboards open."""
MOST_SAID: Final = 1024
"""Bytes of a client's frame; clients have nothing to say."""
PULSE: Final = 20.0
"""Seconds between pulses: a frame that keeps proxies from closing, and a look whether the user may still."""
SLOWEST: Final = 5.0
"""Seconds a frame may take to leave."""


@attrs.frozen
class Hello:
    """The first frame: the stream stands."""

    tenant: TenantId


@attrs.frozen
class Pulse:
    """Nothing happened, and the stream still stands."""


@attrs.define(kw_only=True)
class Streams:
    """Everybody's sockets in this process."""

    tickets: StreamTickets
    realtime: Realtime
    enter: EnterTenant
    clock: Clock
    origin: str
    pulse: float = PULSE
    _open: Counter[UserId] = attrs.field(factory=Counter, init=False)

    async def serve(self) -> None:
        """Serve the current socket until it closes; says why by the close code."""
        protocols = websocket.requested_subprotocols
        await websocket.accept(subprotocol=PROTOCOL if PROTOCOL in protocols else None)
        origin = websocket.headers.get("origin", "")
        if origin != self.origin:
            await websocket.close(WRONG_ORIGIN, "not from this origin")
            return
        ticket = next((one.removeprefix("ticket.") for one in protocols if one.startswith("ticket.")), "")
        try:
            scope = await self.tickets.redeem(ticket, origin)
        except DomainError as refusal:
            await websocket.close(TICKET_REFUSED, refusal.code)
            return
        if self._open[scope.actor] >= MOST_SOCKETS:
            await websocket.close(TOO_MANY_SOCKETS, "too many streams")
            return
        self._open[scope.actor] += 1
        try:
            await self._forward(scope)
        finally:
            self._open[scope.actor] -= 1
            if not self._open[scope.actor]:
                del self._open[scope.actor]

    async def _forward(self, scope: TenantScope) -> None:
        async with self.realtime.watch(scope) as frames:
            await self._say("hello", Hello(scope.tenant))
            jobs = {
                asyncio.create_task(_pass_on(frames)),
                asyncio.create_task(_listen()),
                asyncio.create_task(self._beat(scope)),
            }
            try:
                done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for job in jobs:
                    job.cancel()
                await asyncio.gather(*jobs, return_exceptions=True)
        code, why = next(iter(done)).result()
        await websocket.close(code, why)

    async def _beat(self, scope: TenantScope) -> tuple[int, str]:
        while True:
            await asyncio.sleep(self.pulse)
            try:
                await self.enter.checked(scope.tenant, scope.guild, scope.actor)
            except DomainError as refusal:
                return TICKET_REFUSED, refusal.code
            await self._say("pulse", Pulse())

    async def _say(self, kind: str, data: attrs.AttrsInstance) -> None:
        await _send(event_to_json(Event(kind, self.clock.now(), data)))


def stream_route(app: Quart, streams: Streams) -> None:
    """Mount the streams at `/ws`."""

    @app.websocket("/ws")
    async def stream() -> None:
        try:
            await streams.serve()
        except TimeoutError:
            log.info("a stream was too slow and is dropped")
            await websocket.close(TOO_MANY_SOCKETS, "too slow")


async def _pass_on(frames: AsyncIterator[bytes]) -> tuple[int, str]:
    async for frame in frames:
        await _send(frame)
    return 1001, "no more events"


async def _listen() -> tuple[int, str]:
    """Read and forget what the client says, so that nothing of it piles up."""
    while True:
        said = await websocket.receive()
        if len(said) > MOST_SAID:
            return TOO_MUCH_SAID, "nothing is to be said here"


async def _send(frame: bytes) -> None:
    async with asyncio.timeout(SLOWEST):
        await websocket.send(frame.decode())
