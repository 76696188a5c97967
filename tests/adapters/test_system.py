import asyncio
import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from snowflake_adapters.system import EPOCH_MS, SystemClock, SystemSecrets, TimeOrderedIds


def test_ids_rise_strictly() -> None:
    ids = TimeOrderedIds()
    handed_out = [ids.next() for _ in range(200_000)]
    assert all(one < following for one, following in itertools.pairwise(handed_out))


def test_ids_rise_in_threads_too() -> None:
    ids = TimeOrderedIds()
    with ThreadPoolExecutor(8) as threads:
        every = list(threads.map(lambda _: [ids.next() for _ in range(5000)], range(8)))
    assert all(some == sorted(some) for some in every)
    assert len({one for some in every for one in some}) == 40_000


def test_ids_tell_their_time_and_fit_a_signed_column() -> None:
    number = TimeOrderedIds().next()
    made = datetime.fromtimestamp((EPOCH_MS + (number >> 22)) / 1000, UTC)
    assert abs(made - SystemClock().now()) < timedelta(seconds=1)
    assert 0 < number < 2**63
    in_2090 = int(datetime(2090, 1, 1, tzinfo=UTC).timestamp() * 1000) - EPOCH_MS
    assert in_2090 << 22 < 2**63


async def test_ids_of_two_processes_sort_by_time() -> None:
    first, second = TimeOrderedIds(), TimeOrderedIds()
    for _ in range(5):
        earlier = first.next()
        await asyncio.sleep(0.002)
        later = second.next()
        assert earlier < later
        await asyncio.sleep(0.002)
        assert later < first.next()


def test_the_clock_is_utc() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert abs(now.timestamp() - time.time()) < 1


def test_secrets_are_256_bits_and_never_the_same() -> None:
    tokens = {SystemSecrets().token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(len(bytes.fromhex(token)) == 32 for token in tokens)
