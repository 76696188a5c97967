"""A piece of the internet on loopback: 127.0.0.2 plays a public address, 127.0.0.1 our own network."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address

import attrs
from aiohttp import web

from snowflake_adapters.web_fetch.addresses import Address, is_public
from snowflake_adapters.web_fetch.guarded import GuardedFetch, Patience, Resolve

PUBLIC, PRIVATE = "127.0.0.2", "127.0.0.1"
NAME = "pictures.example"
QUICK = Patience(total=1.5, resolve=0.4, connect=0.4, read=0.4)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def as_if_public(address: Address) -> bool:
    """What the guard takes for public here: the real rule, and the one address that plays the internet."""
    return is_public(address) or address == ip_address(PUBLIC)


@attrs.define
class Names:
    """A resolver: each name's answers, one list a question; the last stays."""

    answers: dict[str, list[Sequence[str]]]
    asked: list[str] = attrs.Factory(list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        assert port
        self.asked.append(host)
        waiting = self.answers.get(host)
        if not waiting:
            raise OSError(f"no such name: {host}")
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@attrs.define
class Server:
    """One HTTP server that remembers who asked for what."""

    port: int
    seen: list[web.BaseRequest] = attrs.Factory(list)

    def url(self, path: str = "/", host: str = NAME) -> str:
        return f"http://{host}:{self.port}{path}"


@asynccontextmanager
async def serving(handler: Handler, *addresses: str, port: int = 0, **tls: object) -> AsyncIterator[Server]:
    """Serve on some loopback addresses, all on one port."""
    server = Server(port)

    async def remember(request: web.BaseRequest) -> web.StreamResponse:
        server.seen.append(request)
        return await handler(request)  # type: ignore[arg-type]

    runner = web.ServerRunner(web.Server(remember), shutdown_timeout=0.1)
    await runner.setup()
    try:
        for address in addresses:
            try:
                await web.TCPSite(runner, address, server.port, **tls).start()  # type: ignore[arg-type]
            except OSError:
                if ":" not in address:
                    raise
                continue  # a machine without IPv6
            server.port = runner.addresses[0][1]
        yield server
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw_serving(answer: Callable[[asyncio.StreamWriter], Awaitable[None]]) -> AsyncIterator[Server]:
    """Serve bytes that no HTTP server would send, at the public address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    running = await asyncio.start_server(serve, PUBLIC, 0)
    try:
        yield Server(running.sockets[0].getsockname()[1])
    finally:
        running.close()


def names(**answers: Sequence[str]) -> Names:
    """Return a resolver that knows `pictures.example`, and whatever else is given with `_` for `.`."""
    known: dict[str, list[Sequence[str]]] = {NAME: [[PUBLIC]]}
    return Names(known | {name.replace("_", "."): [list(some)] for name, some in answers.items()})


def fetcher(
    resolve: Resolve | None = None, *, patience: Patience = QUICK, own: Sequence[str] = ()
) -> GuardedFetch:
    """Return the real guard; ports of tests are allowed, and so is the address that plays the internet."""
    return GuardedFetch(
        own=frozenset(own),
        ports=None,
        is_open=as_if_public,
        resolve=resolve or names(),
        patience=patience,
    )


async def hello(_: web.Request) -> web.Response:
    """Answer with five bytes."""
    return web.Response(body=b"hello", content_type="image/png")


def to(location: str, status: int = 302) -> web.Response:
    """Answer that it is elsewhere."""
    return web.Response(status=status, headers={"Location": location})
