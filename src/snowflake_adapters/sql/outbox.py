"""The outbox, in SQL."""

from datetime import UTC, datetime
from typing import Any, Final

import attrs
from cattrs.preconf.json import make_converter
from sqlalchemy import Boolean, Column, Index, Integer, String, UniqueConstraint
from typing_extensions import override

from snowflake_adapters.sql.schema import Utc, id_column, json_column, tenant_table
from snowflake_adapters.sql.scoped import TenantConnection
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.outbox import Outbox, OutboxId

outbox = tenant_table(
    "outbox",
    id_column("id", key=True),
    Column("kind", String(64), nullable=False),
    json_column("body"),
    Column("dead", Boolean, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("token", Integer, nullable=False),
    Column("last_error", String(500)),
    UniqueConstraint("id"),
    Index(None, "dead", "due_at", "id"),
)
AT_ONCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a new message is due; the database's clock and ours needn't agree for that."""


class OutboxCodec:
    """Turns messages into JSON under the name of their class, and back."""

    def __init__(self, kinds: tuple[type[attrs.AttrsInstance], ...]) -> None:
        """Take every class that may be put; two of one name are an error."""
        self._kinds = {kind.__name__: kind for kind in kinds}
        if len(self._kinds) != len(kinds):
            raise ValueError(f"two kinds of message share a name: {kinds}")
        self._converter = make_converter()

    @property
    def names(self) -> tuple[str, ...]:
        """The kinds that can be read."""
        return tuple(self._kinds)

    def encode(self, message: attrs.AttrsInstance) -> dict[str, Any]:
        """Return the columns `kind` and `body`; raises `TypeError` for a class that wasn't announced."""
        kind = type(message)
        if self._kinds.get(kind.__name__) is not kind:
            raise TypeError(f"{kind.__name__} isn't among the outbox's kinds: {', '.join(self._kinds)}")
        return {"kind": kind.__name__, "body": self._converter.unstructure(message)}

    def decode(self, kind: str, body: object) -> attrs.AttrsInstance:
        """Return the message; raises what cattrs does when the class has changed since."""
        return self._converter.structure(body, self._kinds[kind])


@attrs.frozen
class SqlOutbox(Outbox):
    """Rows that the relay works off."""

    _db: TenantConnection
    _codec: OutboxCodec
    _ids: Ids

    @override
    async def put(self, message: attrs.AttrsInstance) -> OutboxId:
        number = OutboxId(self._ids.next())
        await self._db.add(outbox, new_row(number, message, self._codec))
        return number


def new_row(number: OutboxId, message: attrs.AttrsInstance, codec: OutboxCodec) -> dict[str, Any]:
    """Return the row of a message that nobody has tried to deliver."""
    return {
        "id": number,
        **codec.encode(message),
        "dead": False,
        "due_at": AT_ONCE,
        "attempts": 0,
        "token": 0,
        "last_error": None,
    }
