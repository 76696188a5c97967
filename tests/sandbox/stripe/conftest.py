from collections.abc import AsyncIterator

import pytest

from tests.sandbox.stripe.shop import Shop, open_shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop() as running:
        yield running
