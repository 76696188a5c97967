"""What the databases do when they can't: they say so in the domain's words, and come back."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from snowflake_adapters.sql.database import connect
from snowflake_adapters.sql.trouble import StorageAway, StorageBusy, transaction
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.scope import MessageId
from tests.contracts.messages import a_message, index
from tests.contracts.storage import Storage, on
from tests.contracts.test_cases import a_case
from tests.servers.mariadb import MariaDb


@pytest.fixture
async def mysql(mariadb_url: str) -> AsyncIterator[AsyncEngine]:
    engine = connect(mariadb_url)
    yield engine
    await engine.dispose()


async def ask(engine: AsyncEngine, statement: str) -> None:
    async with transaction(engine) as connection:
        await connection.execute(text(statement))


async def test_of_two_deadlocked_transactions_one_is_told_to_try_again(mysql: AsyncEngine) -> None:
    storage = on(mysql)
    scope = await storage.community()
    await index(storage, scope, a_message(1), a_message(2))
    both_locked = asyncio.Barrier(2)

    async def lock(first: int, then: int) -> None:
        async with storage.begin(scope) as work:
            await work.messages.find([MessageId(first)])
            await both_locked.wait()
            await work.messages.find([MessageId(then)])

    ends = await asyncio.gather(lock(1, 2), lock(2, 1), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "StorageBusy"]


async def test_a_statement_that_takes_too_long_is_ended(mysql: AsyncEngine) -> None:
    async with transaction(mysql) as connection:
        limit = (await connection.execute(text("SELECT @@max_statement_time"))).scalar_one()
    assert 0 < limit < 15
    with pytest.raises(StorageBusy):
        await ask(mysql, "SET STATEMENT max_statement_time = 0.05 FOR SELECT SLEEP(3)")
    await ask(mysql, "SELECT 1")


async def test_a_killed_server_is_away_until_it_is_back(faulty_mariadb: MariaDb, mysql: AsyncEngine) -> None:
    async def interrupted() -> None:
        async with transaction(mysql) as connection:
            faulty_mariadb.kill()
            await connection.execute(text("SELECT 1"))

    with pytest.raises(StorageAway):
        await interrupted()
    with pytest.raises(StorageAway):
        await ask(mysql, "SELECT 1")
    faulty_mariadb.restart()
    await ask(mysql, "SELECT 1")


@pytest.mark.proof
async def test_a_frozen_server_is_away_within_the_time_limit(
    faulty_mariadb: MariaDb, mysql: AsyncEngine
) -> None:
    await ask(mysql, "SELECT 1")
    faulty_mariadb.freeze()
    await asyncio.sleep(0.2)  # until every thread of it has stopped
    async with asyncio.timeout(40):
        with pytest.raises(StorageAway):
            await ask(mysql, "SELECT 1")
    faulty_mariadb.thaw()
    await ask(mysql, "SELECT 1")


@pytest.mark.parametrize("storage_url", ["sqlite"], indirect=True)
async def test_a_file_that_another_process_keeps_locked_is_busy(storage_url: str) -> None:
    engine = connect(storage_url)
    await ask(engine, "PRAGMA busy_timeout = 50")
    other = sqlite3.connect(storage_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageBusy):
        await ask(engine, "SELECT 1")
    other.execute("COMMIT")
    other.close()
    await ask(engine, "SELECT 1")
    await engine.dispose()


@pytest.mark.parametrize("storage_url", ["sqlite", "mariadb"], indirect=True)
async def test_a_mistake_of_ours_is_not_called_the_databases_trouble(storage: Storage) -> None:
    scope = await storage.community()

    async def add_twice() -> None:
        async with storage.begin(scope) as work:
            await work.cases.add(a_case())
            await work.cases.add(a_case())

    with pytest.raises(IntegrityError):
        await add_twice()


def test_sqlite_in_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="file"):
        connect("sqlite://")


def test_both_troubles_pass() -> None:
    troubles: list[type[DomainError]] = [StorageAway, StorageBusy]
    assert {one.kind for one in troubles} == {ErrorKind.UNAVAILABLE}
