"""Sign in with Discord."""

import base64
import hashlib
import hmac
from typing import ClassVar, Final

import attrs

from snowflake_domain.identity.device import UNKNOWN_DEVICE, Device
from snowflake_domain.identity.ports import Discord, Sessions
from snowflake_domain.identity.session import Session, SessionId, SessionKey, SignedOut
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.secrets import Secrets

SEEN_EVERY: Final = 60
"""Seconds between notes of a session's last use, so that reads don't become writes."""


@attrs.define(eq=False)
class SignInFailed(DomainError):
    """The sign-in didn't come to an end: its link was used up, too old, or from another browser. Start again."""  # noqa: E501 - shown as one sentence

    kind: ClassVar = ErrorKind.INVALID
    code: ClassVar = "identity.sign_in_failed"


@attrs.frozen(kw_only=True)
class SignInAttempt:
    """What the browser keeps (signed, HttpOnly) between consent and callback."""

    state: str
    verifier: str
    next: str
    """Where to go afterwards: a path on the panel."""


@attrs.frozen(kw_only=True)
class ConsentGiven:
    """What Discord's redirect brought back."""

    code: str
    state: str


@attrs.frozen
class SignIn:
    """Start with `begin`, end with `complete`."""

    _discord: Discord
    _sessions: Sessions
    _secrets: Secrets
    _clock: Clock
    _ids: Ids

    def begin(self, go_on_to: str) -> tuple[SignInAttempt, str]:
        """Return what the browser must keep and the consent page's address.

        Anything but a path on the panel becomes `/app`: no open redirects.
        """
        safe = go_on_to.startswith("/") and not go_on_to.startswith(("//", "/\\"))
        attempt = SignInAttempt(
            state=self._secrets.token(),
            verifier=self._secrets.token(),
            next=go_on_to if safe and go_on_to.isprintable() else "/app",
        )
        digest = hashlib.sha256(attempt.verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return attempt, self._discord.consent_url(state=attempt.state, challenge=challenge)

    async def complete(
        self,
        attempt: SignInAttempt | None,
        given: ConsentGiven,
        *,
        device: Device = UNKNOWN_DEVICE,
        replaces: SessionKey | None = None,
    ) -> SessionKey:
        """Open a session under a fresh key; raises `SignInFailed`.

        The session that this browser had before, if any, ends: whoever copied its key has nothing of it.
        """
        if attempt is None or not hmac.compare_digest(attempt.state.encode(), given.state.encode()):
            raise SignInFailed
        signed_in = await self._discord.redeem(given.code, verifier=attempt.verifier)
        now = self._clock.now()
        key = SessionKey(self._secrets.token())
        session = Session(
            id=SessionId(self._ids.next()),
            user=signed_in.user,
            guilds=signed_in.guilds,
            created_at=now,
            seen_at=now,
            device=device,
        )
        await self._sessions.add(key, session)
        await self.end(replaces)
        return key

    async def resume(self, key: SessionKey | None) -> Session:
        """Return the session of a request; raises `SignedOut`."""
        session = await self._sessions.find(key) if key else None
        if key is None or session is None:
            raise SignedOut
        now = self._clock.now()
        if session.is_over(now):
            await self._sessions.remove(key)
            raise SignedOut
        if (now - session.seen_at).total_seconds() > SEEN_EVERY:
            await self._sessions.touch(key, now)
        return session

    async def end(self, key: SessionKey | None) -> None:
        """Sign this browser out; harmless when it already is."""
        if key is not None:
            await self._sessions.remove(key)
