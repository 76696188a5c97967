"""What the guard does with servers, good and bad; each is a real one on loopback."""

import asyncio
import gzip
import time
from collections.abc import Sequence

import pytest
from aiohttp import web

from snowflake_adapters.web_fetch.guarded import GuardedFetch, Patience
from snowflake_domain.kernel.fetch import AddressRefused, FetchFailed, TooMuchFetched
from tests.adapters.web import (
    NAME,
    PRIVATE,
    PUBLIC,
    Names,
    as_if_public,
    fetcher,
    hello,
    names,
    raw_serving,
    serving,
    to,
)

ALL = "*/*"


async def test_it_fetches_from_the_judged_address_under_the_right_name() -> None:
    async with serving(hello, PUBLIC) as server:
        got = await fetcher()(server.url("/a%20b.png?c=%2F#d"), most=5, accept="image/png")
        assert (got.content, got.url) == (b"hello", server.url("/a%20b.png?c=%2F#d"))
        (asked,) = server.seen
        assert asked.headers["Host"] == f"{NAME}:{server.port}"
        assert asked.raw_path == "/a%20b.png?c=%2F"
        assert asked.headers["Accept"] == "image/png"
        assert asked.headers["Accept-Encoding"] == "identity"
        assert not {"Cookie", "Authorization", "Referer", "Origin"} & set(asked.headers)


@pytest.mark.parametrize("port", [22, 25, 3306, 6379, 8080, 8443])
async def test_other_ports_are_not_for_pages(port: int) -> None:
    fetch = GuardedFetch(is_open=as_if_public, resolve=names())
    with pytest.raises(AddressRefused):
        await fetch(f"http://{NAME}:{port}/", most=1, accept=ALL)


@pytest.mark.parametrize("status", [204, 206, 304, 400, 403, 404, 429, 500, 503])
async def test_only_a_whole_answer_counts(status: int) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=status)

    async with serving(refuse, PUBLIC) as server:
        with pytest.raises(FetchFailed, match=str(status)):
            await fetcher()(server.url(), most=5, accept=ALL)


async def test_a_body_of_just_the_cap_passes_and_one_byte_more_does_not() -> None:
    async with serving(hello, PUBLIC) as server:
        assert (await fetcher()(server.url(), most=5, accept=ALL)).content == b"hello"
        with pytest.raises(TooMuchFetched):
            await fetcher()(server.url(), most=4, accept=ALL)


async def test_an_endless_body_is_cut_off_while_it_streams() -> None:
    sent = 0

    async def flood(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        while True:
            await response.write(bytes(65_536))
            sent += 65_536

    async with serving(flood, PUBLIC) as server:
        with pytest.raises(TooMuchFetched):
            await fetcher(patience=Patience())(server.url(), most=1_000_000, accept=ALL)
    assert sent < 20_000_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
async def test_nothing_is_unpacked(encoding: str) -> None:
    bomb = gzip.compress(bytes(50_000_000))

    async def packed(_: web.Request) -> web.Response:
        return web.Response(body=bomb, headers={"Content-Encoding": encoding})

    async with serving(packed, PUBLIC) as server:
        with pytest.raises(FetchFailed, match="compressed"):
            await fetcher()(server.url(), most=8_000_000, accept=ALL)


async def _silence(writer: asyncio.StreamWriter) -> None:
    del writer
    await asyncio.sleep(30)


async def _half_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-")
    await asyncio.sleep(30)


async def _trickle(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def _half_body(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")


async def _endless_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: " + b"x" * 4000 + b"\r\n")
        await writer.drain()


async def _nonsense(writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


@pytest.mark.parametrize(
    "answer", [_silence, _half_headers, _trickle, _half_body, _endless_headers, _nonsense, _hang_up]
)
async def test_a_server_that_stalls_or_breaks_off_is_left_in_time(answer: object) -> None:
    async with raw_serving(answer) as server:  # type: ignore[arg-type]
        started = time.monotonic()
        with pytest.raises(FetchFailed):
            await fetcher()(server.url(), most=100_000, accept=ALL)
        assert time.monotonic() - started < 2.5


async def test_slow_redirects_share_one_patience() -> None:
    async def dawdle(request: web.Request) -> web.Response:
        await asyncio.sleep(0.3)
        return to(f"{request.path}a")

    async with serving(dawdle, PUBLIC) as server:
        started = time.monotonic()
        with pytest.raises(FetchFailed, match="too long"):
            await fetcher(patience=Patience(total=0.7, read=0.6))(server.url(), most=5, accept=ALL)
        assert time.monotonic() - started < 1.2


async def test_a_resolver_that_hangs_or_knows_nothing_is_no_crash() -> None:
    async def hang(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(30)
        return [host, str(port)]

    for resolve in (hang, Names({}), Names({NAME: [[]]})):
        with pytest.raises(FetchFailed):
            await fetcher(resolve)(f"http://{NAME}/", most=5, accept=ALL)


async def test_nobody_listens_is_told_as_such() -> None:
    async with serving(hello, PUBLIC) as server:
        pass
    with pytest.raises(FetchFailed, match="doesn't answer"):
        await fetcher()(server.url(), most=5, accept=ALL)


async def test_cookies_are_neither_kept_nor_sent() -> None:
    async def bake(request: web.Request) -> web.Response:
        response = to("/b") if request.path == "/a" else await hello(request)
        response.set_cookie("a", "b")
        return response

    async with serving(bake, PUBLIC) as server:
        fetch = fetcher()
        for _ in range(2):
            await fetch(server.url("/a"), most=5, accept=ALL)
        assert [one.headers.get("Cookie") for one in server.seen] == [None] * 4


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(hello, PUBLIC) as server, serving(hello, PRIVATE) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.url(host=PRIVATE))
        await fetcher()(server.url(), most=5, accept=ALL)
        assert (len(server.seen), len(proxy.seen)) == (1, 0)
