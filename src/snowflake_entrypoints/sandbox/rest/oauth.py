"""OAuth2's token endpoint and its revocation (RFC 6749, RFC 7009)."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from typing import Any

import attrs
from aiohttp import web

from snowflake_entrypoints.sandbox.faults import Faults
from snowflake_entrypoints.sandbox.rest.errors import answer_json, server_error
from snowflake_entrypoints.sandbox.rest.limits import too_many
from snowflake_entrypoints.sandbox.world import World
from snowflake_entrypoints.sandbox.world.grants import KNOWN_SCOPES, TOKEN_SECONDS, Grant

Json = dict[str, Any]
BASES = ("/api/v10", "/api")


@attrs.define
class OAuthRefusal(Exception):
    """An error as RFC 6749 section 5.2 words it."""

    error: str
    description: str = ""
    status: int = 400

    def answer(self) -> web.Response:
        """Return it as an answer."""
        body = {"error": self.error}
        if self.description:
            body["error_description"] = self.description
        return answer_json(body, self.status)


@attrs.frozen
class Tokens:
    """Gives out and takes back access tokens."""

    world: World
    faults: Faults

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to mount."""
        return [
            route
            for base in BASES
            for route in (
                web.post(f"{base}/oauth2/token", self.token),
                web.post(f"{base}/oauth2/token/revoke", self.revoke),
            )
        ]

    async def token(self, request: web.Request) -> web.StreamResponse:
        """POST for tokens: by code, by refresh token or by the client's own credentials."""
        fault = self.faults.match("POST", "/oauth2/token")
        if fault is not None and fault.kind == "rate_limit":
            return too_many(fault.retry_after, fault.scope)
        if fault is not None and fault.kind == "status_before":
            return server_error(fault.status)
        try:
            answer = answer_json(self._grant(await self._form(request)))
        except OAuthRefusal as refusal:
            answer = refusal.answer()
        if fault is not None and fault.kind == "status_after":
            answer = server_error(fault.status)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    async def revoke(self, request: web.Request) -> web.Response:
        """POST a token to end its grant; unknown ones are fine."""
        try:
            form = await self._form(request)
        except OAuthRefusal as refusal:
            return refusal.answer()
        self.world.revoke(form.get("token", ""))
        return answer_json({})

    async def _form(self, request: web.Request) -> Mapping[str, str]:
        """Return the form of a client that has proved itself, by Basic or in the body."""
        posted = await request.post()
        form = {key: value for key, value in posted.items() if isinstance(value, str)}
        client, secret = _basic(request.headers.get("Authorization", ""))
        client, secret = client or form.get("client_id", ""), secret or form.get("client_secret", "")
        app = self.world.application
        fits = hmac.compare_digest(secret.encode(), app.client_secret.encode())
        if client != str(app.id) or not fits:
            raise OAuthRefusal("invalid_client", status=401)
        return form

    def _grant(self, form: Mapping[str, str]) -> Json:
        kind = form.get("grant_type")
        if kind == "authorization_code":
            grant = self.world.redeem(
                form.get("code", ""), form.get("redirect_uri", ""), form.get("code_verifier")
            )
            if grant is None:
                raise OAuthRefusal("invalid_grant", 'Invalid "code" in request.')
            return _tokens(grant) | grant.extra
        if kind == "refresh_token":
            refreshed = self.world.refresh(form.get("refresh_token", ""))
            if refreshed is None:
                raise OAuthRefusal("invalid_grant", 'Invalid "refresh_token" in request.')
            return _tokens(refreshed)
        if kind == "client_credentials":
            scopes = form.get("scope", "").split()
            if not scopes or not KNOWN_SCOPES.issuperset(scopes):
                raise OAuthRefusal("invalid_scope")
            body = _tokens(self.world.client_grant(scopes))
            del body["refresh_token"]
            return body
        if kind is None:
            raise OAuthRefusal("invalid_request", 'Missing "grant_type" in request.')
        raise OAuthRefusal("unsupported_grant_type")


def _tokens(grant: Grant) -> Json:
    return {
        "token_type": "Bearer",
        "access_token": grant.access_token,
        "expires_in": TOKEN_SECONDS,
        "refresh_token": grant.refresh_token,
        "scope": " ".join(grant.scopes),
    }


def _basic(header: str) -> tuple[str, str]:
    kind, _, encoded = header.partition(" ")
    if kind != "Basic":
        return "", ""
    try:
        client, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return client, secret
