"""One websocket of the gateway: handshake, opcodes, heartbeats and the way out for frames."""

import asyncio
from collections import deque
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import attrs
import orjson
from aiohttp import ClientError, WSMsgType, web

from snowflake_entrypoints.sandbox.gateway.codec import Codec, PayloadZlib, Plain
from snowflake_entrypoints.sandbox.gateway.identify import Identify, Refused, Resume
from snowflake_entrypoints.sandbox.gateway.members import MemberRequest
from snowflake_entrypoints.sandbox.gateway.session import Session

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.gateway.gateway import Gateway

HEARTBEAT: Final = 1
IDENTIFY: Final = 2
PRESENCE: Final = 3
RESUME: Final = 6
REQUEST_MEMBERS: Final = 8
INVALID_SESSION: Final = 9
# Voice state, soundboard sounds and channel info: known to Discord, of no effect here.
IGNORED: Final = frozenset({4, 31, 43})
MAX_PAYLOAD: Final = 4096
MAX_COMMANDS: Final = 120
COMMAND_WINDOW: Final = 60.0
ACK: Final = b'{"t":null,"s":null,"op":11,"d":null}'
RECONNECT: Final = b'{"t":null,"s":null,"op":7,"d":null}'
# A client that leaves with one of these gives its session up.
FINAL_CODES: Final = frozenset({1000, 1001})


@attrs.define(eq=False)
class Connection:
    """A client, from HELLO to the end of its socket."""

    gateway: "Gateway"
    request: web.Request
    socket: web.WebSocketResponse
    codec: Codec
    session: Session | None = None
    heartbeats: int = 0
    _replaying: int = 0
    _closed_by_us: bool = False
    _outbox: deque[bytes] = attrs.Factory(deque)
    _wake: asyncio.Event = attrs.Factory(asyncio.Event)
    _commands: deque[float] = attrs.Factory(deque)
    _last_heartbeat: float = attrs.Factory(monotonic)

    async def serve(self) -> None:
        """Speak to the client until either side leaves."""
        sender = asyncio.create_task(self._send_frames())
        try:
            self.push(
                b'{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":%d,"_trace":["[\\"sandbox\\"]"]}}'
                % round(self.gateway.settings.heartbeat_interval * 1000)
            )
            await self._listen()
        except Refused as refused:
            await self.close(refused.code, refused.reason)
        finally:
            sender.cancel()
            with suppress(asyncio.CancelledError):
                await sender
            self._leave()

    def push(self, payload: bytes) -> None:
        """Queue a payload; a client too slow to take what is queued loses its socket, not its session."""
        self._outbox.append(payload)
        if len(self._outbox) > self.gateway.settings.outbox_frames + self._replaying:
            self.abort()
            self._leave()
        self._wake.set()

    def wake(self) -> None:
        self._wake.set()

    @property
    def backlog(self) -> int:
        """How many payloads wait to be sent."""
        return len(self._outbox)

    def invalidate(self, *, resumable: bool) -> None:
        """Tell the client that its session is invalid (op 9)."""
        if not resumable and self.session is not None:
            self.gateway.forget(self.session)
            self.session = None
        self.push(b'{"t":null,"s":null,"op":9,"d":%b}' % (b"true" if resumable else b"false"))

    def ask_to_reconnect(self) -> None:
        """Tell the client to reconnect and resume (op 7)."""
        self.push(RECONNECT)

    def abort(self) -> None:
        """Cut the TCP connection without a closing handshake."""
        if self.request.transport is not None:
            self.request.transport.abort()

    async def close(self, code: int, reason: str = "") -> None:
        self._closed_by_us = True
        self.gateway.record.closed(code, reason)
        with suppress(ConnectionError, ClientError):
            await self.socket.close(code=code, message=reason.encode())

    async def _send_frames(self) -> None:
        with suppress(ConnectionError, ClientError):
            while not self.socket.closed:
                await self._wake.wait()
                self._wake.clear()
                while self._outbox and not self.gateway.silent:
                    frame = self.codec.encode(self._outbox.popleft())
                    if isinstance(frame, str):
                        await self.socket.send_str(frame)
                    else:
                        await self.socket.send_bytes(frame)

    async def _listen(self) -> None:
        while True:
            try:
                message = await self.socket.receive(timeout=self._patience())
            except TimeoutError:
                if self.session is not None:
                    self.gateway.forget(self.session)
                raise Refused(4009, "Session timed out.") from None
            if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                return
            await self._obey(self._read(message.data))

    def _patience(self) -> float:
        interval = self.gateway.settings.heartbeat_interval
        return max(0.01, self._last_heartbeat + 2 * interval + 1 - monotonic())

    def _read(self, data: str | bytes) -> dict[str, Any]:
        now = monotonic()
        self._commands.append(now)
        while self._commands[0] < now - COMMAND_WINDOW:
            self._commands.popleft()
        if len(self._commands) > MAX_COMMANDS:
            raise Refused(4008, "Rate limited.")
        if len(data) > MAX_PAYLOAD:
            raise Refused(4002, "Error while decoding payload.")
        try:
            payload = orjson.loads(data)
        except ValueError:
            payload = None
        if not isinstance(payload, dict) or not isinstance(payload.get("op"), int):
            raise Refused(4002, "Error while decoding payload.")
        return payload

    async def _obey(self, payload: dict[str, Any]) -> None:
        opcode, data = payload["op"], payload.get("d")
        if opcode == HEARTBEAT:
            self._beat()
            return
        if opcode not in {IDENTIFY, PRESENCE, RESUME, REQUEST_MEMBERS} | IGNORED:
            raise Refused(4001, "Unknown opcode.")
        if opcode in {IDENTIFY, RESUME}:
            if self.session is not None:
                raise Refused(4005, "Already authenticated.")
            if opcode == IDENTIFY:
                self._identify(data)
            else:
                self._resume(data)
            return
        if self.session is None:
            raise Refused(4003, "Not authenticated.")
        if opcode == REQUEST_MEMBERS:
            self.gateway.send_members(self.session, MemberRequest.read(data))
        elif opcode == PRESENCE:
            self.gateway.set_presence(self.session, data)

    def _beat(self) -> None:
        self._last_heartbeat = monotonic()
        self.heartbeats += 1
        if not self.gateway.silent:
            self._outbox.appendleft(ACK)
            self._wake.set()

    def _identify(self, data: Any) -> None:
        asked = Identify.read(data)
        if self._refused("identify"):
            return
        session = self.gateway.identify(asked)
        if session is None:
            self.invalidate(resumable=False)
            return
        if asked.compress and isinstance(self.codec, Plain):
            self.codec = PayloadZlib()
        self._attach(session)
        self.gateway.open(session, host=self.request.host)

    def _resume(self, data: Any) -> None:
        asked = Resume.read(data)
        if self._refused("resume"):
            return
        found = self.gateway.resume(asked)
        if found is None:
            self.invalidate(resumable=False)
            return
        session, missed = found
        self._replaying = len(missed)
        self._outbox.extend(missed)
        self._attach(session)
        session.dispatch("RESUMED", {"_trace": ['["sandbox"]']})

    def _refused(self, what: str) -> bool:
        """Whether this one is to be refused by plan, and do so."""
        code = self.gateway.refusals.take(what)
        if code is None:
            return False
        if code != INVALID_SESSION:
            raise Refused(code, "refused by the control API")
        self.invalidate(resumable=False)
        return True

    def _attach(self, session: Session) -> None:
        self.gateway.detach_others(session, self)
        self.session = session
        session.send = self.push
        session.detached_at = None

    def _leave(self) -> None:
        session = self.session
        if session is None or session.send != self.push:
            return
        session.send = None
        session.detached_at = monotonic()
        if self.socket.close_code in FINAL_CODES and not self._closed_by_us:
            self.gateway.forget(session)
