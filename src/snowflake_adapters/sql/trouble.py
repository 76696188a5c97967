"""How the database says no for reasons that pass."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar, Final

import attrs
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from snowflake_domain.kernel.errors import DomainError, ErrorKind

_BUSY: Final = {1205, 1213, 1969, 3024}
"""MySQL: lock wait timeout, deadlock; a statement over its time limit (MariaDB's number and MySQL's)."""
_AWAY: Final = {1040, 1053, 1129, 1203, 1927, 2002, 2003, 2006, 2013, 2014, 2055, 4031}
"""MySQL: too many connections, shutting down, blocked, killed, and the ways to lose a connection."""


@attrs.define(eq=False)
class StorageBusy(DomainError):
    """The database was too busy with that. Nothing was changed; try again in a moment."""

    kind: ClassVar = ErrorKind.UNAVAILABLE
    code: ClassVar = "storage.busy"


@attrs.define(eq=False)
class StorageAway(DomainError):
    """The database doesn't answer right now; try again in a moment."""

    kind: ClassVar = ErrorKind.UNAVAILABLE
    code: ClassVar = "storage.away"


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open one transaction; raises `StorageBusy` (rerun the whole) or `StorageAway` (the end is unknown)."""
    try:
        async with engine.begin() as connection:
            yield connection
    except PoolExhausted as error:
        raise StorageBusy from error
    except DBAPIError as error:
        trouble = _trouble(error)
        if trouble is None:
            raise
        raise trouble from error


def reading(engine: AsyncEngine) -> AsyncEngine:
    """Return the engine for transactions that only read: on SQLite they don't wait for writers."""
    return engine.execution_options(snowflake_reads=True)


def _trouble(error: DBAPIError) -> DomainError | None:
    said = error.orig.args[0] if error.orig is not None and error.orig.args else None
    if said in _BUSY or (isinstance(said, str) and "database is locked" in said):
        return StorageBusy()
    if error.connection_invalidated or said in _AWAY:
        return StorageAway()
    return None
