"""`.env.example` speaks of every setting, and of no other."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
import pytest
from typing_extensions import override

from snowflake_entrypoints.composition.settings import WrongSettings, read_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@attrs.define
class Asked(Mapping[str, str]):
    """An empty environment that remembers what it was asked for."""

    names: set[str] = attrs.Factory(set)

    @override
    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(())

    @override
    def __len__(self) -> int:
        return 0


def test_the_example_documents_every_setting_and_no_other() -> None:
    asked = Asked()
    with pytest.raises(WrongSettings):
        read_settings(asked)
    documented = re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(asked.names)
