"""Every table belongs to a tenant, but for those that are listed here."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Table

import snowflake_adapters.sql
from snowflake_adapters.sql.schema import metadata

# Read before a tenant is known, or shared by all: each one is here on purpose.
DIRECTORY = {"tenants", "sessions", "users"}

# The scoped connection, the keepers of the tables above, the outbox across tenants, and what is no query.
SPEAKERS = {"scoped.py", "directory.py", "sessions.py", "relay.py", "engine.py", "migrate.py"}
SPEAKING = {"execute", "executemany", "exec_driver_sql", "scalar", "scalars", "stream", "stream_scalars"}


def tables() -> Iterator[Table]:
    for module in pkgutil.walk_packages(snowflake_adapters.sql.__path__, "snowflake_adapters.sql."):
        importlib.import_module(module.name)
    yield from metadata.sorted_tables


def test_the_directory_names_real_tables() -> None:
    assert {table.name for table in tables()} >= DIRECTORY


@pytest.mark.parametrize("table", [table for table in tables() if table.name not in DIRECTORY], ids=str)
def test_a_tenant_table_starts_its_key_with_the_tenant(table: Table) -> None:
    first, *_ = table.primary_key.columns
    assert first.name == "tenant_id"
    assert not first.nullable
    assert any(key.target_fullname == "tenants.id" for key in first.foreign_keys)


def test_only_a_few_modules_speak_to_the_database() -> None:
    package = Path(snowflake_adapters.sql.__path__[0])
    speakers = {
        path.name
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SPEAKING
    }
    assert speakers == SPEAKERS
