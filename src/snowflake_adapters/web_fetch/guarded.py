"""The one way to fetch what a user points at, without reaching what only we can reach.

aiohttp's own resolver hook is no guard: addresses written as numbers never pass it. So each hop is read,
resolved once and judged here, and the connection goes to the judged address, with the name in `Host` and SNI.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, Final

import aiohttp
import attrs
from typing_extensions import override
from yarl import URL

from snowflake_adapters.web_fetch.addresses import Address, is_public
from snowflake_adapters.web_fetch.targets import Target, as_url, read_target
from snowflake_domain.kernel.fetch import AddressRefused, Fetch, Fetched, FetchFailed, TooMuchFetched

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns a name's addresses, the preferred one first; raises `OSError` when it has none."""

MOST_REDIRECTS: Final = 3
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PORTS: Final = frozenset({80, 443})
PLAIN: Final = frozenset({"", "identity"})
AGENT: Final = "Snowflake (fetches pictures for community dashboards)"
_CHUNK: Final = 64 * 1024


@attrs.frozen
class Patience:
    """Seconds: for the whole fetch with its redirects, and for each step of it."""

    total: float = 10.0
    resolve: float = 3.0
    connect: float = 3.0
    read: float = 5.0
    """Between two pieces of what comes."""


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver once; addresses of families that this machine doesn't have are left out."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_ADDRCONFIG
    )
    return [str(one[4][0]) for one in found]


def _origins(urls: Iterable[str]) -> frozenset[str]:
    return frozenset(read_target(url).origin for url in urls)


@attrs.frozen(kw_only=True)
class GuardedFetch(Fetch):
    """Implements `Fetch` with GET alone: no cookies, no proxies, no credentials, nothing decompressed.

    `own` are origins that are reached wherever they lead, such as `http://127.0.0.1:8722`, when a URL names
    one itself; they may not send us elsewhere.
    """

    own: frozenset[str] = attrs.field(default=frozenset(), converter=_origins)
    ports: frozenset[int] | None = PORTS
    """None allows every port: where only tests can be reached."""
    is_open: Callable[[Address], bool] = is_public
    resolve: Resolve = resolve_by_system
    patience: Patience = Patience()
    trust: Any = True
    """What vouches for https servers: aiohttp's `ssl`; True is the system's list of authorities."""

    @override
    async def __call__(self, url: str, *, most: int, accept: str) -> Fetched:
        try:
            async with asyncio.timeout(self.patience.total):
                return await self._follow(read_target(url), most, accept)
        except TimeoutError:
            raise FetchFailed("it took too long") from None
        except aiohttp.ClientError as error:
            raise FetchFailed(_told(error)) from error

    async def _follow(self, target: Target, most: int, accept: str) -> Fetched:
        home = target.origin if target.origin in self.own else None
        for _ in range(MOST_REDIRECTS + 1):
            if home is not None and target.origin != home:
                raise AddressRefused("it leads elsewhere")
            async with self._get(target, accept, trusted=home is not None) as response:
                if response.status not in REDIRECTS or "Location" not in response.headers:
                    return Fetched(await _read(response, most), str(target.url))
                target = read_target(_joined(target.url, response.headers["Location"]))
        raise FetchFailed(f"it leads on more than {MOST_REDIRECTS} times")

    @asynccontextmanager
    async def _get(
        self, target: Target, accept: str, *, trusted: bool
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        address = await self._judged(target, trusted=trusted)
        timeout = aiohttp.ClientTimeout(sock_connect=self.patience.connect, sock_read=self.patience.read)
        headers = {
            "Host": target.authority,
            "User-Agent": AGENT,
            "Accept": accept,
            "Accept-Encoding": "identity",
        }
        async with (
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True, ssl=self.trust),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                timeout=timeout,
            ) as session,
            session.get(
                target.at(address),
                headers=headers,
                allow_redirects=False,
                server_hostname=target.host if target.scheme == "https" else None,
            ) as response,
        ):
            yield response

    async def _judged(self, target: Target, *, trusted: bool) -> Address:
        """Return the one address to connect to; of a name that has several, all must be public."""
        if not trusted and self.ports is not None and target.port not in self.ports:
            raise AddressRefused(f"port {target.port} is not for web pages")
        addresses = [target.literal] if target.literal else await self._resolved(target)
        if not trusted and not all(map(self.is_open, addresses)):
            raise AddressRefused("it is no public address")
        return addresses[0]

    async def _resolved(self, target: Target) -> list[Address]:
        try:
            async with asyncio.timeout(self.patience.resolve):
                found = [ip_address(one) for one in await self.resolve(target.host, target.port)]
        except (OSError, UnicodeError) as error:  # TimeoutError is one
            raise FetchFailed("its host can't be found") from error
        if not found:
            raise FetchFailed("its host can't be found")
        return found


def _joined(base: URL, location: str) -> str:
    try:
        return str(base.join(as_url(location)))
    except ValueError:
        raise AddressRefused("it leads to what is no URL") from None


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    if response.status != HTTPStatus.OK:
        raise FetchFailed(f"it answered {response.status}")
    if response.headers.get("Content-Encoding", "").strip().lower() not in PLAIN:
        raise FetchFailed("it came compressed, which was not asked for")
    if (response.content_length or 0) > most:
        raise TooMuchFetched
    content = bytearray()
    async for piece in response.content.iter_chunked(_CHUNK):
        content += piece
        if len(content) > most:
            raise TooMuchFetched
    return bytes(content)


def _told(error: aiohttp.ClientError) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return "its certificate is not good"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "its host doesn't answer"
    return "its answer broke off or can't be read"
