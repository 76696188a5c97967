"""Every contract runs on memory, SQLite and MariaDB; the tables come from the migrations."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from snowflake_adapters.sql.database import connect
from snowflake_adapters.sql.migrate import migrate
from snowflake_domain.kernel.scope import TenantScope
from tests.contracts.storage import MIGRATIONS, Storage, in_memory, on
from tests.servers.mariadb import MariaDb


def migrated(url: str) -> str:
    async def upgrade() -> None:
        engine = connect(url)
        await migrate(engine, MIGRATIONS)
        await engine.dispose()

    asyncio.run(upgrade())
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with empty tables."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def mariadb_url(mariadb: MariaDb) -> str:
    """A database with the product's tables, shared by all tests: found your own communities."""
    return migrated(mariadb.database_url())


@pytest.fixture(params=["memory", "sqlite", "mariadb"])
def storage_url(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """The address of a migrated database; None means memory."""
    if request.param == "memory":
        return None
    if request.param == "sqlite":
        path = tmp_path / "snowflake.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    return str(request.getfixturevalue("mariadb_url"))


@pytest.fixture
async def storage(storage_url: str | None) -> AsyncIterator[Storage]:
    if storage_url is None:
        yield in_memory()
        return
    engine = connect(storage_url)
    yield on(engine)
    await engine.dispose()


@pytest.fixture
async def snow(storage: Storage) -> TenantScope:
    return await storage.community()


@pytest.fixture
async def frost(storage: Storage) -> TenantScope:
    """Another community."""
    return await storage.community()
