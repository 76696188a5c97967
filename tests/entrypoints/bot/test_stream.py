"""Live events over WebSockets: tickets, origins, frames and limits."""

import asyncio
import logging
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

import aiohttp
import attrs
import orjson
import pytest

from snowflake_adapters.system import SystemClock
from snowflake_entrypoints.bot.stream import MOST_SOCKETS
from tests.entrypoints.bot.stage import AURORA, PANEL, TENANT, Stage, staged

pytestmark = pytest.mark.asyncio(loop_scope="module")

Socket = aiohttp.ClientWebSocketResponse


@attrs.frozen
class EarlierClock:
    """What the clock said a minute ago."""

    def now(self) -> datetime:
        return SystemClock().now() - timedelta(minutes=1)


async def ticket(stage: Stage, origin: str = PANEL) -> str:
    return stage.tickets.issue(await stage.enter(AURORA, stage.persona("moderator")), origin)


def open_stream(stage: Stage, ticket: str, origin: str = PANEL) -> "AbstractAsyncContextManager[Socket]":
    return stage.http.ws_connect("/ws", protocols=("snowflake.v1", f"ticket.{ticket}"), origin=origin)


async def closed_with(socket: Socket) -> int | None:
    while (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
        pass
    return socket.close_code


async def test_events_arrive(stage: Stage) -> None:
    async with open_stream(stage, await ticket(stage)) as socket:
        assert socket.protocol == "snowflake.v1"
        hello = orjson.loads(await socket.receive_str(timeout=5))
        assert (hello["type"], hello["data"]) == ("hello", {"tenant": str(TENANT)})
        said = stage.say("live!")
        frame = orjson.loads(await socket.receive_str(timeout=5))
        assert (frame["type"], frame["data"]["id"], frame["data"]["content"]) == (
            "message.created",
            str(said),
            "live!",
        )


async def test_a_ticket_opens_one_socket_once(stage: Stage) -> None:
    good = await ticket(stage)
    async with open_stream(stage, good) as first:
        assert orjson.loads(await first.receive_str(timeout=5))["type"] == "hello"
        async with open_stream(stage, good) as second:
            assert await closed_with(second) == 4401


async def test_other_origins_are_turned_away(stage: Stage) -> None:
    async with open_stream(stage, await ticket(stage), "https://evil.test") as socket:
        assert await closed_with(socket) == 4403
    foreign = await ticket(stage, "https://evil.test")
    async with open_stream(stage, foreign) as socket:
        assert await closed_with(socket) == 4401


async def test_expired_forged_and_missing_tickets_are_refused(stage: Stage) -> None:
    earlier = attrs.evolve(stage.tickets, clock=EarlierClock())
    expired = earlier.issue(await stage.enter(AURORA, stage.persona("moderator")), PANEL)
    for bad in (expired, (await ticket(stage))[:-2] + "xx", ""):
        async with open_stream(stage, bad) as socket:
            assert await closed_with(socket) == 4401
    async with stage.http.ws_connect("/ws", origin=PANEL) as socket:
        assert await closed_with(socket) == 4401


async def test_who_leaves_the_staff_loses_the_stream() -> None:
    async with staged(pulse=0.1) as stage, open_stream(stage, await ticket(stage)) as socket:
        assert orjson.loads(await socket.receive_str(timeout=5))["type"] == "hello"
        while orjson.loads(await socket.receive_str(timeout=5))["type"] != "pulse":
            pass  # the catch-up tells of its channels
        async with stage.database.begin(await stage.scope()) as work:
            await work.staff.remove(stage.persona("moderator"))
        assert await closed_with(socket) == 4401


async def test_a_client_that_says_much_is_cut_off(stage: Stage) -> None:
    async with open_stream(stage, await ticket(stage)) as socket:
        await socket.send_str("hi")
        await socket.send_str("x" * 1025)
        assert await closed_with(socket) == 1009
    async with open_stream(stage, await ticket(stage)) as socket:
        await socket.send_str("x" * 100_000)
        assert await closed_with(socket) in {1009, 1006}


async def test_one_user_has_ten_sockets(stage: Stage) -> None:
    sockets = [await open_stream(stage, await ticket(stage)).__aenter__() for _ in range(MOST_SOCKETS)]
    async with asyncio.timeout(5):
        await asyncio.gather(*(socket.receive_str() for socket in sockets))
    async with open_stream(stage, await ticket(stage)) as surplus:
        assert await closed_with(surplus) == 1013
    await sockets[0].close()
    await asyncio.sleep(0.1)
    async with open_stream(stage, await ticket(stage)) as fresh:
        assert orjson.loads(await fresh.receive_str(timeout=5))["type"] == "hello"
    for socket in sockets[1:]:
        await socket.close()


async def test_tickets_are_never_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = await ticket(stage)
    async with open_stream(stage, secret) as socket:
        await socket.receive_str(timeout=5)
    async with open_stream(stage, secret) as socket:
        await closed_with(socket)
    assert secret not in caplog.text
