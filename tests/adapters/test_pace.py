import asyncio

from snowflake_adapters.discord.pace import Pace


async def test_a_burst_goes_at_once_and_the_rest_in_time() -> None:
    pace, loop = Pace(burst=5, per_second=50), asyncio.get_running_loop()
    started = loop.time()
    for _ in range(5):
        await pace.turn()
    assert loop.time() - started < 0.05
    await asyncio.gather(*(pace.turn() for _ in range(10)))
    assert loop.time() - started >= 10 / 50


async def test_rest_restores_the_burst_and_no_more() -> None:
    pace, loop = Pace(burst=2, per_second=20), asyncio.get_running_loop()
    await asyncio.sleep(0.3)
    started = loop.time()
    for _ in range(4):
        await pace.turn()
    assert loop.time() - started >= 2 / 20 - 0.01
