"""One measurement beside its reference."""

import statistics
import time
from collections.abc import Awaitable, Callable

import attrs


@attrs.frozen
class Figure:
    """`ratio` says how many times better ours is; above 1 is better whatever the unit."""

    name: str
    ours: float
    reference: float
    ratio: float
    unit: str


def faster(name: str, ours: float, reference: float, unit: str) -> Figure:
    """Both are rates: more is better."""
    return Figure(name, ours, reference, ours / reference, unit)


def shorter(name: str, ours: float, reference: float, unit: str) -> Figure:
    """Both are times: less is better."""
    return Figure(name, ours, reference, reference / ours, unit)


async def median_ms(times: int, one: Callable[[], Awaitable[object]]) -> float:
    """Return the median time of a call in milliseconds."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        await one()
        spent.append((time.perf_counter() - started) * 1000)
    return statistics.median(spent)
