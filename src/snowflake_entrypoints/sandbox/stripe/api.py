"""The API on the wire: keys, form bodies, idempotency, planned faults and Stripe's error bodies."""

import asyncio
import hmac
from collections.abc import Callable
from secrets import token_hex
from typing import Any, Final
from urllib.parse import parse_qsl

import attrs
import orjson
from aiohttp import BasicAuth, web

from snowflake_entrypoints.sandbox.faults import Fault, Faults
from snowflake_entrypoints.sandbox.stripe.account import NO_REQUEST, Account
from snowflake_entrypoints.sandbox.stripe.calls import Calls
from snowflake_entrypoints.sandbox.stripe.errors import Refused
from snowflake_entrypoints.sandbox.stripe.forms import nested
from snowflake_entrypoints.sandbox.stripe.settings import API_VERSION
from snowflake_entrypoints.sandbox.stripe.shapes import Json

SERVER_ERROR: Final = 500
LISTS: Final = {
    "customers": "customer",
    "products": "product",
    "prices": "price",
    "subscriptions": "subscription",
    "invoices": "invoice",
    "events": "event",
    "checkout/sessions": "checkout.session",
}

Call = Callable[[web.Request, Json], Json]


@attrs.frozen
class Reply:
    """An answer before it is sent; `replayed` is one that an idempotency key had."""

    status: int
    body: bytes
    request_id: str = "req_fault"
    replayed: bool = False


@attrs.define(eq=False)
class Api:
    """Serves one account's calls; answers to idempotency keys are kept for as long as the process lives."""

    account: Account
    calls: Calls
    faults: Faults
    _kept: dict[str, tuple[tuple[str, str, bytes], Reply]] = attrs.Factory(dict)

    def routes(self) -> list[web.RouteDef]:
        calls = self.calls
        posts: dict[str, Call] = {
            "customers": lambda _, params: calls.create_customer(params),
            "customers/{id}": lambda request, params: calls.update_customer(_id(request), params),
            "checkout/sessions": lambda _, params: calls.create_checkout(params),
            "checkout/sessions/{id}/expire": lambda request, params: calls.expire_checkout(
                _id(request), params
            ),
            "billing_portal/sessions": lambda _, params: calls.create_portal(params),
            "subscriptions/{id}": lambda request, params: calls.update_subscription(_id(request), params),
        }
        cancel: Call = lambda request, params: calls.cancel_subscription(_id(request), params)  # noqa: E731
        lines: Call = lambda request, params: calls.checkout_lines(_id(request), request.path, params)  # noqa: E731
        return [
            web.get("/v1/checkout/sessions/{id}/line_items", self._serve(lines)),
            *(web.post(f"/v1/{path}", self._serve(call)) for path, call in posts.items()),
            *(web.get(f"/v1/{path}", self._serve(self._listing(kind))) for path, kind in LISTS.items()),
            *(web.get(f"/v1/{path}/{{id}}", self._serve(self._one(kind))) for path, kind in LISTS.items()),
            web.delete("/v1/subscriptions/{id}", self._serve(cancel)),
            web.route("*", "/v1/{rest:.*}", self._serve(_nowhere)),
        ]

    def _listing(self, kind: str) -> Call:
        return lambda request, params: self.calls.listing(kind, request.path, params)

    def _one(self, kind: str) -> Call:
        return lambda request, _: self.account.get(kind, _id(request))

    def _serve(self, call: Call) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.StreamResponse:
            fault = self.faults.match(request.method, request.path)
            if fault is not None and fault.kind == "delay":
                await asyncio.sleep(fault.seconds)
            if fault is not None and fault.kind == "drop":
                return _cut(request)
            raw = await request.read()
            reply = _spoiled(fault, "status_before") or self._answer(request, raw, call)
            if fault is not None and fault.kind == "drop_after":
                return _cut(request)
            reply = _spoiled(fault, "status_after") or reply
            return web.Response(body=reply.body, status=reply.status, headers=_headers(request, reply))

        return handle

    def _answer(self, request: web.Request, raw: bytes, call: Call) -> Reply:
        key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
        asked = (request.method, request.path, raw)
        request_id = f"req_{token_hex(7)}"
        try:
            self._check_key(request)
            if key is not None and (kept := self._kept.get(key)) is not None:
                if kept[0] != asked:
                    return Reply(400, orjson.dumps(_reused(key).to_json(request_id)), request_id)
                return attrs.evolve(kept[1], request_id=request_id, replayed=True)
            self.account.request = {"id": request_id, "idempotency_key": key}
            params = nested(parse_qsl(raw.decode(errors="replace"), keep_blank_values=True)) if raw else {}
            params = {**nested(request.query.items()), **params}
            found = call(request, params)
            body = orjson.dumps(self.account.expanded(found, params.get("expand")))
            reply = Reply(200, body, request_id)
        except Refused as refused:
            reply = Reply(refused.status, orjson.dumps(refused.to_json(request_id)), request_id)
        finally:
            self.account.request = dict(NO_REQUEST)
        if key is not None and reply.status not in {401, 429}:
            self._kept.setdefault(key, (asked, reply))
        return reply

    def _check_key(self, request: web.Request) -> None:
        header = request.headers.get("Authorization", "")
        given = header.removeprefix("Bearer ")
        if header.startswith("Basic "):
            given = BasicAuth.decode(header).login
        if not given:
            raise Refused(
                401, "You did not provide an API key. You need to provide your API key in the header."
            )
        if not hmac.compare_digest(given, self.account.settings.secret_key):
            raise Refused(401, f"Invalid API Key provided: {given[:8]}{'*' * 12}{given[-4:]}")


def _headers(request: web.Request, reply: Reply) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json",
        "Request-Id": reply.request_id,
        "Stripe-Version": request.headers.get("Stripe-Version", API_VERSION),
    }
    if "Idempotency-Key" in request.headers:
        headers["Idempotency-Key"] = request.headers["Idempotency-Key"]
    if reply.replayed:
        headers["Idempotent-Replayed"] = "true"
    return headers


def _reused(key: str) -> Refused:
    return Refused(
        400,
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request.",
        type="idempotency_error",
    )


def _nowhere(request: web.Request, _: Json) -> Json:
    raise Refused(404, f"Unrecognized request URL ({request.method}: {request.path}).")


def _id(request: web.Request) -> str:
    return request.match_info["id"]


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _spoiled(fault: Fault | None, moment: str) -> Reply | None:
    """Return the answer that a fault puts in the place of the true one at this moment."""
    if fault is not None and fault.kind == "rate_limit" and moment == "status_before":
        limited = Refused(429, "Too many requests.", code="rate_limit")
        return Reply(429, orjson.dumps(limited.to_json("req_fault")))
    if fault is None or fault.kind != moment:
        return None
    kind = "api_error" if fault.status >= SERVER_ERROR else "invalid_request_error"
    wrong = Refused(fault.status, "Something went wrong.", kind)
    return Reply(fault.status, orjson.dumps(wrong.to_json("req_fault")))
