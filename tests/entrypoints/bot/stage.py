"""The whole bot process on a real (stand-in) Discord, with storage in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from inspect import isawaitable
from typing import Any, Final

import aiohttp
import attrs
import hikari
import uvicorn
from typing_extensions import override

from snowflake_adapters.bot_service.actions import (
    RemoteEnforcement,
    RemoteFollowing,
    RemoteIndexing,
    RemoteInstallations,
    RemotePublisher,
    RemoteWebhooks,
)
from snowflake_adapters.bot_service.client import BotServiceClient
from snowflake_adapters.bot_service.live_guild import RemoteLiveGuild
from snowflake_adapters.discord.connection import build_gateway_bot, cdn_of, granted_intents
from snowflake_adapters.discord.enforcement import HikariEnforcement
from snowflake_adapters.discord.history import HikariHistory
from snowflake_adapters.discord.installations import HikariInstallations
from snowflake_adapters.discord.live_guild import HikariLiveGuild
from snowflake_adapters.discord.publisher import HikariPublisher
from snowflake_adapters.discord.role_watch import HikariRoleWatch
from snowflake_adapters.discord.roster import HikariRoster
from snowflake_adapters.discord.translate import MessageEvents
from snowflake_adapters.discord.webhooks import HikariWebhooks
from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_adapters.memory.limits import MemoryOnce
from snowflake_adapters.memory.realtime import MemoryRealtime
from snowflake_adapters.seal import SignedTickets
from snowflake_adapters.system import SystemClock, SystemSecrets
from snowflake_domain.identity.stream_ticket import StreamTicket, StreamTickets
from snowflake_domain.kernel.relay import DeliverOutbox
from snowflake_domain.kernel.scope import ChannelId, GuildId, TenantId, TenantScope, UserId
from snowflake_domain.messages.catch_up import CatchUp
from snowflake_domain.messages.index_messages import IndexMessages
from snowflake_domain.messages.message import Message
from snowflake_domain.messages.ports import Sought
from snowflake_domain.moderation.enforce_case import EnforceCases
from snowflake_domain.moderation.moderate_member import EnforceCase, ModerateMember
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.follow_roles import FollowRoles
from snowflake_domain.tenancy.staff import Role, StaffMember
from snowflake_domain.tenancy.tenant import Settings, Slug, Tenant
from snowflake_entrypoints.bot.commands.client import command_client
from snowflake_entrypoints.bot.gateway import LiveIndexing, build_live_indexing
from snowflake_entrypoints.bot.role_follower import RoleFollower
from snowflake_entrypoints.bot.scopes import ListenerScopes
from snowflake_entrypoints.bot.service_api import create_service
from snowflake_entrypoints.bot.supervise import run_bot
from snowflake_entrypoints.bot.whereabouts import Post, Whereabouts
from snowflake_entrypoints.sandbox.app import Sandbox, build_sandbox
from snowflake_entrypoints.sandbox.gateway import GatewaySettings
from snowflake_entrypoints.sandbox.seed import AURORA_ID, FOUNDRY_ID
from snowflake_entrypoints.sandbox.settings import RateLimits, SandboxSettings, SeedSize
from snowflake_entrypoints.wire import as_dict, event_to_json, from_json

SECRET: Final = "a-secret-that-web-worker-and-bot-share"
PANEL: Final = "https://panel.test"
AURORA: Final = GuildId(AURORA_ID)
FOUNDRY: Final = GuildId(FOUNDRY_ID)
TENANT: Final = TenantId(7001)
QUICK: Final = SandboxSettings(
    seed=SeedSize(members=20, days=2, messages_a_day=30),
    gateway=GatewaySettings(heartbeat_interval=5.0, identify_interval=0.0),
    limits=RateLimits(on=False),
)


class FlakyDatabase(MemoryDatabase):
    """Can be away or picky, as databases are."""

    away = False
    refused: str | None = None

    @override
    @asynccontextmanager
    async def begin(self, scope: TenantScope) -> AsyncIterator[Any]:
        if self.away:
            raise ConnectionError("the database is away")
        async with super().begin(scope) as work:
            yield work
            if self.refused and await work.messages.search(Sought(terms=frozenset({self.refused}))):
                raise ValueError("this database doesn't take such a message")


@attrs.frozen(kw_only=True)
class Stage:
    """A running bot process, its Discord, and clients for its service."""

    sandbox: Sandbox
    bot: hikari.GatewayBot
    database: FlakyDatabase
    enter: EnterTenant
    tickets: StreamTickets
    realtime: MemoryRealtime
    indexing: LiveIndexing
    whereabouts: Whereabouts
    client: BotServiceClient
    http: aiohttp.ClientSession
    service_url: str
    stop: asyncio.Event
    running: "asyncio.Task[None]"

    @property
    def world(self) -> Any:
        return self.sandbox.world

    def persona(self, name: str) -> UserId:
        return UserId(self.world.personas[name])

    def channel(self, name: str, guild: GuildId = AURORA) -> ChannelId:
        channels = self.world.guilds[guild].channels.values()
        return ChannelId(next(one.id for one in channels if one.name == name))

    def say(self, content: str, channel: str = "general", author: str = "viewer") -> int:
        made = self.world.create_message(self.channel(channel), self.persona(author), content=content)
        return int(made.id)

    async def scope(self) -> TenantScope:
        return await self.enter.as_system(TENANT)

    async def index(self, channel: str = "general", limit: int = 100) -> tuple[Message, ...]:
        """Return what is indexed of a channel, newest first."""
        async with self.database.begin(await self.scope()) as work:
            found: tuple[Message, ...] = await work.messages.page(
                self.channel(channel), before=None, after=None, limit=limit
            )
            return found

    async def caught_up(self, guild: GuildId = AURORA) -> None:
        await until(lambda: not self.indexing.catch_ups.is_running(guild))

    def headers(self, actor: UserId | int = 0, **more: str) -> dict[str, str]:
        return {
            "x-snowflake-secret": SECRET,
            "x-tenant-id": str(TENANT),
            "x-guild-id": str(AURORA),
            "x-actor-id": str(actor),
        } | {name.replace("_", "-"): value for name, value in more.items()}

    @property
    def live(self) -> RemoteLiveGuild:
        return RemoteLiveGuild(self.client)

    @property
    def publisher(self) -> RemotePublisher:
        return RemotePublisher(self.client)

    @property
    def enforcement(self) -> RemoteEnforcement:
        return RemoteEnforcement(self.client)

    @property
    def following(self) -> RemoteFollowing:
        return RemoteFollowing(self.client)

    @property
    def webhooks(self) -> RemoteWebhooks:
        return RemoteWebhooks(self.client)

    @property
    def remote_indexing(self) -> RemoteIndexing:
        return RemoteIndexing(self.client)

    @property
    def installations(self) -> RemoteInstallations:
        return RemoteInstallations(self.client)


async def until(happened: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait for what the stage's parts do by themselves; they tell nobody when they are done."""
    async with asyncio.timeout(seconds):
        while not (found := happened()) or (isawaitable(found) and not await found):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def found_tenant(database: MemoryDatabase, sandbox: Sandbox) -> None:
    """Make Aurora Guild a tenant with its personas on the staff."""
    people = sandbox.world.personas
    now = datetime.now(UTC)
    owner = StaffMember(
        user_id=UserId(people["owner"]), name="Nova", avatar_url=None, role=Role.OWNER, added_at=now
    )
    tenant = Tenant(
        id=TENANT,
        guild=AURORA,
        slug=Slug("aurora"),
        settings=Settings(name="Aurora"),
        icon_url=None,
        created_at=now,
    )
    await database.directory.found(tenant, owner)
    scope = await EnterTenant(database.directory, SystemClock()).as_system(TENANT)
    async with database.begin(scope) as work:
        for name, role in (("admin", Role.ADMIN), ("moderator", Role.MODERATOR)):
            member = attrs.evolve(owner, user_id=UserId(people[name]), name=name, role=role)
            await work.staff.put(member)


@asynccontextmanager
async def staged(
    settings: SandboxSettings = QUICK,
    *,
    provisioned: bool = True,
    pulse: float = 20.0,
    report: "Post | None" = None,
) -> AsyncIterator[Stage]:
    """Start a sandbox and the bot process; both stop at the end."""
    async with AsyncExitStack() as stack:
        sandbox = await build_sandbox(settings).start()
        stack.push_async_callback(sandbox.stop)
        database = FlakyDatabase()
        if provisioned:
            await found_tenant(database, sandbox)
        stage = await stack.enter_async_context(process(sandbox, database, pulse=pulse, report=report))
        yield stage


@asynccontextmanager
async def process(
    sandbox: Sandbox,
    database: FlakyDatabase,
    *,
    pulse: float = 20.0,
    wait: bool = True,
    hello_within: float = 15.0,
    back_within: float = 45.0,
    report: "Post | None" = None,
) -> AsyncIterator[Stage]:
    """Run the bot process as composition does; `report` is how its reports reach the panel."""
    token, api_url = sandbox.settings.bot_token, sandbox.api_url
    bot = build_gateway_bot(token, api_url, await granted_intents(token, api_url))
    cdn, clock = cdn_of(api_url), SystemClock()
    realtime, enter = MemoryRealtime(event_to_json), EnterTenant(database.directory, clock)
    secrets = SystemSecrets()
    seal = SignedTickets(SECRET, as_dict, lambda value: from_json(value, StreamTicket))
    tickets = StreamTickets(seal, MemoryOnce(), secrets, enter, clock)
    index = IndexMessages(database.begin, realtime, clock)
    enforcement, guild = HikariEnforcement(bot), HikariLiveGuild(bot, cdn)
    cases = EnforceCases(database.begin, enforcement, realtime, clock)
    deliver = DeliverOutbox(database.relay, {EnforceCase: cases}, enter, clock)
    moderate = ModerateMember(database.begin, HikariRoster(bot), deliver, realtime, clock)
    indexing = build_live_indexing(
        bot=bot,
        translate=MessageEvents(bot, clock, cdn),
        enter=enter,
        catch_up=CatchUp(database.begin, HikariHistory(bot, cdn), index),
        index=index,
        realtime=realtime,
        clock=clock,
    )
    follow = FollowRoles(database.begin, HikariRoleWatch(bot, cdn), clock)
    follower = RoleFollower(bot, ListenerScopes(enter), follow)
    follower.subscribe()
    service = create_service(
        secret=SECRET,
        panel_origin=PANEL,
        enter=enter,
        guild=guild,
        moderate_member=moderate,
        enforcement=enforcement,
        publisher=HikariPublisher(bot),
        installations=HikariInstallations(bot, cdn),
        webhooks=HikariWebhooks(bot),
        begin_indexing=indexing.request,
        begin_following=follower.request,
        tickets=tickets,
        realtime=realtime,
        clock=clock,
        pulse=pulse,
    )
    commands = command_client(bot, enter=enter, moderate_member=moderate)
    stop = asyncio.Event()
    whereabouts = Whereabouts(report or _nobody_listens, clock, first_pause=0.05)
    whereabouts.subscribe(bot)
    async with AsyncExitStack() as stack:
        telling = asyncio.create_task(whereabouts.run(stop))
        stack.push_async_callback(asyncio.wait_for, telling, 5)
        url = await stack.enter_async_context(served(service))
        running = asyncio.create_task(
            run_bot(
                bot=bot,
                commands=commands,
                indexing=indexing,
                stop=stop,
                hello_within=hello_within,
                back_within=back_within,
            )
        )
        followed = asyncio.create_task(follower.run(stop))
        client = BotServiceClient(url, SECRET, from_json, as_dict)
        client.open()
        stack.push_async_callback(client.close)
        http = await stack.enter_async_context(aiohttp.ClientSession(url))
        try:
            if wait:
                await until(lambda: running.done() or bot.cache.get_guild(AURORA))
                await until(lambda: running.done() or sandbox.world.application.commands)
            yield Stage(
                sandbox=sandbox,
                bot=bot,
                database=database,
                enter=enter,
                tickets=tickets,
                realtime=realtime,
                indexing=indexing,
                whereabouts=whereabouts,
                client=client,
                http=http,
                service_url=url,
                stop=stop,
                running=running,
            )
        finally:
            stop.set()
            await followed
            if wait:
                await asyncio.wait_for(running, 8)
            else:
                await asyncio.wait({running}, timeout=8)


async def _nobody_listens(path: str, body: bytes) -> None:
    """Take every report and do nothing: most tests have no panel."""


class QuietServer(uvicorn.Server):
    """Leaves signals to pytest."""

    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """Serve an application as production does, on a free port."""
    config = uvicorn.Config(
        app,
        port=0,
        log_config=None,
        access_log=False,
        lifespan="on",
        http="httptools",
        ws="wsproto",
        ws_max_size=4096,
        timeout_graceful_shutdown=1,
    )
    server = QuietServer(config)
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started or running.done())
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running
