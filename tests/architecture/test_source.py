"""Rules about the text of the repository."""

import ast
import sys
from pathlib import Path

import pytest

from scripts.addresses import findings, texts, tree_findings

ROOT = Path(__file__).parents[2]
MOST_LINES = 400
GENERATED = (".gen.ts", ".gen.d.ts")
# `typing_extensions` is the standard library's own future: `override` before Python 3.12.
PURE = sys.stdlib_module_names | {"attrs", "snowflake_domain", "typing_extensions"}


def test_no_file_outgrows_its_reader() -> None:
    long = {
        f"{path.relative_to(ROOT)}: {lines}"
        for path in texts()
        if path.suffix in {".py", ".ts", ".tsx"} and not path.name.endswith(GENERATED)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_the_domain_imports_the_standard_library_and_attrs_alone() -> None:
    foreign = {
        f"{path.relative_to(ROOT)}:{node.lineno}: {name}"
        for path in (ROOT / "src/snowflake_domain").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in imported(node)
        if name.partition(".")[0] not in PURE
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert not foreign


def imported(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [name.name for name in names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module]
        case _:
            return []


def test_no_file_names_an_address_of_one_machine() -> None:
    assert not tree_findings()


@pytest.mark.parametrize(
    "line",
    [
        "resolved = 'https://" + "registry" + ".example.org" + "/react/-" + "/react-19.tgz'",
        "--extra-index-url" + " https://example.org/simple",
        "open('" + "/home/" + "someone/notes')",
        "data = /tmp" + "/snowflake",
    ],
)
def test_an_address_of_one_machine_is_found(line: str) -> None:
    assert len(list(findings(f"calm\n{line}\ncalm"))) == 1
