"""SIGTERM while people are connected."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Self
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio

from tests.journeys.product import STOP_WITHIN, Product
from tests.processes.panel import Person, person

pytestmark = pytest.mark.asyncio(loop_scope="package")
IDLE, STREAMS = 50, 20
WHOLE = ("bot", "web", "worker")


@pytest_asyncio.fixture(loop_scope="package", autouse=True)
async def whole_again(product: Product) -> AsyncIterator[None]:
    """Start again what a test ended."""
    yield
    for name in WHOLE:
        if name not in product.running:
            await product.start(name)
    await product.until_ready()


async def test_every_process_leaves_in_order_with_people_connected(product: Product, owner: Person) -> None:
    said_before = {name: len(product.log_of(name)) for name in WHOLE}
    async with AsyncExitStack() as connected, person(product, "admin") as admin:
        idle = [await connected.enter_async_context(_IdleSocket(product.panel)) for _ in range(IDLE)]
        streams = [await (owner, admin)[nth % 2].open_stream() for nth in range(STREAMS)]
        assert await product.stop("web") < STOP_WITHIN
        for one in idle:
            assert await one.rest() == b""
        assert all(not stream.closed for stream in streams), "the streams are the bot's"
        took = await asyncio.gather(product.stop("bot"), *(_end_of(stream) for stream in streams))
        assert took[0] < STOP_WITHIN
        assert set(took[1:]) <= {1000, 1001, 1012}, took
        assert await product.stop("worker") < STOP_WITHIN
    for name in WHOLE:
        said = product.log_of(name)[said_before[name] :]
        assert "Traceback" not in said, said[-3000:]


async def _end_of(stream: aiohttp.ClientWebSocketResponse) -> float:
    """Read to the end; return the close code."""
    async with asyncio.timeout(STOP_WITHIN):
        async for _ in stream:
            pass
    return stream.close_code or 0


class _IdleSocket:
    """A connection kept alive after one request."""

    def __init__(self, panel: str) -> None:
        self._address = urlsplit(panel)

    async def __aenter__(self) -> Self:
        host, port = self._address.hostname, self._address.port
        self._reader, self._writer = await asyncio.open_connection(host, port)
        self._writer.write(f"GET /healthz HTTP/1.1\r\nHost: {self._address.netloc}\r\n\r\n".encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head.splitlines()[0]
        length = next(line for line in head.lower().splitlines() if line.startswith(b"content-length:"))
        await self._reader.readexactly(int(length.split(b":")[1]))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def rest(self) -> bytes:
        """Return what still comes until the server closes."""
        async with asyncio.timeout(STOP_WITHIN):
            return await self._reader.read()
