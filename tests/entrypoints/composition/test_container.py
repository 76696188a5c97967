"""Everything that composition can build is built, from settings to use case."""

from pathlib import Path
from typing import Any

import attrs
import pytest
from dependency_injector import containers, providers
from dependency_injector.errors import Error

from snowflake_entrypoints.composition.container import Bot, Snowflake, Web
from snowflake_entrypoints.composition.outside import OnTheGateway, Shared, ThroughBotService, open_shared
from snowflake_entrypoints.composition.settings import Settings, read_settings
from snowflake_entrypoints.composition.storage import open_storage
from tests.entrypoints.composition.test_settings import GOOD


@attrs.frozen
class Anybody:
    """Stands where only a connection to Discord could: composition hands it on and asks it nothing."""


def settings_in(folder: Path) -> Settings:
    return read_settings({**GOOD, "SNOWFLAKE_DATA_DIR": str(folder)})


def outside(kind: type[attrs.AttrsInstance]) -> Any:
    return kind(**{field.name: Anybody() for field in attrs.fields(kind)})


@pytest.mark.parametrize(
    ("container", "way"),
    [(Snowflake, ThroughBotService), (Web, ThroughBotService), (Bot, OnTheGateway)],
)
async def test_every_provider_builds(
    container: type[containers.DeclarativeContainer], way: type[attrs.AttrsInstance], tmp_path: Path
) -> None:
    settings = settings_in(tmp_path)

    def frame(_: object) -> bytes:
        return b""

    async with open_storage(settings.database_url) as storage, open_shared(None, frame) as shared:
        assert isinstance(shared, Shared)
        given = {
            "settings": settings,
            "storage": storage,
            "shared": shared,
            "discord": outside(way),
            "oauth": Anybody(),
            "payments": None,
            "webhook_consent": Anybody(),
        }
        needed = {
            name: providers.Object(value) for name, value in given.items() if name in container.providers
        }
        built = container(**needed)
        built.check_dependencies()
        for name, provider in built.providers.items():
            made = provider()
            assert made is not None or name == "payments"
            assert name in given or made is provider(), f"{name} is made anew at each call"


def test_a_forgotten_dependency_is_named() -> None:
    with pytest.raises(Error, match="storage"):
        Snowflake().check_dependencies()
