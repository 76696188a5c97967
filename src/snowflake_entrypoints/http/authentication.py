"""Signing in and out, and who is there."""

from http import HTTPStatus
from typing import Final

import attrs
from itsdangerous import BadData
from itsdangerous.encoding import base64_decode, base64_encode
from quart import Blueprint, Quart, Response, redirect, request
from quart.sessions import SessionInterface
from quart.wrappers.base import BaseRequestWebsocket
from quart_auth import AuthUser, QuartAuth, login_user, logout_user
from typing_extensions import override

from snowflake_domain.identity.device import device_of
from snowflake_domain.identity.session import ABSOLUTE_LIMIT, SignedOut
from snowflake_domain.identity.sign_in import ConsentGiven, SignInAttempt, SignInFailed
from snowflake_domain.kernel.discord import BotOffline
from snowflake_entrypoints.http.answers import answer, nothing
from snowflake_entrypoints.http.attempt_cookie import ATTEMPT_LASTS, AttemptCookie
from snowflake_entrypoints.http.cards import Me, guild_cards, tenant_card
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.rate_limit import peer_address
from snowflake_entrypoints.http.pipeline.session import session_key, signed_in
from snowflake_entrypoints.http.web import Site, Web

LONGEST_NEXT: Final = 1000
"""Characters; longer ones would not fit into a cookie."""


@attrs.frozen(kw_only=True)
class SignedInTo:
    """Where to go after signing in: a path on the panel."""

    next: str


class NoSessions(SessionInterface):
    """Quart's own sessions, switched off: they would live in the cookie, and mark every answer as varying."""

    @override
    async def open_session(self, app: Quart, request: BaseRequestWebsocket) -> None:
        return None


class ExactCookie(QuartAuth):
    """Takes a cookie only as we spelled it.

    The last character of a signature in base64 has bits that mean nothing, and decoders skip what is no
    base64: many spellings, one signature.
    """

    @override
    def load_token(self, token: str, app: Quart | None = None) -> str | None:
        """Return what we signed, or None."""
        return super().load_token(token, app) if is_exact(token) else None


def is_exact(token: str) -> bool:
    """Tell whether a signed text ends in the one spelling of its signature that we write."""
    signature = token.rpartition(".")[2]
    try:
        return base64_encode(base64_decode(signature)).decode() == signature
    except (BadData, UnicodeError):
        return False


def use_session_cookie(app: Quart, site: Site) -> None:
    """Keep the session key, and nothing else, in a signed cookie that scripts can't read."""
    app.session_interface = NoSessions()  # type: ignore[assignment]
    prefix = "__Host-" if site.secure else ""
    ExactCookie(
        app,
        cookie_name=f"{prefix}sf_session",
        cookie_secure=site.secure,
        cookie_http_only=True,
        cookie_samesite="Lax",
        cookie_path="/",
        duration=int(ABSOLUTE_LIMIT.total_seconds()),
        salt="snowflake session",
    )


def authentication_routes(web: Web, site: Site) -> Blueprint:
    """Bind the routes to their use cases."""
    routes = Blueprint("authentication", __name__)
    cookie = AttemptCookie(site, SignInAttempt, "sf_attempt", "snowflake sign-in attempt")

    @routes.get("/auth/discord")
    async def begin() -> Response:
        go_on_to = request.args.get("next", "/app")
        attempt, consent = web.sign_in.begin(go_on_to if len(go_on_to) <= LONGEST_NEXT else "/app")
        response: Response = redirect(consent, HTTPStatus.FOUND)  # type: ignore[assignment]
        cookie.write(response, attempt)
        return response

    @routes.post("/auth/discord/callback")
    @operation(
        "finishSignIn",
        body=ConsentGiven,
        answers={HTTPStatus.OK: SignedInTo},
        signed_in=False,
        refuses=(SignInFailed,),
    )
    async def complete(command: ConsentGiven) -> Response:
        """Trade what Discord's redirect brought for a session cookie."""
        attempt = cookie.read()
        if attempt is not None and not await web.once.claim(
            f"sign-in:{attempt.state}", 2 * ATTEMPT_LASTS.total_seconds()
        ):
            attempt = None
        device = device_of(request.headers.get("User-Agent", ""), peer_address())
        key = await web.sign_in.complete(attempt, command, device=device, replaces=session_key())
        login_user(AuthUser(key), remember=True)
        response = answer(SignedInTo(next=attempt.next if attempt else "/app"))
        cookie.forget(response)
        return response

    @routes.post("/auth/logout")
    @operation("signOut", answers={HTTPStatus.NO_CONTENT: None}, signed_in=False)
    async def end() -> Response:
        """End the session; harmless without one."""
        await web.sign_in.end(session_key())
        logout_user()
        return nothing()

    @routes.get("/api/me")
    @operation("me", answers={HTTPStatus.OK: Me}, refuses=(SignedOut,))
    async def me() -> Response:
        """Tell who is signed in, their communities, and the servers they may manage."""
        session = signed_in()
        guilds = frozenset(guild.id for guild in session.guilds)
        now = web.clock.now()
        known = await web.directory.of_user(session.user.id)
        staffed = tuple((one.tenant, role) for one in known if (role := one.role_at(now)))
        provisioned = await web.directory.tenants_of_guilds(guilds)
        try:
            installed = await web.installations.among(guilds)
        except BotOffline:
            installed = None
        return answer(
            Me(
                user=session.user,
                tenants=tuple(tenant_card(tenant, role, site) for tenant, role in staffed),
                guilds=guild_cards(session.guilds, frozenset(provisioned), installed, staffed),
                bot_reachable=installed is not None,
            )
        )

    return routes
