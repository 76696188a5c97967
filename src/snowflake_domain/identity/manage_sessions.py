"""See where one is signed in, and end what one doesn't know."""

from typing import ClassVar

import attrs

from snowflake_domain.identity.ports import Sessions
from snowflake_domain.identity.session import Session, SessionId
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind


@attrs.frozen(kw_only=True)
class EndSessions:
    """Ask to be signed out everywhere; `keep_current` spares the session that asks."""

    keep_current: bool


@attrs.define(eq=False)
class UnknownSession(DomainError):
    """You have no such session; it may have ended already."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "identity.unknown_session"
    session: SessionId


@attrs.frozen
class ManageSessions:
    """A person's sessions, for that person alone; `current` is always the session that asks."""

    _sessions: Sessions
    _clock: Clock

    async def mine(self, current: Session) -> tuple[Session, ...]:
        """Return the sessions that aren't over: the current one, then the others, last seen first."""
        now = self._clock.now()
        live = [one for one in await self._sessions.of_user(current.user.id) if not one.is_over(now)]
        return tuple(sorted(live, key=lambda one: one.id != current.id))

    async def end(self, current: Session, session: SessionId) -> None:
        """End one, which may be the current one; raises `UnknownSession`, for other people's too."""
        if not await self._sessions.end(current.user.id, session):
            raise UnknownSession(session)

    async def end_all(self, current: Session, command: EndSessions) -> int:
        """End all, or all others, and return how many those were."""
        kept = current.id if command.keep_current else None
        return await self._sessions.end_all(current.user.id, but=kept)
