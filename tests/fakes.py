"""Small hand-written stand-ins for the ports a use case talks to; each does what the port promises."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import attrs
from typing_extensions import override

from snowflake_domain.community.guild import Channel, GatewayHealth, GuildProfile, GuildRole, Member, Presence
from snowflake_domain.community.ports import LiveGuild
from snowflake_domain.identity.ports import Discord, SignedIn
from snowflake_domain.identity.session import ManagedGuild, User
from snowflake_domain.identity.sign_in import SignInFailed
from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.outbox import OutboxId
from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.realtime import Event, Realtime
from snowflake_domain.kernel.scope import (
    ChannelId,
    GuildId,
    MessageId,
    TenantId,
    TenantScope,
    UserId,
)
from snowflake_domain.kernel.secrets import Secrets
from snowflake_domain.messages.message import Message
from snowflake_domain.messages.ports import History, Indexing
from snowflake_domain.moderation.case import Case
from snowflake_domain.moderation.hierarchy import Standing
from snowflake_domain.moderation.ports import Enforcement, Roster, Standings
from snowflake_domain.publishing.dispatch import Dispatch
from snowflake_domain.publishing.ports import Publisher
from snowflake_domain.tenancy.bot_features import MissingFeature
from snowflake_domain.tenancy.ports import Installation, Installations, SeedableChannel
from tests.given import (
    ALEX,
    BOT,
    GUILD,
    NOON,
    ROBIN,
    SAM,
    Founding,
    founded,
    message,
    scope_of,
    standing,
    user,
)

__all__ = [
    "ALEX",
    "BOT",
    "GUILD",
    "NOON",
    "ROBIN",
    "SAM",
    "ConsentingDiscord",
    "CountingIds",
    "CountingSecrets",
    "Enforcer",
    "Founding",
    "HeardEvents",
    "InstalledBot",
    "LeftToWorker",
    "Past",
    "QuietGuild",
    "Ranks",
    "StartedIndexing",
    "StoppedClock",
    "Switch",
    "Wall",
    "founded",
    "message",
    "scope_of",
    "standing",
    "user",
]


@attrs.define
class StoppedClock:
    """Implements `Clock`; time passes when a test says so."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        """Let time pass: `forward(minutes=5)`."""
        self.moment += timedelta(**by)


@attrs.define
class CountingIds:
    """Implements `Ids`."""

    _numbers: Iterator[int] = attrs.field(factory=lambda: itertools.count(1_000_000))

    def next(self) -> int:
        return next(self._numbers)


@attrs.define
class CountingSecrets(Secrets):
    """Secrets that a test can tell apart."""

    _numbers: Iterator[int] = attrs.field(factory=itertools.count)

    @override
    def token(self) -> str:
        return f"{next(self._numbers):064x}"


@attrs.define
class HeardEvents(Realtime):
    """Remembers what dashboards would have been told."""

    events: list[tuple[TenantId, Event]] = attrs.Factory(list)

    @override
    async def publish(self, scope: TenantScope, events: tuple[Event, ...]) -> None:
        self.events += [(scope.tenant, event) for event in events]

    @override
    @asynccontextmanager
    async def watch(self, scope: TenantScope) -> AsyncIterator[AsyncIterator[bytes]]:
        async def frames() -> AsyncIterator[bytes]:
            for tenant, event in self.events:
                if tenant == scope.tenant:
                    yield event.type.encode()

        yield frames()

    @property
    def types(self) -> list[str]:
        return [event.type for _, event in self.events]


@attrs.define
class LeftToWorker:
    """Implements `DeliverNow` as it is while nothing can be delivered at once."""

    put: list[OutboxId] = attrs.Factory(list)

    async def __call__(self, scope: TenantScope, message: OutboxId, /) -> None:
        del scope
        self.put.append(message)


@attrs.define
class Switch:
    """Something outside that may be away, say no, or take its time."""

    trouble: Exception | None = None
    slow: float = 0.0

    async def ask(self) -> None:
        await asyncio.sleep(self.slow)
        if self.trouble is not None:
            raise self.trouble


@attrs.define
class Ranks(Roster):
    """A guild whose standings a test has set; the scope's actor is looked up among them."""

    members: dict[UserId, Standing] = attrs.Factory(dict)
    bot: Standing | None = attrs.field(factory=lambda: standing(BOT, rank=90, may_time_out=True))
    switch: Switch = attrs.Factory(Switch)

    @override
    async def standings(self, scope: TenantScope, target: UserId) -> Standings:
        await self.switch.ask()
        return Standings(self.members.get(scope.actor), self.members.get(target), self.bot)


@attrs.define
class Enforcer(Enforcement):
    """A Discord that does what cases decided."""

    done: list[Case] = attrs.Factory(list)
    switch: Switch = attrs.Factory(Switch)

    @override
    async def enforce(self, scope: TenantScope, case: Case) -> None:
        del scope
        await self.switch.ask()
        self.done.append(case)


@attrs.define
class Wall(Publisher):
    """A Discord channel wall: a nonce that it knows is the same message again."""

    standing: dict[str, MessageId] = attrs.Factory(dict)
    sends: int = 0
    switch: Switch = attrs.Factory(Switch)

    @override
    async def send(self, scope: TenantScope, dispatch: Dispatch) -> MessageId:
        del scope
        self.sends += 1
        await self.switch.ask()
        return self.standing.setdefault(dispatch.nonce, MessageId(70_000 + len(self.standing)))


@attrs.define
class InstalledBot(Installations):
    """The bot's answer about guilds."""

    installed: set[GuildId] = attrs.field(factory=lambda: {GUILD})
    managers: set[UserId] = attrs.field(factory=lambda: {ALEX})
    name: str | None = "Polar Lounge"
    missing: tuple[MissingFeature, ...] = ()
    channels: tuple[SeedableChannel, ...] = ()
    switch: Switch = attrs.Factory(Switch)

    @override
    async def look(self, guild: GuildId, asker: UserId) -> Installation:
        await self.switch.ask()
        there = guild in self.installed
        return Installation(
            guild=guild,
            installed=there,
            name=self.name if there else None,
            icon_url=None,
            asker_may_manage=there and asker in self.managers,
            missing=self.missing if there else (),
            channels=self.channels if there and asker in self.managers else (),
        )

    @override
    async def among(self, guilds: frozenset[GuildId]) -> frozenset[GuildId]:
        await self.switch.ask()
        return guilds & self.installed


@attrs.define
class ConsentingDiscord(Discord):
    """Discord's OAuth2 with one user who consents; each code is good once."""

    user: User = attrs.field(factory=user)
    guilds: tuple[ManagedGuild, ...] = ()
    codes: set[str] = attrs.field(factory=lambda: {"good"})
    verifiers: list[str] = attrs.Factory(list)

    @override
    def consent_url(self, *, state: str, challenge: str) -> str:
        return f"https://discord.example/oauth2/authorize?state={state}&code_challenge={challenge}"

    @override
    async def redeem(self, code: str, *, verifier: str) -> SignedIn:
        if code not in self.codes:
            raise SignInFailed
        self.codes.discard(code)
        self.verifiers.append(verifier)
        return SignedIn(self.user, self.guilds)


@attrs.define
class Past(History):
    """Discord's history: messages by channel, in any order."""

    channels: dict[ChannelId, list[Message]] = attrs.Factory(dict)
    resting: dict[ChannelId, list[Message]] = attrs.Factory(dict)
    """Archived threads."""
    refusing: dict[ChannelId, Exception] = attrs.Factory(dict)
    pages: list[tuple[ChannelId, int | None]] = attrs.Factory(list)

    @override
    async def readable_channels(self, scope: TenantScope) -> tuple[ChannelId, ...]:
        del scope
        return tuple(self.channels)

    @override
    async def archived_threads(
        self, scope: TenantScope, known: Mapping[ChannelId, MessageId]
    ) -> tuple[ChannelId, ...]:
        del scope
        return tuple(one for one, said in self.resting.items() if said and said[-1].id > known.get(one, 0))

    @override
    async def page(
        self, scope: TenantScope, channel: ChannelId, *, before: int | None
    ) -> tuple[Message, ...]:
        del scope
        if channel in self.refusing:
            raise self.refusing[channel]
        self.pages.append((channel, before))
        messages = {**self.channels, **self.resting}[channel]
        below = [one for one in messages if before is None or one.id < before]
        return tuple(sorted(below, key=lambda one: one.id, reverse=True)[:100])


@attrs.define
class StartedIndexing(Indexing):
    """Remembers which tenants' past is to be read."""

    tenants: list[TenantId] = attrs.Factory(list)
    switch: Switch = attrs.Factory(Switch)

    @override
    async def start(self, scope: TenantScope) -> None:
        await self.switch.ask()
        self.tenants.append(scope.tenant)


@attrs.define
class QuietGuild(LiveGuild):
    """A guild as the bot would show it; `online=False` is a bot that doesn't answer."""

    online: bool = True
    members_there: tuple[Member, ...] = ()
    all_channels: tuple[Channel, ...] = ()
    all_roles: tuple[GuildRole, ...] = ()
    intents_missing: tuple[str, ...] = ()

    def _answer(self) -> None:
        if not self.online:
            raise BotOffline

    @override
    async def channels(self, scope: TenantScope) -> tuple[Channel, ...]:
        del scope
        self._answer()
        return self.all_channels

    @override
    async def profile(self, scope: TenantScope) -> GuildProfile:
        self._answer()
        return GuildProfile(
            id=scope.guild,
            name="Polar Lounge",
            icon_url=None,
            owner_id=ALEX,
            member_count=1204,
            premium_tier=2,
        )

    @override
    async def roles(self, scope: TenantScope) -> tuple[GuildRole, ...]:
        del scope
        self._answer()
        return self.all_roles

    @override
    async def members(self, scope: TenantScope, *, query: str, after: int, limit: int) -> Page[Member]:
        del scope
        self._answer()
        found = [one for one in self.members_there if one.id > after and query in one.username]
        return Page(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else None)

    @override
    async def member(self, scope: TenantScope, user: UserId) -> Member | None:
        del scope
        self._answer()
        return next((one for one in self.members_there if one.id == user), None)

    @override
    async def presence(self, scope: TenantScope) -> Presence:
        del scope
        self._answer()
        return Presence(online=None, total=1204)

    @override
    async def health(self, scope: TenantScope) -> GatewayHealth:
        del scope
        return GatewayHealth(
            connected=self.online,
            latency_ms=31 if self.online else None,
            intents_missing=self.intents_missing,
        )
