"""The gateway: who is connected, and who gets which event."""

import asyncio
from collections import deque
from secrets import token_hex
from time import monotonic
from typing import TYPE_CHECKING, Any

import attrs
from aiohttp import web

from snowflake_entrypoints.sandbox.gateway import intents, opening
from snowflake_entrypoints.sandbox.gateway.codec import transport_codec
from snowflake_entrypoints.sandbox.gateway.connection import Connection
from snowflake_entrypoints.sandbox.gateway.identify import Identify, Refused, Resume
from snowflake_entrypoints.sandbox.gateway.invocations import Invocations
from snowflake_entrypoints.sandbox.gateway.losses import Losses, Refusals
from snowflake_entrypoints.sandbox.gateway.members import MemberRequest, choose, chunks
from snowflake_entrypoints.sandbox.gateway.record import Record
from snowflake_entrypoints.sandbox.gateway.session import Session, Subscription
from snowflake_entrypoints.sandbox.gateway.settings import GatewaySettings
from snowflake_entrypoints.sandbox.gateway.sight import Seen, Sight
from snowflake_entrypoints.sandbox.gateway.starts import SessionStarts
from snowflake_entrypoints.sandbox.world.dispatch import Dispatch

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.world import World
    from snowflake_entrypoints.sandbox.world.model import Application

API_VERSION = "10"


@attrs.define(eq=False)
class Gateway:
    """Sessions over websockets, fed by the world's events."""

    world: "World"
    settings: GatewaySettings = attrs.Factory(GatewaySettings)
    silent: bool = False
    sessions: dict[str, Session] = attrs.Factory(dict)
    connections: set[Connection] = attrs.Factory(set)
    record: Record = attrs.Factory(Record)
    losses: Losses = attrs.Factory(Losses)
    refusals: Refusals = attrs.Factory(Refusals)
    starts: SessionStarts = attrs.field(init=False)
    interact: Invocations = attrs.field(init=False)
    _sight: Sight = attrs.field(init=False)
    _members_asked: dict[tuple[str, int], float] = attrs.Factory(dict)

    def __attrs_post_init__(self) -> None:
        self.starts = SessionStarts(
            total=self.settings.session_starts,
            max_concurrency=self.settings.max_concurrency,
            interval=self.settings.identify_interval,
        )
        self.interact = Invocations(self.world)
        self._sight = Sight(
            is_in=lambda bot, guild: opening.is_in(self.world, bot, guild),
            can_view=self.world.can_view,
            can_read_audit=lambda bot, guild: opening.can_read_audit(self.world, bot, guild),
        )
        self.world.listeners.append(self.deliver)
        self.world.session_starts = self.starts.to_json

    def routes(self) -> list[web.RouteDef]:
        """Mount the websocket, with and without the slash that clients put before the query."""
        return [web.get("/gateway", self._connect), web.get("/gateway/", self._connect)]

    def deliver(self, dispatch: Dispatch) -> None:
        """Send an event to every session that sees it."""
        self._sight.note(dispatch)
        if self.losses.swallow(dispatch.name):
            self.record.lost[dispatch.name] += 1
            return
        seen = Seen(dispatch)
        for session in list(self.sessions.values()):
            if self._expired(session):
                self.forget(session)
                continue
            if dispatch.name == "GUILD_CREATE":
                self._show_guild(session, dispatch)
                continue
            version = self._sight.version_for(session.subscription, dispatch)
            if version is not None:
                session.dispatch_serialised(dispatch.name, seen.body(version))
                self.record.sent[dispatch.name] += 1

    def identify(self, asked: Identify) -> Session | None:
        """Start a session; None where it came too soon after the last; raises Refused."""
        application = self._application(asked.token)
        if asked.intents & intents.PRIVILEGED & ~intents.granted(application.flags):
            raise Refused(4014, "Disallowed intent(s).")
        guilds = opening.guilds_of(self.world, application.bot_id)
        if len(guilds) > self.settings.guilds_per_shard * asked.shards:
            raise Refused(4011, "Sharding required.")
        if self.starts.too_soon(asked.shard):
            return None
        if not self.starts.take():
            raise Refused(4004, "Authentication failed.")
        self.record.identifies += 1
        session = Session(
            id=token_hex(16),
            subscription=Subscription(
                application=application.id,
                bot=application.bot_id,
                intents=asked.intents,
                shard=asked.shard,
                shards=asked.shards,
                large_threshold=asked.large_threshold,
            ),
            replay=deque(maxlen=self.settings.replay_frames),
        )
        self.sessions[session.id] = session
        return session

    def open(self, session: Session, host: str) -> None:
        """Send READY and then every guild of the session's shard."""
        who = session.subscription
        mine = [guild for guild in opening.guilds_of(self.world, who.bot) if who.has_guild(guild.id)]
        session.dispatch("READY", opening.ready(self.world, session, mine, f"ws://{host}/gateway"))
        if who.wants(intents.GUILDS):
            for guild in mine:
                session.dispatch(
                    "GUILD_CREATE", opening.guild_create(self.world, who, guild, self._sight.views)
                )

    def resume(self, asked: Resume) -> tuple[Session, list[bytes]] | None:
        """Return the session and the frames missed since; None where it can't be resumed; raises Refused."""
        application = self._application(asked.token)
        session = self.sessions.get(asked.session_id)
        if session is None or self._expired(session) or session.subscription.application != application.id:
            self.record.refused_resumes += 1
            return None
        if asked.sequence > session.sequence:
            raise Refused(4007, "Invalid seq.")
        missed = session.since(asked.sequence)
        if missed is None:
            self.forget(session)
            self.record.refused_resumes += 1
            return None
        self.record.resumes += 1
        return session, missed

    def forget(self, session: Session) -> None:
        """End a session; its RESUME will be refused."""
        self.sessions.pop(session.id, None)
        session.send = None

    def detach_others(self, session: Session, connection: Connection) -> None:
        """Cut sockets that still hold a session that somebody has resumed."""
        for other in self.connections:
            if other is not connection and other.session is session:
                other.session = None
                other.abort()

    def send_members(self, session: Session, request: MemberRequest) -> None:
        """Answer REQUEST_GUILD_MEMBERS with chunks; a guild that isn't the session's gets no answer."""
        who = session.subscription
        guild = self.world.guilds.get(request.guild)
        if guild is None or who.bot not in guild.members or not who.has_guild(guild.id):
            return
        if request.wants_everyone:
            if not who.wants(intents.GUILD_MEMBERS):
                return
            if wait := self._members_wait(session, guild.id):
                meta = {"guild_id": str(guild.id), "nonce": request.nonce}
                session.dispatch("RATE_LIMITED", {"opcode": 8, "retry_after": wait, "meta": meta})
                return
        found, missing = choose(request, opening.members(self.world, guild))
        shown = request.presences and who.wants(intents.GUILD_PRESENCES)
        presences = opening.presences(guild) if shown else None
        for chunk in chunks(request, found, missing, presences):
            session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    def set_presence(self, session: Session, data: Any) -> None:
        """Take a bot's wish for its own status."""
        if not isinstance(data, dict) or data.get("status") not in opening.STATUSES:
            raise Refused(4002, "Error while decoding payload.")
        opening.show_presence(self.world, session.subscription.bot, data["status"])

    async def settle(self, backlog: int = 0) -> None:
        """Wait until no connected socket has more than `backlog` payloads to send."""
        while not self.silent and any(one.backlog > backlog for one in self.connections):  # noqa: ASYNC110 - many
            await asyncio.sleep(0.001)

    def set_silent(self, *, silent: bool) -> None:
        """Stop sending anything, HELLO and heartbeat ACKs included; or go on with what has waited."""
        self.silent = silent
        for connection in self.connections:
            connection.wake()

    def close_all(self) -> None:
        """Cut every socket and end every session."""
        for session in list(self.sessions.values()):
            self.forget(session)
        for connection in list(self.connections):
            connection.abort()

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        codec = transport_codec(request.query.get("compress"))
        if request.query.get("encoding", "json") != "json" or codec is None:
            return web.json_response({"message": "This encoding is not spoken here.", "code": 0}, status=400)
        socket = web.WebSocketResponse(compress=False, max_msg_size=1 << 20)
        await socket.prepare(request)
        connection = Connection(gateway=self, request=request, socket=socket, codec=codec)
        self.record.connections += 1
        self.connections.add(connection)
        try:
            if request.query.get("v", API_VERSION) != API_VERSION:
                await connection.close(4012, "Invalid API version.")
            else:
                await connection.serve()
        finally:
            self.connections.discard(connection)
        return socket

    def _application(self, token: str) -> "Application":
        found = opening.application_with(self.world, token)
        if found is None:
            raise Refused(4004, "Authentication failed.")
        return found

    def _expired(self, session: Session) -> bool:
        since = session.detached_at
        return since is not None and monotonic() - since > self.settings.resume_window

    def _members_wait(self, session: Session, guild: int) -> float:
        """Return the seconds until the whole list may be asked for again; 0.0 counts as asked now."""
        now, key = monotonic(), (session.id, guild)
        wait = self._members_asked.get(key, float("-inf")) + self.settings.member_interval - now
        if wait > 0:
            return wait
        self._members_asked[key] = now
        return 0.0

    def _show_guild(self, session: Session, dispatch: Dispatch) -> None:
        who, guild = session.subscription, self.world.guilds.get(dispatch.guild or 0)
        if (
            guild is not None
            and who.bot in guild.members
            and who.has_guild(guild.id)
            and who.wants(intents.GUILDS)
        ):
            session.dispatch("GUILD_CREATE", opening.guild_create(self.world, who, guild, self._sight.views))
