"""The migrations make exactly the tables that the code declares, whoever runs them and how often."""

import asyncio
import importlib
import pkgutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

import snowflake_adapters.sql
from snowflake_adapters.sql.database import connect
from snowflake_adapters.sql.engine import connect_to_migrate
from snowflake_adapters.sql.migrate import configuration, is_current, migrate
from snowflake_adapters.sql.schema import metadata

ROOT = Path(__file__).parents[2]
REVISIONS = [one.revision for one in ScriptDirectory.from_config(configuration()).walk_revisions()][::-1]

for module in pkgutil.iter_modules(snowflake_adapters.sql.__path__, "snowflake_adapters.sql."):
    importlib.import_module(module.name)


@pytest.fixture(params=["sqlite", "mariadb"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'deep' / 'er' / 'snowflake.db'}"
    return str(request.getfixturevalue("mysql_url"))


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = connect(url)
    yield engine
    await engine.dispose()


async def differences(engine: AsyncEngine) -> list[Any]:
    def compare(connection: Connection) -> list[Any]:
        options = {"compare_type": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    async with engine.begin() as connection:
        return await connection.run_sync(compare)


async def tables(engine: AsyncEngine) -> set[str]:
    async with engine.begin() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def go_to(engine: AsyncEngine, revision: str, *, down: bool = False) -> None:
    def go(connection: Connection) -> None:
        config = configuration()
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)

    migrating = connect_to_migrate(engine)
    async with migrating.begin() as connection:
        await connection.run_sync(go)
    await migrating.dispose()


async def test_an_empty_database_gets_exactly_the_declared_tables(engine: AsyncEngine) -> None:
    assert not await is_current(engine)
    await migrate(engine)
    assert await is_current(engine)
    assert await differences(engine) == []
    assert await tables(engine) == {*metadata.tables, "alembic_version"}


async def test_a_difference_would_be_seen(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE staff ADD COLUMN surprise INT"))
    assert len(await differences(engine)) == 1


async def test_migrating_again_changes_nothing(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.begin() as connection:
        insert = "INSERT INTO users (id, username, display_name) VALUES (1, 'robin', 'Robin')"
        await connection.execute(text(insert))
    await migrate(engine)
    async with engine.begin() as connection:
        assert (await connection.execute(text("SELECT COUNT(*) FROM users"))).scalar_one() == 1


async def test_every_revision_goes_up_down_and_up_again(engine: AsyncEngine) -> None:
    for revision in REVISIONS:
        await go_to(engine, revision)
        await go_to(engine, "-1", down=True)
        await go_to(engine, revision)
    assert await is_current(engine)
    assert await differences(engine) == []
    await go_to(engine, "base", down=True)
    assert await tables(engine) == {"alembic_version"}


async def test_strings_are_compared_exactly(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.begin() as connection:
        insert = "INSERT INTO users (id, username, display_name) VALUES (1, 'Robin', 'Robin')"
        await connection.execute(text(insert))
        for name, found in (("Robin", 1), ("robin", 0), ("Röbin", 0)):
            ask = text("SELECT COUNT(*) FROM users WHERE username = :name")
            assert (await connection.execute(ask, {"name": name})).scalar_one() == found


async def test_processes_that_start_together_migrate_once(url: str) -> None:
    program = (
        "import asyncio, sys\n"
        "from snowflake_adapters.sql.database import connect\n"
        "from snowflake_adapters.sql.migrate import is_current, migrate\n"
        "async def main():\n"
        "    engine = connect(sys.argv[1])\n"
        "    await asyncio.gather(migrate(engine), migrate(engine))\n"
        "    assert await is_current(engine)\n"
        "    await engine.dispose()\n"
        "asyncio.run(main())\n"
    )
    together = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, url, stderr=asyncio.subprocess.PIPE, cwd=ROOT
        )
        for _ in range(3)
    ]
    said = await asyncio.gather(*(process.communicate() for process in together))
    assert [process.returncode for process in together] == [0, 0, 0], said
