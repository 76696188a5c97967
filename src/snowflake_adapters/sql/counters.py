"""Named numbers that count up within a tenant, in SQL."""

from sqlalchemy import Column, Integer, String

from snowflake_adapters.sql.schema import tenant_table

counters = tenant_table(
    "counters",
    Column("name", String(32), primary_key=True),
    Column("value", Integer, nullable=False),
)
