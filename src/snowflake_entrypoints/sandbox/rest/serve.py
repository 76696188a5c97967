"""Between the wire and the handlers: faults, rate limits, tokens, bodies."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any, Final
from urllib.parse import unquote

import attrs
import orjson
from aiohttp import BodyPartReader, MultipartReader, web

from snowflake_entrypoints.sandbox.faults import Fault, Faults
from snowflake_entrypoints.sandbox.rest.call import Call, Route, Upload
from snowflake_entrypoints.sandbox.rest.errors import malformed, refusal_answer, server_error, too_large
from snowflake_entrypoints.sandbox.rest.limits import Limits, Ticket, too_many
from snowflake_entrypoints.sandbox.world import World
from snowflake_entrypoints.sandbox.world.refusals import Refusal, unauthorized

BODY_CAP: Final = 26 * 2**20
REASON_CAP: Final = 512
BODY: Final = web.RequestKey("body", object)
UNLIMITED: Final = "/interactions/"
"""Answers to interactions are in no bucket and carry none of its headers."""
_COUNTED_AS_INVALID: Final = frozenset({401, 403, 429})


@attrs.define(eq=False)
class Serve:
    """Turns declared routes into aiohttp handlers; each leaves the parsed body in `request[BODY]`."""

    world: World
    faults: Faults
    limits: Limits

    def route(self, one: Route, base: str) -> web.RouteDef:
        """Return the aiohttp route of a declared one below `base`."""

        async def handle(request: web.Request) -> web.StreamResponse:
            path = request.path.removeprefix(base)
            fault = self.faults.match(request.method, path)
            return await self._answer(one, request, fault)

        return web.route(one.method, base + one.path, handle)

    async def _answer(self, one: Route, request: web.Request, fault: Fault | None) -> web.StreamResponse:
        if fault is not None:
            early = await _before(request, fault)
            if early is not None:
                return self._counted(early)
        ticket = self._ticket(one, request)
        if ticket.retry_after is not None:
            answer = ticket.refusal()
        else:
            answer = await self._handled(one, request)
        if fault is not None and fault.kind == "drop_after":
            _abort(request)
        if fault is not None and fault.kind == "status_after":
            answer = server_error(fault.status)
        if not one.path.startswith(UNLIMITED):
            ticket.mark(answer)
        return self._counted(answer)

    def _ticket(self, one: Route, request: web.Request) -> Ticket:
        who = request.headers.get("Authorization") or request.remote or ""
        return self.limits.take(who, one.method, one.path, dict(request.match_info))

    async def _handled(self, one: Route, request: web.Request) -> web.Response:
        call = Call(self.world, request.match_info, request.query)
        try:
            self._authorise(one, request, call)
            reason = unquote(request.headers.get("X-Audit-Log-Reason", ""))
            call.reason = reason[:REASON_CAP] or None
            await _read_body(request, call)
            request[BODY] = call.body
            return one.handler(call)
        except Refusal as refusal:
            return refusal_answer(refusal)

    def _authorise(self, one: Route, request: web.Request, call: Call) -> None:
        if one.open:
            return
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind == "Bot" and one.bot:
            if not hmac.compare_digest(token.encode(), self.world.application.token.encode()):
                raise unauthorized()
            call.user_id = self.world.application.bot_id
            return
        if kind == "Bearer" and one.scope is not None:
            grant = self.world.by_access_token(token)
            if grant is not None and (not one.scope or one.scope in grant.scopes):
                call.user_id, call.grant = grant.user_id, grant
                return
        raise unauthorized()

    def _counted(self, answer: web.Response) -> web.Response:
        if answer.status in _COUNTED_AS_INVALID and answer.headers.get("X-RateLimit-Scope") != "shared":
            self.world.invalid_requests += 1
        return answer


async def _before(request: web.Request, fault: Fault) -> web.Response | None:
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "drop":
        _abort(request)
        return web.Response(status=500)
    if fault.kind == "status_before":
        return server_error(fault.status)
    if fault.kind == "rate_limit":
        return too_many(fault.retry_after, fault.scope)
    return None


def _abort(request: web.Request) -> None:
    """Cut the connection; whatever is answered after this reaches nobody."""
    if request.transport is not None:
        request.transport.abort()


async def _read_body(request: web.Request, call: Call) -> None:
    if (request.content_length or 0) > BODY_CAP:
        raise too_large()
    try:
        if request.content_type == "multipart/form-data":
            await _read_multipart(request, call)
        elif request.content_type == "application/x-www-form-urlencoded":
            call.body = dict(await request.post())
        else:
            raw = await request.read()
            call.body = orjson.loads(raw) if raw.strip() else None
    except web.HTTPRequestEntityTooLarge:
        raise too_large() from None
    except (orjson.JSONDecodeError, ValueError):
        raise malformed() from None


async def _read_multipart(request: web.Request, call: Call) -> None:
    reader = await request.multipart()
    loose: dict[str, Any] = {}
    left = BODY_CAP
    async for part in reader:
        if part is None or isinstance(part, MultipartReader):
            continue
        data = await _part(part, left)
        left -= len(data)
        name = part.name or ""
        if name == "payload_json":
            call.body = orjson.loads(data)
        elif part.filename is not None:
            slot = name.removeprefix("files[").removesuffix("]")
            number = int(slot) if slot.isascii() and slot.isdigit() else len(call.uploads)
            kind = part.headers.get("Content-Type")
            call.uploads.append(Upload(number, part.filename, kind, data))
        else:
            loose[name] = data.decode()
    if call.body is None:
        call.body = loose


async def _part(part: BodyPartReader, left: int) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(2**16):
        data += chunk
        if len(data) > left:
            raise too_large()
    return bytes(data)
