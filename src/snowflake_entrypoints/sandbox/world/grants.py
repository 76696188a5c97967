"""What people allow the application to do for them: OAuth2 codes and tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import attrs

from snowflake_entrypoints.sandbox.world.interactions import Interactions

Json = dict[str, Any]

CODE_SECONDS: Final = 60.0
TOKEN_SECONDS: Final = 604_800
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
KNOWN_SCOPES: Final = frozenset(
    {
        "identify",
        "email",
        "guilds",
        "guilds.join",
        "guilds.members.read",
        "connections",
        "bot",
        "applications.commands",
        "webhook.incoming",
        "openid",
        "applications.commands.permissions.update",
    }
)


@attrs.define(eq=False)
class Grant:
    """One consent; `code` is good once, then the tokens are. `extra` goes into the token answer."""

    user_id: int
    scopes: tuple[str, ...]
    redirect_uri: str
    issued_at: float
    code: str | None = None
    challenge: str | None = None
    access_token: str = ""
    refresh_token: str = ""
    expires_at: float = 0.0
    extra: Json = attrs.Factory(dict)


@attrs.define(eq=False, kw_only=True, slots=False)
class Grants(Interactions):
    """The part of the world that is consent."""

    grants: list[Grant] = attrs.Factory(list)

    def allows_redirect(self, uri: str) -> bool:
        """Whether the application registered this redirect address, or any loopback one is fine."""
        app = self.application
        if uri in app.redirect_uris:
            return True
        parts = urlsplit(uri)
        loopback = parts.scheme in ("http", "https") and parts.hostname in LOOPBACK
        return app.any_loopback and loopback

    def consent(
        self,
        user_id: int,
        scopes: Sequence[str],
        redirect_uri: str,
        *,
        challenge: str | None = None,
        extra: Json | None = None,
    ) -> Grant:
        """Record a consent with a fresh code, good once and for a minute."""
        grant = Grant(
            user_id,
            tuple(scopes),
            redirect_uri,
            self.now(),
            code=secrets.token_urlsafe(22),
            challenge=challenge,
            extra=extra or {},
        )
        self.grants.append(grant)
        return grant

    def redeem(self, code: str, redirect_uri: str, verifier: str | None) -> Grant | None:
        """Turn a code into tokens; None for a used, late or wrong one. Presented codes are spent."""
        grant = next((g for g in self.grants if g.code is not None and g.code == code), None)
        if grant is None:
            return None
        grant.code = None
        fits = grant.redirect_uri == redirect_uri and self.now() - grant.issued_at <= CODE_SECONDS
        if not fits or not _proves(grant.challenge, verifier):
            self.grants.remove(grant)
            return None
        return self._with_tokens(grant)

    def refresh(self, refresh_token: str) -> Grant | None:
        """Replace a grant's tokens; None for an unknown one."""
        grant = next((g for g in self.grants if g.refresh_token and g.refresh_token == refresh_token), None)
        return None if grant is None else self._with_tokens(grant)

    def client_grant(self, scopes: Sequence[str]) -> Grant:
        """Grant the application's owner access by the client credentials alone."""
        grant = Grant(self.application.owner_id, tuple(scopes), "", self.now())
        self.grants.append(grant)
        self._with_tokens(grant)
        grant.refresh_token = ""
        return grant

    def revoke(self, token: str) -> None:
        """End the grant that an access or refresh token belongs to."""
        self.grants = [g for g in self.grants if not token or token not in (g.access_token, g.refresh_token)]

    def by_access_token(self, token: str) -> Grant | None:
        """Return the living grant of an access token."""
        for grant in self.grants:
            if grant.access_token and hmac.compare_digest(grant.access_token.encode(), token.encode()):
                return grant if self.now() < grant.expires_at else None
        return None

    def _with_tokens(self, grant: Grant) -> Grant:
        grant.access_token = secrets.token_urlsafe(22)
        grant.refresh_token = secrets.token_urlsafe(22)
        grant.expires_at = self.now() + TOKEN_SECONDS
        return grant


def _proves(challenge: str | None, verifier: str | None) -> bool:
    """Whether the verifier fits the S256 challenge (RFC 7636); without challenge none may be given."""
    if challenge is None:
        return verifier is None
    if verifier is None:
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(made.encode(), challenge.encode())
