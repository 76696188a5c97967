"""The real servers that tests may ask for; each starts when the first test asks."""

from collections.abc import Iterator

import pytest

from tests.servers.chromium import chromium_path
from tests.servers.mariadb import MariaDb, running_mariadb
from tests.servers.redis import RedisServer, running_redis


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDb]:
    """One MariaDB for the whole run; `database_url()` gives each caller an empty database of its own."""
    with running_mariadb() as server:
        yield server


@pytest.fixture
def mysql_url(mariadb: MariaDb) -> Iterator[str]:
    """An empty MariaDB database, dropped after the test."""
    url = mariadb.database_url()
    yield url
    mariadb.drop(url)


@pytest.fixture
def faulty_mariadb(mariadb: MariaDb) -> Iterator[MariaDb]:
    """The same MariaDB for a test that freezes, kills or restarts it; up again for the next test."""
    yield mariadb
    mariadb.recover()


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """An empty Redis for this test alone, which may freeze, kill or restart it."""
    with running_redis() as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser that journeys drive."""
    return chromium_path()
