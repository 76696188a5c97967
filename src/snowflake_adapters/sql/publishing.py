"""Publishing, in SQL."""

from typing import Any, Final

import attrs
from cattrs.preconf.json import make_converter
from sqlalchemy import Column, Row, String
from typing_extensions import override

from snowflake_adapters.sql.schema import Utc, id_column, json_column, tenant_table
from snowflake_adapters.sql.scoped import TenantConnection
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, MessageId, UserId
from snowflake_domain.publishing.dispatch import Dispatch, DispatchId, DispatchState
from snowflake_domain.publishing.message import OutgoingMessage
from snowflake_domain.publishing.ports import Dispatches

dispatches = tenant_table(
    "dispatches",
    id_column("id", key=True),
    id_column("channel_id"),
    json_column("message"),
    Column("state", String(16), nullable=False),
    id_column("message_id", nullable=True),
    Column("failure", String(500)),
    Column("created_at", Utc, nullable=False),
    id_column("created_by_id"),
    Column("created_by_name", String(255), nullable=False),
)
_converter: Final = make_converter()


@attrs.frozen
class SqlDispatches(Dispatches):
    """The dispatches of one tenant."""

    _db: TenantConnection

    @override
    async def add(self, dispatch: Dispatch) -> None:
        await self._db.add(dispatches, _row(dispatch))

    @override
    async def find(self, dispatch: DispatchId) -> Dispatch | None:
        row = await self._db.find(dispatches, dispatches.c.id == dispatch)
        return None if row is None else _dispatch(row)

    @override
    async def replace(self, dispatch: Dispatch) -> None:
        row = _row(dispatch)
        changed = await self._db.change(dispatches, dispatches.c.id == row.pop("id"), **row)
        if not changed:
            raise LookupError(f"dispatch {dispatch.id} was never recorded")

    @override
    async def page(self, *, below: DispatchId | None, limit: int) -> tuple[Dispatch, ...]:
        where = [] if below is None else [dispatches.c.id < below]
        rows = await self._db.rows(dispatches, *where, order=dispatches.c.id.desc(), limit=limit)
        return tuple(_dispatch(row) for row in rows)


def _row(dispatch: Dispatch) -> dict[str, Any]:
    return {
        "id": dispatch.id,
        "channel_id": dispatch.channel_id,
        "message": _converter.unstructure(dispatch.message),
        "state": dispatch.state.value,
        "message_id": dispatch.message_id,
        "failure": dispatch.failure,
        "created_at": dispatch.created_at,
        "created_by_id": dispatch.created_by.id,
        "created_by_name": dispatch.created_by.name,
    }


def _dispatch(row: Row[*tuple[Any, ...]]) -> Dispatch:
    return Dispatch(
        id=DispatchId(row.id),
        channel_id=ChannelId(row.channel_id),
        message=_converter.structure(row.message, OutgoingMessage),
        state=DispatchState(row.state),
        message_id=None if row.message_id is None else MessageId(row.message_id),
        failure=row.failure,
        created_at=row.created_at,
        created_by=Person(UserId(row.created_by_id), row.created_by_name),
    )
