"""The outbox as its deliverer sees it, in SQL."""

import logging
from datetime import datetime
from typing import Any, Final

import attrs
from cattrs.errors import BaseValidationError
from sqlalchemy import ColumnElement, Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from typing_extensions import override

from snowflake_adapters.sql.outbox import OutboxCodec, outbox
from snowflake_adapters.sql.trouble import transaction
from snowflake_domain.kernel.outbox import OutboxId
from snowflake_domain.kernel.relay import Claimed, Relay, Token
from snowflake_domain.kernel.scope import TenantId

log = logging.getLogger(__name__)
_LONGEST_ERROR: Final = 500


@attrs.frozen
class SqlRelay(Relay):
    """Claims are leases with a fencing token, taken in one short transaction."""

    _engine: AsyncEngine
    _codec: OutboxCodec

    @override
    async def claim(self, now: datetime, until: datetime, limit: int) -> tuple[Claimed, ...]:
        return await self._claim(now, until, limit)

    @override
    async def claim_one(self, message: OutboxId, now: datetime, until: datetime) -> Claimed | None:
        claimed = await self._claim(now, until, 1, outbox.c.id == message)
        return claimed[0] if claimed else None

    @override
    async def settle(self, claimed: Claimed) -> None:
        async with transaction(self._engine) as connection:
            await connection.execute(delete(outbox).where(*_held(claimed)))

    @override
    async def postpone(self, claimed: Claimed, until: datetime, error: str) -> None:
        async with transaction(self._engine) as connection:
            await connection.execute(
                update(outbox)
                .where(*_held(claimed))
                .values(
                    due_at=until,
                    attempts=outbox.c.attempts + 1,
                    token=outbox.c.token + 1,
                    last_error=error[:_LONGEST_ERROR],
                )
            )

    @override
    async def bury(self, claimed: Claimed, error: str) -> None:
        async with transaction(self._engine) as connection:
            await _bury(connection, error, *_held(claimed))

    async def _claim(
        self, now: datetime, until: datetime, limit: int, *narrower: ColumnElement[bool]
    ) -> tuple[Claimed, ...]:
        """Take due messages of known kinds; other versions of Snowflake may know more.

        On SQLite the transaction itself keeps others out; MySQL skips what they are taking.
        """
        due = (
            select(
                outbox.c.tenant_id,
                outbox.c.id,
                outbox.c.kind,
                outbox.c.body,
                outbox.c.attempts,
                outbox.c.token,
            )
            .where(
                outbox.c.dead.is_(False),
                outbox.c.due_at <= now,
                outbox.c.kind.in_(self._codec.names),
                *narrower,
            )
            .order_by(outbox.c.due_at, outbox.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(due)).all()
            if not rows:
                return ()
            await connection.execute(
                update(outbox)
                .where(outbox.c.id.in_([row.id for row in rows]))
                .values(due_at=until, token=outbox.c.token + 1)
            )
            read = [await self._read(connection, row) for row in rows]
        return tuple(one for one in read if one is not None)

    async def _read(self, connection: AsyncConnection, row: Row[*tuple[Any, ...]]) -> Claimed | None:
        """Return the claim; a message that can't be read is dead, lest it stop the others."""
        try:
            message = self._codec.decode(row.kind, row.body)
        except (BaseValidationError, TypeError, ValueError, KeyError) as error:
            log.exception("outbox message %s (%s) can't be read and is dead", row.id, row.kind)
            await _bury(connection, f"{type(error).__name__}: {error}", outbox.c.id == row.id)
            return None
        return Claimed(
            id=OutboxId(row.id),
            tenant=TenantId(row.tenant_id),
            message=message,
            attempts=row.attempts,
            token=Token(row.token + 1),
        )


def _held(claimed: Claimed) -> tuple[ColumnElement[bool], ...]:
    return (
        outbox.c.tenant_id == claimed.tenant,
        outbox.c.id == claimed.id,
        outbox.c.token == claimed.token,
        outbox.c.dead.is_(False),
    )


async def _bury(connection: AsyncConnection, error: str, *where: ColumnElement[bool]) -> None:
    await connection.execute(
        update(outbox)
        .where(*where)
        .values(
            dead=True,
            token=outbox.c.token + 1,
            attempts=outbox.c.attempts + 1,
            last_error=error[:_LONGEST_ERROR],
        )
    )
