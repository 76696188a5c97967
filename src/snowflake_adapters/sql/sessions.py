"""Sessions and who they belong to, in SQL; not tenant data."""

import hashlib
from datetime import datetime
from typing import Any, Final

import attrs
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Row, String, Table, Text
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from typing_extensions import override

from snowflake_adapters.sql.schema import EXACT, Utc, json_column, metadata
from snowflake_adapters.sql.trouble import reading, transaction
from snowflake_domain.identity.device import Device
from snowflake_domain.identity.ports import Sessions
from snowflake_domain.identity.session import (
    ABSOLUTE_LIMIT,
    ManagedGuild,
    Session,
    SessionId,
    SessionKey,
    User,
)
from snowflake_domain.kernel.scope import GuildId, UserId

users = Table(
    "users",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("username", String(255), nullable=False),
    Column("display_name", String(255), nullable=False),
    Column("avatar_url", Text),
    **EXACT,
)
sessions = Table(
    "sessions",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("user_id", BigInteger, ForeignKey("users.id"), nullable=False),
    json_column("guilds"),
    Column("created_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("session_id", BigInteger, nullable=False),
    Column("browser", String(32)),
    Column("platform", String(32)),
    Column("network", String(64)),
    Index(None, "session_id", unique=True),
    Index(None, "user_id"),
    Index(None, "created_at"),
    **EXACT,
)


@attrs.frozen
class SqlSessions(Sessions):
    """Stores no key, only its SHA-256. A person's name is that of their last sign-in, in every session."""

    _engine: AsyncEngine

    @override
    async def add(self, key: SessionKey, session: Session) -> None:
        """Sweep what is past its absolute limit while at it."""
        past = sessions.c.created_at < session.created_at - ABSOLUTE_LIMIT
        row = {
            "key_hash": _hash(key),
            "user_id": session.user.id,
            "guilds": [attrs.asdict(guild) for guild in session.guilds],
            "created_at": session.created_at,
            "seen_at": session.seen_at,
            "session_id": session.id,
            **attrs.asdict(session.device),
        }
        async with transaction(self._engine) as connection:
            await _remember(connection, session.user)
            await connection.execute(sessions.delete().where(past))
            await connection.execute(sessions.insert().values(row))

    @override
    async def find(self, key: SessionKey) -> Session | None:
        ask = _JOINED.select().where(sessions.c.key_hash == _hash(key))
        async with transaction(reading(self._engine)) as connection:
            row = (await connection.execute(ask)).one_or_none()
        return None if row is None else _session(row)

    @override
    async def touch(self, key: SessionKey, now: datetime) -> None:
        mine = sessions.c.key_hash == _hash(key)
        async with transaction(self._engine) as connection:
            await connection.execute(sessions.update().where(mine).values(seen_at=now))

    @override
    async def remove(self, key: SessionKey) -> None:
        async with transaction(self._engine) as connection:
            await connection.execute(sessions.delete().where(sessions.c.key_hash == _hash(key)))

    @override
    async def of_user(self, user: UserId) -> tuple[Session, ...]:
        ask = _JOINED.select().where(sessions.c.user_id == user)
        ask = ask.order_by(sessions.c.seen_at.desc(), sessions.c.session_id.desc())
        async with transaction(reading(self._engine)) as connection:
            found = (await connection.execute(ask)).all()
        return tuple(_session(row) for row in found)

    @override
    async def end(self, user: UserId, session: SessionId) -> bool:
        theirs = (sessions.c.user_id == user) & (sessions.c.session_id == session)
        async with transaction(self._engine) as connection:
            return (await connection.execute(sessions.delete().where(theirs))).rowcount == 1

    @override
    async def end_all(self, user: UserId, *, but: SessionId | None) -> int:
        theirs = sessions.c.user_id == user
        if but is not None:
            theirs &= sessions.c.session_id != but
        async with transaction(self._engine) as connection:
            return (await connection.execute(sessions.delete().where(theirs))).rowcount


_JOINED: Final = sessions.join(users)


def _session(row: Row[*tuple[Any, ...]]) -> Session:
    return Session(
        id=SessionId(row.session_id),
        user=User(
            id=UserId(row.user_id),
            username=row.username,
            display_name=row.display_name,
            avatar_url=row.avatar_url,
        ),
        guilds=tuple(
            ManagedGuild(id=GuildId(guild["id"]), name=guild["name"], icon_url=guild["icon_url"])
            for guild in row.guilds
        ),
        created_at=row.created_at,
        seen_at=row.seen_at,
        device=Device(browser=row.browser, platform=row.platform, network=row.network),
    )


async def _remember(connection: AsyncConnection, user: User) -> None:
    named: dict[str, Any] = {
        "username": user.username,
        "display_name": user.display_name,
        "avatar_url": user.avatar_url,
    }
    if connection.dialect.name == "mysql":
        known: Any = mysql.Insert(users).values(id=user.id, **named).on_duplicate_key_update(named)
    else:
        known = sqlite.Insert(users).values(id=user.id, **named)
        known = known.on_conflict_do_update(index_elements=[users.c.id], set_=named)
    await connection.execute(known)


def _hash(key: SessionKey) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
