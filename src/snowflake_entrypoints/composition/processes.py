"""The processes: open what each needs, run it until it is told to stop, close everything in order."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

from dependency_injector import providers
from typing_extensions import override

from snowflake_adapters.bot_service.client import BotServiceClient
from snowflake_adapters.discord.connection import build_gateway_bot, cdn_of, granted_intents
from snowflake_adapters.discord.consent import authorize_page
from snowflake_adapters.discord.enforcement import HikariEnforcement
from snowflake_adapters.discord.history import HikariHistory
from snowflake_adapters.discord.installations import HikariInstallations
from snowflake_adapters.discord.live_guild import HikariLiveGuild
from snowflake_adapters.discord.publisher import HikariPublisher
from snowflake_adapters.discord.role_watch import HikariRoleWatch
from snowflake_adapters.discord.roster import HikariRoster
from snowflake_adapters.discord.sign_in import HikariSignIn
from snowflake_adapters.discord.translate import MessageEvents
from snowflake_adapters.discord.webhook_consent import HikariWebhookConsent
from snowflake_adapters.discord.webhooks import HikariWebhooks
from snowflake_adapters.sentry.reporting import report_errors
from snowflake_adapters.sql.migrate import DatabaseUnreachable
from snowflake_adapters.stripe.payments import StripePayments, stripe_client
from snowflake_adapters.system import SystemClock
from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.scope import TenantScope
from snowflake_domain.messages.ports import Indexing
from snowflake_domain.tenancy.ports import Following
from snowflake_domain.tenancy.tenant import Tenant
from snowflake_entrypoints.bot.commands.client import command_client
from snowflake_entrypoints.bot.gateway import LiveIndexing, build_live_indexing
from snowflake_entrypoints.bot.role_follower import RoleFollower
from snowflake_entrypoints.bot.scopes import ListenerScopes
from snowflake_entrypoints.bot.service_api import create_service
from snowflake_entrypoints.bot.supervise import BotStopped, run_bot
from snowflake_entrypoints.composition.container import Bot, Snowflake, Web
from snowflake_entrypoints.composition.founding import Community, found_community
from snowflake_entrypoints.composition.outside import (
    OnTheGateway,
    Shared,
    Storage,
    ThroughBotService,
    open_shared,
)
from snowflake_entrypoints.composition.reporting import announcing, reporting
from snowflake_entrypoints.composition.serving import serve, stop_on_signals
from snowflake_entrypoints.composition.settings import Settings
from snowflake_entrypoints.composition.storage import migrate_storage, open_storage
from snowflake_entrypoints.composition.through_bot import forwarding, through_bot
from snowflake_entrypoints.http.app import create_app
from snowflake_entrypoints.http.web import Probe, Site, origin_of
from snowflake_entrypoints.http.web import Web as WebNeeds
from snowflake_entrypoints.pictures import PictureAddresses
from snowflake_entrypoints.worker.run import work

FRONTEND: Final = Path(__file__).parents[3] / "frontend" / "dist"


class ProcessFailed(Exception):
    """A process can't go on; the text says why in one line."""


async def web(settings: Settings) -> None:
    """Serve the panel, its API and the public pages."""
    stop = _begin("web", settings)
    async with _web(settings) as (container, needs):
        container.check_dependencies()
        app = create_app(needs, _site(settings))
        await _serving(app, settings.web_bind, stop)


async def bot(settings: Settings) -> None:
    """Listen to Discord, answer slash commands and serve the Bot Service API."""
    stop = _begin("bot", settings)
    gateway = build_gateway_bot(
        settings.discord_token,
        settings.discord_api_url,
        await granted_intents(settings.discord_token, settings.discord_api_url),
    )
    cdn = cdn_of(settings.discord_api_url)
    indexing, following = _LocalIndexing(), _LocalFollowing()
    outside = OnTheGateway(
        live_guild=HikariLiveGuild(gateway, cdn),
        enforcement=HikariEnforcement(gateway),
        publisher=HikariPublisher(gateway),
        installations=HikariInstallations(gateway, cdn),
        roster=HikariRoster(gateway),
        history=HikariHistory(gateway, cdn),
        indexing=indexing,
        following=following,
        role_watch=HikariRoleWatch(gateway, cdn),
        webhooks=HikariWebhooks(gateway),
    )
    async with _opened(settings) as (storage, shared), reporting(settings, SystemClock()) as whereabouts:
        container = Bot(
            settings=providers.Object(settings),
            storage=providers.Object(storage),
            shared=providers.Object(shared),
            discord=providers.Object(outside),
        )
        container.check_dependencies()
        indexing.live = build_live_indexing(
            bot=gateway,
            translate=MessageEvents(gateway, container.clock(), cdn),
            enter=container.enter_tenant(),
            catch_up=container.catch_up(),
            index=container.index_messages(),
            realtime=shared.realtime,
            clock=container.clock(),
        )
        following.live = RoleFollower(
            gateway, ListenerScopes(container.enter_tenant()), container.follow_roles()
        )
        following.live.subscribe()
        service = create_service(
            secret=settings.bot_service_secret,
            panel_origin=origin_of(settings.panel_url),
            enter=container.enter_tenant(),
            guild=outside.live_guild,
            moderate_member=container.moderate_member(),
            enforcement=outside.enforcement,
            publisher=outside.publisher,
            installations=outside.installations,
            webhooks=outside.webhooks,
            begin_indexing=indexing.live.request,
            begin_following=following.live.request,
            tickets=container.stream_tickets(),
            realtime=shared.realtime,
            clock=container.clock(),
        )
        commands = command_client(
            gateway, enter=container.enter_tenant(), moderate_member=container.moderate_member()
        )
        listening = run_bot(bot=gateway, commands=commands, indexing=indexing.live, stop=stop)
        whereabouts.on_taken = announcing(container.enter_tenant(), shared.realtime, container.clock())
        whereabouts.subscribe(gateway)
        await _together(
            stop,
            _serving(service, settings.bot_bind, stop),
            listening,
            whereabouts.run(stop),
            following.live.run(stop),
        )


async def worker(settings: Settings) -> None:
    """Deliver what the outbox holds."""
    stop = _begin("worker", settings)
    async with _opened(settings) as (storage, shared), through_bot(settings) as (_, outside):
        container = Snowflake(
            settings=providers.Object(settings),
            storage=providers.Object(storage),
            shared=providers.Object(shared),
            discord=providers.Object(outside),
        )
        container.check_dependencies()
        await work(container.deliver_outbox(), stop)


async def migrate_database(settings: Settings) -> None:
    """Bring the database to the current schema."""
    try:
        await migrate_storage(settings.database_url)
    except (DatabaseUnreachable, OSError) as error:
        raise ProcessFailed(f"the database can't be reached: {error}") from error


async def found(settings: Settings, community: Community) -> Tenant:
    """Set a community up with the use cases the dashboard has; the bot must be running."""
    async with _web(settings) as (container, _):
        return await found_community(
            community,
            provision=container.provision_tenant(),
            enter=container.enter_tenant(),
            staff=container.manage_staff(),
        )


def _begin(process: str, settings: Settings) -> asyncio.Event:
    if settings.sentry_dsn:
        report_errors(settings.sentry_dsn, process=process, release=version("snowflake"))
    stop = asyncio.Event()
    stop_on_signals(stop)
    return stop


@asynccontextmanager
async def _web(settings: Settings) -> AsyncIterator[tuple[Web, WebNeeds]]:
    """Open all that the web process and its use cases need."""
    async with (
        _opened(settings) as (storage, shared),
        through_bot(settings) as (client, outside),
        _sign_in(settings) as oauth,
        _webhook_consent(settings) as consent,
    ):
        container = Web(
            settings=providers.Object(settings),
            storage=providers.Object(storage),
            shared=providers.Object(shared),
            discord=providers.Object(outside),
            oauth=providers.Object(oauth),
            payments=providers.Object(_payments(settings)),
            webhook_consent=providers.Object(consent),
        )
        yield container, _web_needs(container, client, outside, storage, shared)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Storage, Shared]]:
    frame = PictureAddresses(settings.secret_key, SystemClock()).frame
    async with (
        open_storage(settings.database_url) as storage,
        open_shared(settings.redis_url, frame) as shared,
    ):
        yield storage, shared


def _sign_in(settings: Settings) -> HikariSignIn:
    return HikariSignIn(
        client_id=settings.discord_client_id,
        client_secret=settings.discord_client_secret,
        redirect_uri=f"{settings.panel_url}/auth/callback",
        api_url=settings.discord_api_url,
        cdn=cdn_of(settings.discord_api_url),
    )


def _webhook_consent(settings: Settings) -> HikariWebhookConsent:
    return HikariWebhookConsent(
        client_id=settings.discord_client_id,
        client_secret=settings.discord_client_secret,
        redirect_uri=f"{settings.panel_url}/auth/callback",
        api_url=settings.discord_api_url,
    )


def _payments(settings: Settings) -> StripePayments | None:
    if settings.stripe_secret_key is None or settings.stripe_webhook_secret is None:
        return None
    client = stripe_client(settings.stripe_secret_key, settings.stripe_api_url)
    return StripePayments(client, settings.stripe_webhook_secret)


def _site(settings: Settings) -> Site:
    return Site(
        panel_url=settings.panel_url,
        marketing_url=settings.marketing_url,
        bot_service_url=settings.bot_service_url,
        discord_api_url=settings.discord_api_url,
        authorize_url=authorize_page(settings.discord_api_url),
        client_id=settings.discord_client_id,
        secret_key=settings.secret_key,
        bot_service_secret=settings.bot_service_secret,
        frontend=FRONTEND,
    )


def _web_needs(
    container: Web, client: BotServiceClient, outside: ThroughBotService, storage: Storage, shared: Shared
) -> WebNeeds:
    parts: dict[str, Probe] = {"database": storage.answers, "bot": client.is_up}
    if shared.pings is not None:
        parts["redis"] = shared.pings

    return WebNeeds(
        sign_in=container.sign_in(),
        note_bot=container.note_bot(),
        manage_webhooks=container.manage_webhooks(),
        connect_webhook=container.connect_webhook(),
        manage_sessions=container.manage_sessions(),
        manage_api_keys=container.manage_api_keys(),
        use_api_key=container.use_api_key(),
        enter_tenant=container.enter_tenant(),
        directory=storage.directory,
        installations=outside.installations,
        provision_tenant=container.provision_tenant(),
        manage_staff=container.manage_staff(),
        invite_staff=container.invite_staff(),
        accept_invitation=container.accept_invitation(),
        map_roles=container.map_roles(),
        read_activity=container.read_activity(),
        change_settings=container.change_settings(),
        read_messages=container.read_messages(),
        search_messages=container.search_messages(),
        review_cases=container.review_cases(),
        dispatch_embed=container.dispatch_embed(),
        read_overview=container.read_overview(),
        stream_tickets=container.stream_tickets(),
        show_picture=container.show_picture(),
        live_guild=outside.live_guild,
        forward=forwarding(client),
        realtime=shared.realtime,
        limits=shared.limits,
        once=shared.once,
        clock=container.clock(),
        billing=container.manage_billing() if container.payments() else None,
        parts=parts,
    )


class _LocalFollowing(Following):
    """Looks at the roles in this very process, once the listener stands."""

    live: RoleFollower | None = None

    @override
    async def start(self, scope: TenantScope) -> None:
        if self.live is None:
            raise BotOffline
        self.live.request(scope.guild)


class _LocalIndexing(Indexing):
    """Starts catch-ups in this very process, once the listener stands."""

    live: LiveIndexing | None = None

    @override
    async def start(self, scope: TenantScope) -> None:
        if self.live is None:
            raise BotOffline
        self.live.request(scope.guild)


async def _serving(app: object, bind: tuple[str, int], stop: asyncio.Event) -> None:
    try:
        await serve(app, *bind, stop)
    except OSError as error:
        raise ProcessFailed(f"can't listen on {bind[0]}:{bind[1]}: {error.strerror}") from error


async def _together(stop: asyncio.Event, *jobs: Coroutine[None, None, None]) -> None:
    """Run jobs until `stop`; when one ends before, the others are stopped too."""
    running = [asyncio.ensure_future(job) for job in jobs]
    try:
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await asyncio.gather(*running)
    except BotStopped as stopped:
        raise ProcessFailed(str(stopped)) from stopped
    finally:
        await asyncio.gather(*running, return_exceptions=True)
