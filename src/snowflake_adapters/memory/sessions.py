"""Sessions, in memory."""

from datetime import datetime

import attrs
from typing_extensions import override

from snowflake_domain.identity.ports import Sessions
from snowflake_domain.identity.session import ABSOLUTE_LIMIT, Session, SessionId, SessionKey, User
from snowflake_domain.kernel.scope import UserId


@attrs.frozen
class MemorySessions(Sessions):
    """A person's name is that of their last sign-in, in every session."""

    _sessions: dict[SessionKey, Session] = attrs.field(factory=dict, init=False)
    _users: dict[UserId, User] = attrs.field(factory=dict, init=False)

    @override
    async def add(self, key: SessionKey, session: Session) -> None:
        past = session.created_at - ABSOLUTE_LIMIT
        for one in [key for key, old in self._sessions.items() if old.created_at < past]:
            del self._sessions[one]
        self._sessions[key] = session
        self._users[session.user.id] = session.user

    @override
    async def find(self, key: SessionKey) -> Session | None:
        session = self._sessions.get(key)
        return session and attrs.evolve(session, user=self._users[session.user.id])

    @override
    async def touch(self, key: SessionKey, now: datetime) -> None:
        session = self._sessions.get(key)
        if session is not None:
            self._sessions[key] = attrs.evolve(session, seen_at=now)

    @override
    async def remove(self, key: SessionKey) -> None:
        self._sessions.pop(key, None)

    @override
    async def of_user(self, user: UserId) -> tuple[Session, ...]:
        theirs = [attrs.evolve(one, user=self._users[user]) for one in self._of(user).values()]
        return tuple(sorted(theirs, key=lambda one: (one.seen_at, one.id), reverse=True))

    @override
    async def end(self, user: UserId, session: SessionId) -> bool:
        ended = [key for key, one in self._of(user).items() if one.id == session]
        return self._drop(ended) == 1

    @override
    async def end_all(self, user: UserId, *, but: SessionId | None) -> int:
        return self._drop([key for key, one in self._of(user).items() if one.id != but])

    def _of(self, user: UserId) -> dict[SessionKey, Session]:
        return {key: one for key, one in self._sessions.items() if one.user.id == user}

    def _drop(self, keys: list[SessionKey]) -> int:
        for key in keys:
            del self._sessions[key]
        return len(keys)
