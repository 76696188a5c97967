import statistics
import time

import pytest

from tests.journeys.product import Product
from tests.processes.panel import person

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_an_answer_does_not_wait_for_an_acknowledgement(product: Product) -> None:
    """Nagle's algorithm and delayed ACKs make 40 ms of every answer on a kept connection."""
    took = []
    async with person(product) as somebody:
        for _ in range(40):
            began = time.monotonic()
            (await somebody.get("/robots.txt")).good()
            took.append(time.monotonic() - began)
        assert statistics.median(took) < 0.03, took
        took.clear()
        for _ in range(40):
            began = time.monotonic()
            async with somebody.session.get(f"{product.bot}/health") as answer:
                assert answer.status == 200
                await answer.read()
            took.append(time.monotonic() - began)
        assert statistics.median(took) < 0.03, took
