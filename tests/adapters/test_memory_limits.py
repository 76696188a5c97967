import math
from collections.abc import Iterable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowflake_adapters.memory.limits import MOST_KEYS, MemoryOnce, MemoryRateLimits
from snowflake_domain.kernel.limits import Limit

EIGHT = Limit(burst=8, seconds=4)
"""Binary fractions, so that the arithmetic is exact."""


@attrs.define
class Watch:
    """A stopwatch that a test turns."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


async def allowed(
    limits: MemoryRateLimits, watch: Watch, moments: Iterable[float], limit: Limit
) -> list[bool]:
    verdicts = []
    for watch.at in moments:
        verdicts.append((await limits.take("key", limit)).allowed)
    return verdicts


async def test_a_burst_passes_and_then_one_at_a_time() -> None:
    watch = Watch()
    limits = MemoryRateLimits(watch)
    assert await allowed(limits, watch, [0] * 10, EIGHT) == [True] * 8 + [False] * 2
    assert await allowed(limits, watch, [0.5, 0.5, 1.0, 1.49], EIGHT) == [True, False, True, False]
    assert await allowed(limits, watch, [100] * 9, EIGHT) == [True] * 8 + [False]


@given(
    st.lists(st.integers(0, 64), min_size=1, max_size=80), st.integers(1, 8), st.sampled_from([1, 2, 4, 8])
)
async def test_holds_the_rate_over_any_stretch_of_time(gaps: list[int], burst: int, seconds: int) -> None:
    watch, limit = Watch(), Limit(burst=burst, seconds=seconds)
    limits = MemoryRateLimits(watch)
    passed: list[float] = []
    for gap in gaps:
        watch.at += gap / 64
        verdict = await limits.take("key", limit)
        if verdict.allowed:
            passed.append(watch.at)
        else:
            assert 0 < verdict.retry_after <= seconds
            watch.at += verdict.retry_after
            watch.at = math.nextafter(watch.at, math.inf)
            assert (await limits.take("key", limit)).allowed, "it was said to be possible then"
            passed.append(watch.at)
    for nth, start in enumerate(passed):
        within = [at for at in passed[nth:] if at < start + seconds]
        assert len(within) <= 2 * burst


async def test_keys_dont_share_a_limit() -> None:
    limits = MemoryRateLimits(Watch())
    one = Limit(burst=1, seconds=60)
    assert (await limits.take("a", one)).allowed
    assert (await limits.take("b", one)).allowed
    assert not (await limits.take("a", one)).allowed


async def test_an_attacker_with_many_addresses_costs_bounded_memory() -> None:
    watch = Watch()
    limits, once = MemoryRateLimits(watch), MemoryOnce(watch)
    for nth in range(MOST_KEYS):
        await limits.take(f"address {nth}", EIGHT)
        await once.claim(f"ticket {nth}", 1)
    watch.at = 10
    await limits.take("another", EIGHT)
    await once.claim("another", 1)
    assert len(limits._arrivals) == 1
    assert len(once._claims) == 1


@pytest.mark.parametrize("seconds", [0.5, 60])
async def test_a_claim_is_taken_once_until_it_is_forgotten(seconds: float) -> None:
    watch = Watch()
    once = MemoryOnce(watch)
    assert [await once.claim("t", seconds) for _ in range(3)] == [True, False, False]
    assert await once.claim("other", seconds)
    watch.at = seconds
    assert await once.claim("t", seconds)
