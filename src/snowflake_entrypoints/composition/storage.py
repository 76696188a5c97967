"""The database, opened."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from snowflake_adapters.sql.database import SqlDatabase
from snowflake_adapters.sql.directory import SqlDirectory
from snowflake_adapters.sql.engine import connect
from snowflake_adapters.sql.migrate import is_current, migrate
from snowflake_adapters.sql.outbox import OutboxCodec
from snowflake_adapters.sql.relay import SqlRelay
from snowflake_adapters.sql.sessions import SqlSessions
from snowflake_entrypoints.composition.container import OUTGOING
from snowflake_entrypoints.composition.outside import Storage


@asynccontextmanager
async def open_storage(url: str) -> AsyncIterator[Storage]:
    """Open every storage port on one pool, which closes at the end."""
    engine = connect(url)
    codec = OutboxCodec(OUTGOING)

    async def answers() -> bool:
        return await is_current(engine)

    try:
        yield Storage(
            begin=SqlDatabase(engine, codec).begin,
            directory=SqlDirectory(engine, codec),
            sessions=SqlSessions(engine),
            relay=SqlRelay(engine, codec),
            answers=answers,
        )
    finally:
        await engine.dispose()


async def migrate_storage(url: str) -> None:
    """Bring the database to the current schema."""
    engine = connect(url)
    try:
        await migrate(engine)
    finally:
        await engine.dispose()
