"""The contract suites notice when a statement forgets its tenant."""

import ast
from pathlib import Path

import attrs
import pytest
from typing_extensions import override

from tests.architecture.sabotage import ROOT, Copy

SCOPED = "snowflake_adapters/sql/scoped.py"
TESTS_FAILED = 1
"""pytest's exit code for failed tests; broken collection and wrong usage have others."""


@attrs.define
class DropPredicates(ast.NodeTransformer):
    """Turns `self._owns(table)` into `true()`: each of them, or the one whose number is given."""

    only: int | None = None
    seen: int = 0

    @override
    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if not (isinstance(node.func, ast.Attribute) and node.func.attr == "_owns"):
            return node
        self.seen += 1
        if self.only not in {None, self.seen}:
            return node
        return ast.parse("__import__('sqlalchemy').true()", mode="eval").body


def predicates() -> int:
    """How many tenant predicates the scoped connection adds."""
    count = DropPredicates(only=0)
    count.visit(ast.parse((ROOT / "src" / SCOPED).read_text(encoding="utf-8")))
    return count.seen


def contract_suite_without(folder: Path, only: int | None = None) -> int:
    """Run the SQLite contract suites on a copy that forgets the tenant; return pytest's exit code."""
    copy = Copy.at(folder)
    scoped = copy.src / SCOPED
    broken = DropPredicates(only).visit(ast.parse(scoped.read_text(encoding="utf-8")))
    scoped.write_text(ast.unparse(broken), encoding="utf-8")
    return copy.run("pytest", "-q", "-x", "-k", "sqlite", "tests/contracts").returncode


def test_the_suite_is_green_on_an_honest_copy(tmp_path: Path) -> None:
    assert contract_suite_without(tmp_path, only=0) == 0


def test_dropping_the_tenant_predicate_is_noticed(tmp_path: Path) -> None:
    assert predicates() > 0
    assert contract_suite_without(tmp_path) == TESTS_FAILED


@pytest.mark.proof
@pytest.mark.parametrize("number", range(1, predicates() + 1))
def test_dropping_any_single_tenant_predicate_is_noticed(tmp_path: Path, number: int) -> None:
    assert contract_suite_without(tmp_path, only=number) == TESTS_FAILED
