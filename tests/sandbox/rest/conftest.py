"""A sandbox on a free port, and a client that speaks to it with plain HTTP."""

import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import attrs
import pytest

from snowflake_entrypoints.sandbox.app import Sandbox, build_sandbox
from snowflake_entrypoints.sandbox.seed import AURORA_ID
from snowflake_entrypoints.sandbox.settings import RateLimits, SandboxSettings, SeedSize
from snowflake_entrypoints.sandbox.world.model import Channel, Guild, Member, Role
from snowflake_entrypoints.sandbox.world.permissions import MEMBER_DEFAULT

SMALL = SeedSize(members=60, days=2, messages_a_day=40)
LOOSE = RateLimits(scale=1000)


class Ticking:
    """A clock that goes on by itself and can be moved."""

    def __init__(self) -> None:
        self.offset = 0.0

    def __call__(self) -> float:
        return time.time() + self.offset


@attrs.define
class Client:
    """Calls the API and returns status and JSON."""

    sandbox: Sandbox
    http: aiohttp.ClientSession
    authorization: str | None = None

    async def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        async with self.http.request(
            method, self.url(path), json=body, headers=self.headers(), **more
        ) as got:
            return (
                got.status,
                await got.json() if got.content_type == "application/json" else await got.text(),
            )

    async def raw(self, method: str, path: str, **more: Any) -> aiohttp.ClientResponse:
        headers = self.headers() | more.pop("headers", {})
        response = await self.http.request(method, self.url(path), headers=headers, **more)
        await response.read()
        return response

    def url(self, path: str) -> str:
        return path if path.startswith("http") else self.sandbox.api_url + path

    def headers(self) -> dict[str, str]:
        if self.authorization is None:
            return {"Authorization": f"Bot {self.sandbox.settings.bot_token}"}
        return {"Authorization": self.authorization} if self.authorization else {}

    def as_(self, authorization: str) -> "Client":
        return Client(self.sandbox, self.http, authorization)


@attrs.define
class Aurora:
    """The main community, by name; `plain()` gives a member without any rights."""

    sandbox: Sandbox
    guild: Guild

    def channel(self, name: str) -> Channel:
        return next(one for one in self.guild.channels.values() if one.name == name)

    def role(self, name: str) -> Role:
        return next(one for one in self.guild.roles.values() if one.name == name)

    def persona(self, name: str) -> int:
        return self.sandbox.world.personas[name]

    @property
    def bot(self) -> Member:
        return self.guild.members[self.sandbox.world.application.bot_id]

    def demote_bot(self, permissions: int = MEMBER_DEFAULT) -> None:
        """Leave the bot only these permissions."""
        self.role("Snowflake").permissions = permissions


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
def settings(clock: Ticking) -> SandboxSettings:
    return SandboxSettings(seed=SMALL, limits=LOOSE, now=clock)


@pytest.fixture
async def sandbox(settings: SandboxSettings) -> AsyncIterator[Sandbox]:
    running = await build_sandbox(settings).start()
    yield running
    await running.stop()


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as http:
        yield Client(sandbox, http)


@pytest.fixture
def aurora(sandbox: Sandbox) -> Aurora:
    return Aurora(sandbox, sandbox.world.guilds[AURORA_ID])


@pytest.fixture
def events(sandbox: Sandbox) -> Callable[[], list[str]]:
    """The names of what was dispatched since the test began."""
    seen: list[str] = []
    sandbox.world.listeners.append(lambda dispatch: seen.append(dispatch.name))
    return lambda: seen
