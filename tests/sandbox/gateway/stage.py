"""A small community with the real gateway and REST in front of it, and clients for it."""

import base64
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final, Self

import aiohttp
import attrs
import hikari
import orjson
from aiohttp import web

from snowflake_entrypoints.sandbox.chatter import Chatter
from snowflake_entrypoints.sandbox.control import control_routes
from snowflake_entrypoints.sandbox.faults import Faults
from snowflake_entrypoints.sandbox.gateway import Gateway, GatewaySettings, gateway_routes
from snowflake_entrypoints.sandbox.rest import rest_routes
from snowflake_entrypoints.sandbox.settings import RateLimits
from snowflake_entrypoints.sandbox.world import World
from snowflake_entrypoints.sandbox.world.model import (
    Application,
    Channel,
    Guild,
    Member,
    Overwrite,
    Role,
    User,
)
from snowflake_entrypoints.sandbox.world.permissions import MEMBER_DEFAULT, Permission

APP: Final = 1000
BOT: Final = 1001
OWNER, ALICE, BOB = 2001, 2002, 2003
GUILD: Final = 77 << 22
GENERAL, STAFF = 5001, 5002
TOKEN: Final = base64.urlsafe_b64encode(str(APP).encode()).decode().rstrip("=") + ".Gsand." + "x" * 27
QUICK: Final = GatewaySettings(heartbeat_interval=5.0, identify_interval=0.0)


def small_world() -> World:
    """A guild with a public and a staff channel; the bot can't view the staff channel."""
    application = Application(
        id=APP, name="Snowflake", bot_id=BOT, token=TOKEN, client_secret="s", owner_id=OWNER, redirect_uris=[]
    )
    world = World(application=application)
    names = {BOT: "snowflake", OWNER: "owner", ALICE: "alice", BOB: "bob"}
    world.users.update({one: User(one, name, bot=one == BOT) for one, name in names.items()})
    guild = Guild(GUILD, "Test", OWNER)
    guild.roles[GUILD] = Role(GUILD, "@everyone", MEMBER_DEFAULT)
    joined = datetime(2026, 1, 1, tzinfo=UTC)
    guild.members.update({one: Member(one, joined, status="online") for one in names})
    world.guilds[GUILD] = guild
    for number, name in ((GENERAL, "general"), (STAFF, "staff")):
        world.channels[number] = guild.channels[number] = Channel(
            number, GUILD, 0, name, topic=f"about {name}"
        )
    hidden = Overwrite(GUILD, 0, deny=int(Permission.VIEW_CHANNEL))
    guild.channels[STAFF].overwrites[GUILD] = hidden
    return world


@attrs.define
class Stage:
    """A running sandbox of that community."""

    world: World
    gateway: Gateway
    base_url: str
    faults: Faults
    chatter: Chatter

    @property
    def ws_url(self) -> str:
        return self.base_url.replace("http", "ws") + "/gateway"

    def say(self, content: str, author: int = ALICE, channel: int = GENERAL) -> int:
        return self.world.create_message(channel, author, content=content).id

    def bot(self, intents: hikari.Intents = hikari.Intents.ALL) -> hikari.GatewayBot:
        return hikari.GatewayBot(
            TOKEN,
            rest_url=f"{self.base_url}/api/v10",
            banner=None,
            logs=None,
            intents=intents,
            suppress_optimization_warning=True,
            auto_chunk_members=False,
        )


@asynccontextmanager
async def staged(settings: GatewaySettings = QUICK, world: World | None = None) -> AsyncIterator[Stage]:
    """Serve a community on a free port."""
    world = world or small_world()
    faults = Faults()
    gateway, routes = gateway_routes(world, faults, settings)
    stage = Stage(world, gateway, "", faults, Chatter(world))

    app = web.Application()
    app.add_routes(routes)
    app.add_routes(rest_routes(world, faults, RateLimits(on=False), world.now))
    app.add_routes(control_routes(stage))
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        world.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        stage.base_url = world.base_url
        yield stage
    finally:
        await stage.chatter.stop()
        gateway.close_all()
        await runner.cleanup()


@attrs.define
class Client:
    """A gateway client without a library: what it sends is up to the test."""

    socket: aiohttp.ClientWebSocketResponse
    stream: Any = None
    sequence: int | None = None

    async def send(self, opcode: int, data: Any = None) -> None:
        await self.socket.send_bytes(orjson.dumps({"op": opcode, "d": data}))

    async def receive(self) -> dict[str, Any]:
        message = await self.socket.receive(timeout=5)
        assert message.type in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}, (
            message.type,
            message.data,
        )
        raw = message.data
        if isinstance(raw, bytes):
            raw = self.stream.decompress(raw) if self.stream else zlib.decompress(raw)
        payload: dict[str, Any] = orjson.loads(raw)
        self.sequence = payload.get("s") or self.sequence
        return payload

    async def until(self, name: str) -> dict[str, Any]:
        """Return the data of the next event with this name, passing over others."""
        while True:
            payload = await self.receive()
            if payload["t"] == name:
                data: dict[str, Any] = payload["d"]
                return data

    async def names(self, *, before: str) -> list[str]:
        """Return the names of the events up to one, which is not among them."""
        names = []
        while (payload := await self.receive())["t"] != before:
            if payload["op"] == 0:
                names.append(payload["t"])
        return names

    async def closed(self) -> int | None:
        """Return the code that the server closes with, passing over payloads."""
        while True:
            message = await self.socket.receive(timeout=5)
            if message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING}:
                return self.socket.close_code

    async def identify(self, intents: int = 0x3FFFF & ~(1 << 17), **changes: Any) -> Self:
        await self.send(2, {"token": TOKEN, "intents": intents, "properties": {"os": "test"}} | changes)
        return self


@asynccontextmanager
async def client(stage: Stage, query: str = "v=10&encoding=json") -> AsyncIterator[Client]:
    """Connect and read HELLO."""
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{stage.ws_url}?{query}", max_msg_size=0) as socket,
    ):
        one = Client(socket, zlib.decompressobj() if "zlib-stream" in query else None)
        hello = await one.receive()
        assert hello["op"] == 10
        yield one
