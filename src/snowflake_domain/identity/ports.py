"""What identity needs from the outside world."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol

import attrs

from snowflake_domain.identity.session import ManagedGuild, Session, SessionId, SessionKey, User
from snowflake_domain.kernel.scope import UserId


class Sessions(Protocol):
    """Server-side sessions; not tenant data, so no scope."""

    @abstractmethod
    async def add(self, key: SessionKey, session: Session) -> None:
        """Store a new session under the hash of its key."""

    @abstractmethod
    async def find(self, key: SessionKey) -> Session | None:
        """Return the session, or None when there is none (any more)."""

    @abstractmethod
    async def touch(self, key: SessionKey, now: datetime) -> None:
        """Note that the session was seen; does nothing when it is gone."""

    @abstractmethod
    async def remove(self, key: SessionKey) -> None:
        """End the session; unknown ones are fine."""

    @abstractmethod
    async def of_user(self, user: UserId) -> tuple[Session, ...]:
        """Return a person's sessions, last seen first; among them may be some that are over."""

    @abstractmethod
    async def end(self, user: UserId, session: SessionId) -> bool:
        """End one session of that person and tell whether there was one."""

    @abstractmethod
    async def end_all(self, user: UserId, *, but: SessionId | None) -> int:
        """End that person's sessions, except one if named, and return how many those were."""


@attrs.frozen
class SignedIn:
    """What Discord tells of a user who consented."""

    user: User
    guilds: tuple[ManagedGuild, ...]


class Discord(Protocol):
    """Discord's OAuth2, seen from a sign-in."""

    @abstractmethod
    def consent_url(self, *, state: str, challenge: str) -> str:
        """Return where to send the browser; `challenge` is the PKCE S256 challenge."""

    @abstractmethod
    async def redeem(self, code: str, *, verifier: str) -> SignedIn:
        """Trade a code for what the user consented to; keeps no token. Raises `SignInFailed`."""
