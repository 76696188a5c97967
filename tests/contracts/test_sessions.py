"""What every implementation of `identity.ports.Sessions` does."""

import asyncio
from datetime import timedelta
from typing import Any

import attrs
from sqlalchemy import text

from snowflake_adapters.sql.database import connect
from snowflake_adapters.sql.sessions import SqlSessions
from snowflake_domain.identity.device import Device
from snowflake_domain.identity.session import (
    ABSOLUTE_LIMIT,
    ManagedGuild,
    Session,
    SessionId,
    SessionKey,
    User,
)
from snowflake_domain.kernel.scope import GuildId, UserId
from tests.contracts.storage import NOON, Storage, next_number


def a_key() -> SessionKey:
    return SessionKey(f"key-{next_number()}")


def a_session() -> Session:
    user = User(id=UserId(next_number()), username="robin", display_name="Robin ❄", avatar_url="https://a/b")
    guilds = (
        ManagedGuild(id=GuildId(2**62), name="Ünïcode \U0001f469‍\U0001f680", icon_url=None),
        ManagedGuild(id=GuildId(2), name="", icon_url="https://example.org/icon.png"),
    )
    return Session(
        id=SessionId(next_number()),
        user=user,
        guilds=guilds,
        created_at=NOON,
        seen_at=NOON + timedelta(seconds=1),
        device=Device(browser="Firefox", platform="Windows", network="2001:db8:1::/48"),
    )


def again(session: Session, **changed: Any) -> Session:
    """Return another session of the same person."""
    return attrs.evolve(session, id=SessionId(next_number()), **changed)


async def test_returns_what_was_stored(storage: Storage) -> None:
    key, session = a_key(), a_session()
    await storage.sessions.add(key, session)
    assert await storage.sessions.find(key) == session


async def test_other_keys_find_nothing(storage: Storage) -> None:
    key = a_key()
    await storage.sessions.add(key, a_session())
    assert await storage.sessions.find(a_key()) is None
    assert await storage.sessions.find(SessionKey(key.upper())) is None


async def test_notes_when_it_was_seen(storage: Storage) -> None:
    key, session = a_key(), a_session()
    await storage.sessions.add(key, session)
    later = NOON + timedelta(hours=3, microseconds=5)
    await storage.sessions.touch(key, later)
    assert await storage.sessions.find(key) == attrs.evolve(session, seen_at=later)


async def test_what_is_gone_stays_gone(storage: Storage) -> None:
    key = a_key()
    await storage.sessions.add(key, a_session())
    await storage.sessions.remove(key)
    await storage.sessions.remove(key)
    await storage.sessions.touch(key, NOON)
    assert await storage.sessions.find(key) is None


async def test_one_person_has_sessions_on_many_devices(storage: Storage) -> None:
    first, keys = a_session(), [a_key() for _ in range(6)]
    many = [again(first) for _ in keys]
    await asyncio.gather(*(storage.sessions.add(key, one) for key, one in zip(keys, many, strict=True)))
    await storage.sessions.remove(keys[0])
    assert [await storage.sessions.find(key) for key in keys] == [None, *many[1:]]


async def test_a_new_name_shows_in_every_session(storage: Storage) -> None:
    before, after, session = a_key(), a_key(), a_session()
    await storage.sessions.add(before, session)
    renamed = attrs.evolve(session.user, display_name="Sam", avatar_url=None)
    await storage.sessions.add(after, again(session, user=renamed))
    for key in (before, after):
        found = await storage.sessions.find(key)
        assert found is not None
        assert found.user == renamed


async def test_sessions_past_their_limit_are_swept_when_somebody_signs_in(storage: Storage) -> None:
    old, new, session = a_key(), a_key(), a_session()
    await storage.sessions.add(old, session)
    later = NOON + ABSOLUTE_LIMIT + timedelta(seconds=1)
    await storage.sessions.add(new, again(session, created_at=later, seen_at=later))
    assert await storage.sessions.find(old) is None
    assert await storage.sessions.find(new) is not None


async def test_a_person_sees_their_sessions_and_no_others(storage: Storage) -> None:
    first = a_session()
    later = again(first, seen_at=NOON + timedelta(hours=2), device=Device())
    for one in (first, later, a_session()):
        await storage.sessions.add(a_key(), one)
    assert await storage.sessions.of_user(first.user.id) == (later, first)
    assert await storage.sessions.of_user(UserId(next_number())) == ()


async def test_one_session_is_ended_by_its_owner_alone(storage: Storage) -> None:
    key, mine, theirs = a_key(), a_session(), a_session()
    await storage.sessions.add(key, mine)
    await storage.sessions.add(a_key(), theirs)
    assert not await storage.sessions.end(theirs.user.id, mine.id)
    assert await storage.sessions.find(key) == mine
    assert await storage.sessions.end(mine.user.id, mine.id)
    assert not await storage.sessions.end(mine.user.id, mine.id)
    assert await storage.sessions.find(key) is None
    assert await storage.sessions.of_user(theirs.user.id) == (theirs,)


async def test_all_sessions_end_at_once_but_for_one(storage: Storage) -> None:
    first, stranger = a_session(), a_session()
    mine = [first, again(first), again(first)]
    for one in (*mine, stranger):
        await storage.sessions.add(a_key(), one)
    assert await storage.sessions.end_all(first.user.id, but=mine[1].id) == 2
    assert await storage.sessions.of_user(first.user.id) == (mine[1],)
    assert await storage.sessions.end_all(first.user.id, but=None) == 1
    assert await storage.sessions.end_all(first.user.id, but=None) == 0
    assert await storage.sessions.of_user(stranger.user.id) == (stranger,)


async def test_the_key_itself_is_not_in_the_database(mariadb_url: str) -> None:
    key = a_key()
    engine = connect(mariadb_url)
    await SqlSessions(engine).add(key, a_session())
    async with engine.begin() as connection:
        rows = (await connection.execute(text("SELECT * FROM sessions"))).all()
    await engine.dispose()
    assert rows
    assert key not in str(rows)
