"""A person at the panel without a browser: signs in, asks, listens."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import aiohttp
import attrs
from yarl import URL

from snowflake_entrypoints.sandbox.seed import AURORA_ID
from tests.journeys.product import Product

GUILD: Final = str(AURORA_ID)
SLUG: Final = "aurora-guild"
API: Final = f"/api/v1/tenants/{SLUG}"
_ADDRESSES: Final[Iterator[int]] = itertools.count(2)


@attrs.frozen
class Said:
    """One answer, read to its end."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    json: Any
    """None when the answer is no JSON."""

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def problem(self, status: int, code: str) -> dict[str, Any]:
        """Insist on a refusal as the contract has it, and return it."""
        assert (self.status, self.json and self.json.get("code")) == (status, code), self.body[:500]
        assert self.header("Content-Type") == "application/problem+json"
        assert self.json["detail"].strip()
        assert self.json["request_id"] == self.header("X-Request-Id")
        document: dict[str, Any] = self.json
        return document

    def good(self, status: int = 200) -> Any:
        assert self.status == status, self.body[:500]
        return self.json


@attrs.define
class Person:
    """Asks from addresses of their own, since the panel counts requests by address."""

    product: Product
    sessions: tuple[aiohttp.ClientSession, ...]
    """One for each address, with the same cookies; they take turns."""
    patient: bool = True
    """Waits and asks again when told that it was too much at once."""
    heard: list[Said] = attrs.field(factory=list, repr=False)
    """Every answer so far."""
    consents: list[str] = attrs.Factory(list)
    """The OAuth codes that were spent."""
    _asked: int = 0

    @property
    def session(self) -> aiohttp.ClientSession:
        return self.sessions[0]

    async def ask(self, method: str, path: str, **how: Any) -> Said:
        while True:
            said = await self._ask(method, path, **how)
            if said.status != 429 or not self.patient:
                self.heard.append(said)
                return said
            await asyncio.sleep(float(said.header("Retry-After")))

    async def _ask(self, method: str, path: str, **how: Any) -> Said:
        headers = {"Origin": self.product.panel} | how.pop("headers", {})
        url = URL(self.product.panel + path, encoded=how.pop("encoded", False))
        self._asked += 1
        session = self.sessions[self._asked % len(self.sessions)]
        async with session.request(method, url, headers=headers, allow_redirects=False, **how) as answer:
            body = await answer.read()
            parsed = await answer.json(content_type=None) if "json" in answer.content_type else None
            headers_said = tuple((key, value) for key, value in answer.headers.items())
            return Said(answer.status, headers_said, body, parsed)

    async def get(self, path: str, **query: Any) -> Said:
        return await self.ask("GET", path, params={key: str(value) for key, value in query.items()})

    async def post(self, path: str, **body: Any) -> Said:
        return await self.ask("POST", path, json=body)

    async def sign_in(self, persona: str) -> None:
        """Through Discord's consent page, as a browser would."""
        begun = await self.get("/auth/discord")
        consent = begun.header("Location")
        form = {"persona": persona, "decision": "authorize"}
        async with self.session.post(consent, data=form, allow_redirects=False) as answer:
            back = parse_qs(urlsplit(answer.headers["Location"]).query)
        self.consents.append(back["code"][0])
        done = await self.post("/auth/discord/callback", code=back["code"][0], state=back["state"][0])
        assert done.good()["next"] == "/app"

    async def provision(self) -> None:
        """Found the community, with an admin and a moderator."""
        (await self.post("/api/provision", guild_id=GUILD)).good(201)
        for persona in ("admin", "moderator"):
            await self.appoint(persona)

    async def appoint(self, persona: str) -> None:
        """Make a persona staff, in the role it is named after."""
        user = self.product.sandbox.world.personas[persona]
        (await self.ask("PUT", f"{API}/staff/{user}", json={"role": persona})).good()

    async def ticket(self) -> dict[str, Any]:
        asked = await self.post("/api/bot/ws-ticket", tenant=SLUG)
        given: dict[str, Any] = asked.good()
        return given

    async def open_stream(self) -> aiohttp.ClientWebSocketResponse:
        given = await self.ticket()
        stream = await self.session.ws_connect(
            given["url"],
            protocols=("snowflake.v1", "ticket." + given["ticket"]),
            origin=self.product.panel,
            max_msg_size=0,
            autoping=True,
        )
        assert (await stream.receive_json(timeout=5))["type"] == "hello"
        return stream

    def cookies(self) -> list[str]:
        return [cookie.value for cookie in self.session.cookie_jar]


@asynccontextmanager
async def person(
    product: Product, persona: str | None = None, *, addresses: int = 1, patient: bool = True
) -> AsyncIterator[Person]:
    """Somebody with a cookie jar; signed in as `persona`."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with AsyncExitStack() as stack:
        sessions = []
        for _ in range(addresses):
            # The server drops connections after 5 idle seconds; who asks at that very moment gets no answer.
            connector = aiohttp.TCPConnector(
                local_addr=(f"127.0.{next(_ADDRESSES)}.1", 0), limit=64, keepalive_timeout=2
            )
            session = aiohttp.ClientSession(
                connector=connector, cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=60)
            )
            sessions.append(await stack.enter_async_context(session))
        somebody = Person(product, tuple(sessions), patient)
        if persona is not None:
            await somebody.sign_in(persona)
        yield somebody


async def until_caught_up(product: Product, within: float = 60.0) -> None:
    """Wait until the bot has read what was said before the community was provisioned."""
    async with asyncio.timeout(within):
        while f"caught up with guild {GUILD}" not in product.log_of("bot"):  # noqa: ASYNC110 - a log
            await asyncio.sleep(0.1)


def channel_id(product: Product, name: str) -> str:
    channels = product.sandbox.world.guilds[AURORA_ID].channels.values()
    return next(str(one.id) for one in channels if one.name == name)


def links_in(page: str) -> set[str]:
    """Return the addresses on this site that a page mentions."""
    return set(re.findall(r"""(?:href|src|import)\(?=?\s*["'](/[^"'#?]*)""", page))
