from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.entrypoints.bot.stage import Stage, staged


@pytest.fixture
async def fresh() -> AsyncIterator[Stage]:
    """The bot process in a provisioned community, its history indexed; for this test alone."""
    async with staged() as running:
        await running.caught_up()
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage() -> AsyncIterator[Stage]:
    """The same, for all tests of a module: each leaves it as it was, but for messages and cases."""
    async with staged() as running:
        await running.caught_up()
        yield running
