"""The connection pool, made safe for either database."""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

_DRIVERS: Final = {
    "sqlite": "sqlite+aiosqlite",
    "mysql": "mysql+asyncmy",
    "mariadb": "mysql+asyncmy",
    "mariadb+asyncmy": "mysql+asyncmy",
}
_SESSION: Final = (
    "SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = 5"
    "/*M! , max_statement_time = 8 */ /*!50708 , max_execution_time = 8000 */"
)
"""MariaDB and MySQL each read their own comment. Seconds, and MySQL's in milliseconds."""


def connect(url: str) -> AsyncEngine:
    """Open the pool of a `sqlite` or `mysql` URL; makes the directory of an SQLite file.

    An engine belongs to the event loop it is first used on.
    """
    parsed = _with_driver(url)
    if parsed.get_backend_name() == "sqlite":
        _make_directory(parsed)
        return _transactional(
            create_async_engine(parsed, pool_size=8, max_overflow=0, pool_timeout=30), 10_000
        )
    return create_async_engine(
        parsed,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        pool_timeout=10,
        pool_recycle=1800,
        isolation_level="READ COMMITTED",
        # With its defaults the driver waits for a frozen server for 40 s and more. Seconds.
        connect_args={
            "charset": "utf8mb4",
            "connect_timeout": 5,
            "read_timeout": 10,
            "init_command": _SESSION,
        },
    )


def connect_to_migrate(engine: AsyncEngine) -> AsyncEngine:
    """Open a second way to the same database, for changes of its schema: without limits of time.

    On SQLite foreign keys aren't enforced, because a table is changed by making it anew.
    """
    if engine.dialect.name == "sqlite":
        return _transactional(create_async_engine(engine.url, poolclass=NullPool), 60_000, foreign_keys=False)
    return create_async_engine(engine.url, poolclass=NullPool, connect_args={"charset": "utf8mb4"})


def _with_driver(url: str) -> URL:
    parsed = make_url(url)
    return parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))


def _make_directory(url: URL) -> None:
    if not url.database or url.database == ":memory:":
        raise ValueError("SQLite needs a file: its pool would open one empty database per connection.")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _transactional(engine: AsyncEngine, patience_ms: int, *, foreign_keys: bool = True) -> AsyncEngine:
    """Take over transactions from Python's driver, whose own lose concurrent updates."""

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        del record
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {patience_ms}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        options: Any = connection.get_execution_options()
        connection.exec_driver_sql("BEGIN" if options.get("snowflake_reads") else "BEGIN IMMEDIATE")

    return engine
