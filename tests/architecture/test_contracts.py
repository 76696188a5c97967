"""The import contracts hold, and each fails when it is broken on purpose."""

from pathlib import Path

import pytest

from tests.architecture.sabotage import Copy


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy.at(tmp_path)


def test_the_product_keeps_every_contract(copy: Copy) -> None:
    assert copy.broken_contracts() == set()


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("snowflake_domain/kernel/clock.py", "import sqlalchemy", "the domain is pure"),
        ("snowflake_domain/kernel/clock.py", "import snowflake_adapters", "the hexagon"),
        (
            "snowflake_domain/kernel/clock.py",
            "import snowflake_domain.moderation",
            "contexts stand in their declared order",
        ),
        ("snowflake_domain/weather/__init__.py", "", "contexts stand in their declared order"),
        (
            "snowflake_entrypoints/http/sabotage.py",
            "import hikari",
            "hikari stays in adapters.discord and entrypoints.bot",
        ),
        (
            "snowflake_entrypoints/http/sabotage.py",
            "import snowflake_adapters.system",
            "only composition knows adapters",
        ),
        (
            "snowflake_entrypoints/http/sabotage.py",
            "import snowflake_entrypoints.worker",
            "processes don't know each other",
        ),
        (
            "snowflake_entrypoints/sandbox/sabotage.py",
            "import snowflake_domain.kernel.clock",
            "the sandbox knows nothing of the product",
        ),
        (
            "snowflake_adapters/memory/sabotage.py",
            "import snowflake_adapters.redis",
            "technologies don't know each other",
        ),
        ("snowflake_adapters/memory/sabotage.py", "import sqlalchemy", "SQL stays in adapters.sql"),
        ("snowflake_entrypoints/http/sabotage.py", "import stripe", "stripe stays in adapters.stripe"),
        ("snowflake_entrypoints/http/sabotage.py", "import redis", "redis stays in adapters.redis"),
        ("snowflake_entrypoints/http/sabotage.py", "import sentry_sdk", "sentry stays in adapters.sentry"),
        ("snowflake_entrypoints/http/sabotage.py", "import lightbulb", "lightbulb stays in entrypoints.bot"),
        (
            "snowflake_adapters/memory/sabotage.py",
            "import quart",
            "quart stays in entrypoints.http and entrypoints.bot",
        ),
        (
            "snowflake_entrypoints/http/sabotage.py",
            "import dependency_injector",
            "dependency_injector stays in composition",
        ),
    ],
)
def test_a_broken_rule_is_named(copy: Copy, file: str, line: str, contract: str) -> None:
    copy.append(file, line)
    assert contract in copy.broken_contracts()
