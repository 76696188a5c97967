"""How alembic reaches the database: on a connection it is handed, or on its own at `DATABASE_URL`."""

import asyncio
import importlib
import os
import pkgutil

from alembic import context
from sqlalchemy import Connection

import snowflake_adapters.sql
from snowflake_adapters.sql.engine import connect, connect_to_migrate
from snowflake_adapters.sql.schema import metadata

for module in pkgutil.iter_modules(snowflake_adapters.sql.__path__, "snowflake_adapters.sql."):
    importlib.import_module(module.name)


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        # SQLite changes a table by making it anew.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_alone() -> None:
    engine = connect_to_migrate(connect(os.environ["DATABASE_URL"]))
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


given: Connection | None = context.config.attributes.get("connection")
if given is None:
    asyncio.run(run_alone())
else:
    run(given)
