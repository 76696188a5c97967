from collections.abc import AsyncIterator

import pytest

from tests.entrypoints.bot.stage import Stage, staged


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """The bot process in a provisioned community, its history indexed."""
    async with staged() as running:
        await running.caught_up()
        yield running
