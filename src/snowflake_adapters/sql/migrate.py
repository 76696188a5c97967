"""Bring a database to the schema that this version of Snowflake needs."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from snowflake_adapters.sql.engine import connect_to_migrate
from snowflake_adapters.sql.trouble import StorageBusy, reading

MIGRATIONS: Final = Path(__file__).parents[3] / "migrations"
PATIENCE: Final = 120
"""Seconds to wait for another process that is migrating the same MySQL database."""
_LOCK: Final = "CONCAT('snowflake:', DATABASE())"


class DatabaseUnreachable(Exception):
    """No connection can be opened; the text says why in one line, without the password."""


async def migrate(engine: AsyncEngine, scripts: Path = MIGRATIONS) -> None:
    """Upgrade to the newest revision; does nothing there.

    Processes that start together wait for the first; raises `StorageBusy` when it takes too long, and
    `DatabaseUnreachable`. On SQLite all or nothing happens; MySQL can't roll a schema back, there a failed
    revision leaves what it had done.
    """
    await _reach(engine)
    if await is_current(engine, scripts):
        return
    migrating = connect_to_migrate(engine)
    try:
        # SQLite: this BEGIN IMMEDIATE is the lock.
        async with migrating.begin() as connection:
            await connection.run_sync(_upgrade, configuration(scripts))
    finally:
        await migrating.dispose()


async def _reach(engine: AsyncEngine) -> None:
    try:
        async with engine.connect():
            pass
    except DBAPIError as error:
        said = error.orig.args[-1] if error.orig is not None and error.orig.args else error
        raise DatabaseUnreachable(" ".join(str(said).split())) from error


async def is_current(engine: AsyncEngine, scripts: Path = MIGRATIONS) -> bool:
    """Tell whether the database has the newest revision."""
    newest = ScriptDirectory.from_config(configuration(scripts)).get_heads()
    async with reading(engine).begin() as connection:
        has = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_heads())
    return set(has) == set(newest)


def configuration(scripts: Path = MIGRATIONS) -> Config:
    """Return alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config


def _upgrade(connection: Connection, config: Config) -> None:
    config.attributes["connection"] = connection
    if connection.dialect.name == "mysql":
        if connection.exec_driver_sql(f"SELECT GET_LOCK({_LOCK}, {PATIENCE})").scalar() != 1:
            raise StorageBusy
        try:
            command.upgrade(config, "head")
        finally:
            connection.exec_driver_sql(f"SELECT RELEASE_LOCK({_LOCK})")
        return
    command.upgrade(config, "head")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise DatabaseError("PRAGMA foreign_key_check", None, ValueError(f"{len(broken)} rows lost a parent"))
