import asyncio

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tests.servers.mariadb import MariaDb
from tests.servers.redis import RedisServer


async def tables_of(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list((await connection.execute(text("SHOW TABLES"))).scalars())


async def test_each_database_is_empty_and_sees_nothing_of_the_others(mariadb: MariaDb) -> None:
    one, other = (create_async_engine(mariadb.database_url()) for _ in range(2))
    try:
        async with one.begin() as connection:
            await connection.execute(text("CREATE TABLE snow (flake INT PRIMARY KEY)"))
        assert await tables_of(one) == ["snow"]
        assert await tables_of(other) == []
    finally:
        await one.dispose()
        await other.dispose()


async def test_what_was_committed_survives_a_killed_mariadb(faulty_mariadb: MariaDb) -> None:
    url = faulty_mariadb.database_url()
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE snow (flake INT PRIMARY KEY)"))
        await connection.execute(text("INSERT INTO snow VALUES (1), (2)"))
    await engine.dispose()
    faulty_mariadb.restart()
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT COUNT(*) FROM snow"))).scalar_one() == 2
    await engine.dispose()


async def test_a_frozen_redis_answers_nothing_until_it_thaws(redis_server: RedisServer) -> None:
    client = Redis.from_url(redis_server.url)
    redis_server.freeze()
    asked = asyncio.ensure_future(client.set("snow", "flake"))
    done, _ = await asyncio.wait([asked], timeout=0.3)
    assert not done
    redis_server.thaw()
    assert await asked
    await client.aclose()


async def test_a_restarted_redis_is_empty_and_at_the_same_address(redis_server: RedisServer) -> None:
    async with Redis.from_url(redis_server.url) as client:
        await client.set("snow", "flake")
    redis_server.kill()
    async with Redis.from_url(redis_server.url, retry=None) as client:
        with pytest.raises(RedisError):
            await client.get("snow")
    redis_server.restart()
    async with Redis.from_url(redis_server.url) as client:
        assert await client.get("snow") is None


def test_chromium_is_there(chromium: str) -> None:
    assert chromium.startswith("/")
