"""The metadata that every table registers with and that alembic compares against, and the column types."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, Column, DateTime, ForeignKey, MetaData, Table
from sqlalchemy.dialects.mysql import DATETIME
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

EXACT: Final[dict[str, Any]] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
}
"""Table options: compare strings as SQLite does; by default `a`, `A` and `á` are the same to MariaDB."""


class Utc(TypeDecorator[datetime]):
    """A moment in UTC, to the microsecond; naive values are refused."""

    impl = DateTime
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Ask MySQL for microseconds, which it drops by default."""
        return dialect.type_descriptor(DATETIME(fsp=6) if dialect.name == "mysql" else DateTime())

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Neither database keeps a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that it is UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def id_column(name: str, *, key: bool = False, nullable: bool = False) -> Column[Any]:
    """Return a column for a Discord id or one of ours: below 2**63."""
    return Column(name, BigInteger, primary_key=key, autoincrement=False, nullable=nullable)


def json_column(name: str) -> Column[Any]:
    """Return a column for a JSON document."""
    return Column(name, JSON, nullable=False)


def tenant_table(name: str, *items: SchemaItem) -> Table:
    """Declare a table of tenant data: its primary key begins with the tenant."""
    tenant = Column("tenant_id", BigInteger, ForeignKey("tenants.id"), primary_key=True, autoincrement=False)
    return Table(name, metadata, tenant, *items, **EXACT)
