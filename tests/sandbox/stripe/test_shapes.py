"""Our objects have every key of Stripe's published fixtures, with a compatible type."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.stripe.shop import Shop

FIXTURES = Path(__file__).parents[4] / "shared" / "specs" / "stripe-fixtures3.json"
KINDS = ("customer", "subscription", "checkout.session", "invoice", "price", "product", "event")
KIND = {bool: "bool", int: "number", float: "number", str: "text", dict: "object", list: "list"}


@pytest.fixture(scope="module")
def fixtures() -> dict[str, Any]:
    if not FIXTURES.exists():
        pytest.skip("Stripe's published fixtures are not beside the repository")
    resources: dict[str, Any] = json.loads(FIXTURES.read_text())["resources"]
    return resources


def differences(fixture: Any, ours: Any, at: str) -> Iterator[str]:
    """Name keys that are missing and values of another type; null fits all: all such values are optional."""
    if fixture is None or ours is None:
        return
    if KIND[type(fixture)] != KIND[type(ours)]:
        yield f"{at}: {KIND[type(fixture)]}, not {ours!r}"
    elif isinstance(fixture, dict):
        for key, value in fixture.items():
            if key not in ours:
                yield f"{at}.{key}: missing"
            elif key != "metadata":
                yield from differences(value, ours[key], f"{at}.{key}")
    elif isinstance(fixture, list) and fixture and ours:
        yield from differences(fixture[0], ours[0], f"{at}[0]")


@pytest.mark.parametrize("kind", KINDS)
async def test_every_key_of_the_fixture_is_there(shop: Shop, fixtures: dict[str, Any], kind: str) -> None:
    await shop.subscribe()
    ours = next(shop.sandbox.account.all(kind))
    fixture = fixtures[kind] | ({"data": {"object": {}}} if kind == "event" else {})
    assert list(differences(fixture, ours, kind)) == []
