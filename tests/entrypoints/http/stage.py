"""The whole HTTP side on memory adapters, with a browser in front of it."""

import json
from collections.abc import Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import attrs
from quart import Quart, Response

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_adapters.memory.limits import MemoryOnce, MemoryRateLimits
from snowflake_adapters.seal import SignedTickets
from snowflake_adapters.vault import SealedVault
from snowflake_adapters.web_fetch.guarded import GuardedFetch
from snowflake_domain.community.guild import Member
from snowflake_domain.community.show_picture import ShowPicture
from snowflake_domain.identity.manage_api_keys import ManageApiKeys
from snowflake_domain.identity.manage_sessions import ManageSessions
from snowflake_domain.identity.session import ManagedGuild, Session, SessionId, SessionKey
from snowflake_domain.identity.sign_in import SignIn
from snowflake_domain.identity.stream_ticket import StreamTicket, StreamTickets
from snowflake_domain.identity.use_api_key import UseApiKey
from snowflake_domain.kernel.fetch import Fetch
from snowflake_domain.kernel.scope import GuildId, TenantScope, UserId
from snowflake_domain.messages.read_messages import ReadMessages
from snowflake_domain.messages.search_messages import SearchMessages
from snowflake_domain.moderation.review_cases import ReviewCases
from snowflake_domain.publishing.dispatch_embed import DispatchEmbed
from snowflake_domain.telemetry.overview import ReadOverview
from snowflake_domain.tenancy.accept_invitation import AcceptInvitation
from snowflake_domain.tenancy.change_settings import ChangeSettings
from snowflake_domain.tenancy.connect_webhook import ConnectWebhook
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.invite_staff import InviteStaff
from snowflake_domain.tenancy.manage_staff import AppointStaff, ManageStaff
from snowflake_domain.tenancy.manage_webhooks import ManageWebhooks
from snowflake_domain.tenancy.map_roles import MapRoles
from snowflake_domain.tenancy.note_bot import NoteBot
from snowflake_domain.tenancy.provision_tenant import ProvisionTenant
from snowflake_domain.tenancy.read_activity import ReadActivity
from snowflake_domain.tenancy.staff import Role
from snowflake_entrypoints.http.app import create_app
from snowflake_entrypoints.http.web import Probe, Site, Web
from snowflake_entrypoints.wire import as_dict, from_json
from tests.entrypoints.http.contract import check_contract
from tests.fakes import (
    ALEX,
    GUILD,
    ConsentingDiscord,
    CountingIds,
    CountingSecrets,
    HeardEvents,
    InstalledBot,
    LeftToWorker,
    QuietGuild,
    StoppedClock,
    Switch,
    founded,
    user,
)
from tests.tenancy.webhooks import ConsentingPeople

PANEL = "https://panel.example.com"
SECRET = "s" * 48


@attrs.define
class ListeningBot:
    """Implements `ForwardToBot`: remembers each call and gives the answer that a test has set."""

    calls: list[tuple[TenantScope, str, str, dict[str, str], Any]] = attrs.Factory(list)
    answer: tuple[int, str, bytes] = (200, "application/json", b'{"connected":true}')
    switch: Switch = attrs.Factory(Switch)

    async def __call__(
        self, scope: TenantScope, method: str, path: str, *, query: Mapping[str, str], body: bytes | None
    ) -> tuple[int, str, bytes]:
        await self.switch.ask()
        self.calls.append((scope, method, path, dict(query), json.loads(body) if body else None))
        return self.answer


@attrs.define
class Browser:
    """Sends what a browser on the panel's page would, keeps cookies, and knows nothing else."""

    app: Quart
    origin: str | None = PANEL
    host: str = "panel.example.com"
    cookies: dict[str, str] = attrs.Factory(dict)

    async def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Response:
        """Send one request; without cookies of its own the test client takes ours."""
        sent = {"Host": self.host, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.origin is not None and method not in {"GET", "HEAD"}:
            sent.setdefault("Origin", self.origin)
        client = self.app.test_client(use_cookies=False)
        response = await client.open(path, method=method, headers=sent, **more)
        for line in response.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies.pop(name, None)
                if morsel["max-age"] != "0" and morsel.value:
                    self.cookies[name] = morsel.value
        await check_contract(self.app, method, path, response)
        return response

    async def get(self, path: str, **more: Any) -> Response:
        return await self.ask("GET", path, **more)

    async def post(self, path: str, **more: Any) -> Response:
        return await self.ask("POST", path, **more)

    async def json(self, path: str) -> Any:
        """Get a document that must be there."""
        response = await self.get(path)
        assert response.status_code == 200, await response.get_data()
        return await response.get_json()


def a_member(who: UserId, name: str = "Robin") -> Member:
    """Return a member of the guild, as the bot would."""
    return Member(
        id=who,
        username=name.lower(),
        display_name=name,
        avatar_url=None,
        bot=False,
        roles=(),
        joined_at=None,
        timed_out_until=None,
        top_role=None,
    )


def _read_ticket(value: Any) -> StreamTicket:
    return from_json(value, StreamTicket)


@attrs.define
class Stage:
    """Everything behind the app that a test may look at or turn."""

    frontend: Path
    secure: bool = True
    panel: str = PANEL
    marketing: str = PANEL
    bot_patience: float = 10.0
    parts: dict[str, Probe] = attrs.Factory(dict)
    database: Any = attrs.Factory(MemoryDatabase)
    """Memory unless told otherwise: whatever has begin, directory, sessions and relay."""
    clock: StoppedClock = attrs.Factory(StoppedClock)
    discord: ConsentingDiscord = attrs.Factory(ConsentingDiscord)
    installed: InstalledBot = attrs.Factory(InstalledBot)
    guild: QuietGuild = attrs.Factory(QuietGuild)
    bot: ListeningBot = attrs.Factory(ListeningBot)
    events: HeardEvents = attrs.Factory(HeardEvents)
    people: ConsentingPeople = attrs.Factory(ConsentingPeople)
    secrets: CountingSecrets = attrs.Factory(CountingSecrets)
    ids: CountingIds = attrs.Factory(CountingIds)
    fetch: Fetch = attrs.Factory(GuardedFetch)
    app: Quart = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.app = create_app(self.web(), self.site())

    def site(self) -> Site:
        return Site(
            panel_url=self.panel,
            marketing_url=self.marketing,
            bot_service_url="http://127.0.0.1:8721",
            discord_api_url="http://127.0.0.1:8722/api/v10",
            authorize_url="http://127.0.0.1:8722/oauth2/authorize",
            client_id="42",
            secret_key=SECRET,
            bot_service_secret="b" * 48,
            frontend=self.frontend,
        )

    def web(self) -> Web:
        begin, clock, once = self.database.begin, self.clock, MemoryOnce()
        enter = EnterTenant(self.database.directory, clock)
        seal = SignedTickets("b" * 48, as_dict, _read_ticket)
        webhooks = ManageWebhooks(begin, LeftToWorker(), clock, self.ids)
        vault = SealedVault(secret=SECRET)
        return Web(
            sign_in=SignIn(self.discord, self.database.sessions, self.secrets, clock, self.ids),
            manage_sessions=ManageSessions(self.database.sessions, clock),
            manage_api_keys=ManageApiKeys(begin, self.secrets, clock, self.ids),
            use_api_key=UseApiKey(enter, begin, clock),
            enter_tenant=enter,
            directory=self.database.directory,
            installations=self.installed,
            provision_tenant=ProvisionTenant(
                self.database.directory, self.installed, clock, self.ids, enter, webhooks
            ),
            note_bot=NoteBot(self.database.directory, enter, self.events, clock),
            manage_webhooks=webhooks,
            connect_webhook=ConnectWebhook(self.people, begin, vault, self.secrets, clock, self.ids),
            manage_staff=ManageStaff(begin, clock),
            invite_staff=InviteStaff(begin, clock, CountingIds(), self.secrets),
            accept_invitation=AcceptInvitation(self.database.directory, enter, begin, clock),
            map_roles=MapRoles(begin, LeftToWorker(), clock),
            read_activity=ReadActivity(begin),
            change_settings=ChangeSettings(begin, clock),
            read_messages=ReadMessages(begin),
            search_messages=SearchMessages(begin),
            review_cases=ReviewCases(begin),
            dispatch_embed=DispatchEmbed(begin, LeftToWorker(), clock, CountingIds()),
            read_overview=ReadOverview(begin, self.guild, clock),
            stream_tickets=StreamTickets(seal, once, self.secrets, enter, clock),
            show_picture=ShowPicture(self.fetch, clock),
            live_guild=self.guild,
            forward=self.bot,
            realtime=self.events,
            limits=MemoryRateLimits(),
            once=once,
            clock=clock,
            bot_patience=self.bot_patience,
            parts=self.parts,
        )

    def visitor(self) -> Browser:
        """Return a browser nobody signed in with."""
        return Browser(self.app, origin=self.panel, host=urlsplit(self.panel).netloc)

    async def signed_in(self, who: UserId = ALEX, *, guilds: tuple[int, ...] = (GUILD,)) -> Browser:
        """Return a browser with a session, without the way through Discord."""
        key = SessionKey(self.secrets.token())
        managed = tuple(ManagedGuild(id=GuildId(one), name=f"Guild {one}", icon_url=None) for one in guilds)
        now = self.clock.now()
        session = Session(
            id=SessionId(self.ids.next()), user=user(who), guilds=managed, created_at=now, seen_at=now
        )
        await self.database.sessions.add(key, session)
        browser = self.visitor()
        (auth,) = self.app.extensions["QUART_AUTH"]
        browser.cookies[auth.cookie_name] = auth.dump_token(key, app=self.app)
        return browser

    async def found(self, tenant: int = 1, *, guild: int = GUILD, owner: UserId = ALEX) -> TenantScope:
        """Found the tenant `polar-<tenant>`."""
        return await founded(self.database, tenant, guild=guild, owner=owner)

    async def appoint(self, scope: TenantScope, who: UserId, role: Role) -> None:
        """Put somebody on the staff."""
        staff = ManageStaff(self.database.begin, self.clock)
        await staff.appoint(scope, AppointStaff(user_id=who, name="Staff", avatar_url=None, role=role))


async def begun(browser: Browser, target: str = "/app") -> dict[str, list[str]]:
    """Start a sign-in and return the query of the consent page's address."""
    response = await browser.get("/auth/discord", query_string={"next": target})
    assert response.status_code == 302
    return parse_qs(urlsplit(response.headers["Location"]).query)


async def code_of(response: Response, status: int) -> str:
    """Return the `code` of a refusal, having checked what every refusal must be."""
    assert response.status_code == status, await response.get_data()
    assert response.content_type == "application/problem+json"
    document = await response.get_json()
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    assert document["request_id"] == response.headers["X-Request-Id"]
    return str(document["code"])
