"""Scopes come from one place."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"
MINT = SRC / "snowflake_domain/tenancy/enter_tenant.py"


def mints(path: Path) -> bool:
    """Whether a module makes scopes: by calling the class, under another name, or by copying with changes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="TenantScope") | ast.Attribute(attr="TenantScope")):
                return True
            case ast.Call(func=ast.Name(id="evolve") | ast.Attribute(attr="evolve"), keywords=changed) if {
                "tenant",
                "permissions",
            } & {keyword.arg for keyword in changed}:
                return True
            case ast.alias(name="TenantScope", asname=str()):
                return True
    return False


def test_scopes_are_minted_in_one_place() -> None:
    assert {path for path in SRC.rglob("*.py") if mints(path)} == {MINT}


@pytest.mark.parametrize(
    "source",
    [
        "scope = TenantScope(tenant=1)",
        "scope = kernel.scope.TenantScope(tenant=1)",
        "from snowflake_domain.kernel.scope import TenantScope as Pass",
        "other = attrs.evolve(scope, tenant=2)",
    ],
)
def test_every_way_of_minting_is_seen(source: str, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(source)
    assert mints(module)
