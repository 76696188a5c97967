"""Redis killed and frozen under load: nobody notices more than live events that come a little later."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import attrs
import pytest
import pytest_asyncio
from sqlalchemy import make_url

from tests.journeys.product import Product, running_product
from tests.processes.conftest import canaries, world_with
from tests.processes.panel import API, Person, channel_id, person, until_caught_up
from tests.servers.mariadb import MariaDb
from tests.servers.redis import RedisServer, running_redis

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]
SLOWEST = 0.4
"""Seconds; of 95 in 100 requests."""
BURST = 300
PATHS = (f"{API}/cases", f"{API}/messages/search?q=aurora", f"{API}/dispatches", f"{API}/settings")


@attrs.frozen
class Installation:
    """The product on MariaDB and Redis."""

    product: Product
    redis: RedisServer


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def installation(
    mariadb: MariaDb, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Installation]:
    planted, url = canaries(), mariadb.database_url()
    with running_redis() as redis:
        async with running_product(
            tmp_path_factory.mktemp("redis"),
            database_url=url,
            redis_url=redis.url,
            sandbox_settings=world_with(planted),
            secrets_of_ours=planted,
        ) as product:
            async with person(product, "owner") as founder:
                await founder.provision()
            await until_caught_up(product)
            yield Installation(product, redis)
    mariadb.drop(url)


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def redis_is_back(installation: Installation) -> AsyncIterator[None]:
    yield
    installation.redis.recover()


@attrs.define
class Load:
    """People who keep asking; each from an address of their own."""

    people: list[Person]
    took: list[float] = attrs.Factory(list)
    failed: list[int] = attrs.Factory(list)

    async def go_on(self, stop: asyncio.Event) -> None:
        await asyncio.gather(*(self._one(somebody, stop) for somebody in self.people))

    async def _one(self, somebody: Person, stop: asyncio.Event) -> None:
        turn = 0
        while not stop.is_set():
            began = time.monotonic()
            said = await somebody.get(PATHS[turn % len(PATHS)])
            self.took.append(time.monotonic() - began)
            if said.status != 200:
                self.failed.append(said.status)
            turn += 1
            await asyncio.sleep(0.2)  # below what one person may ask

    def p95(self) -> float:
        return statistics.quantiles(self.took, n=20)[-1]


async def change(owner: Person, stream: aiohttp.ClientWebSocketResponse, within: float) -> float:
    """Send until the stream hears of it, which takes web, Redis and the bot; return the seconds."""
    channel, began = channel_id(owner.product, "announcements"), time.monotonic()
    while time.monotonic() - began < within:
        sent = await owner.post(f"{API}/dispatches", channel=channel, content="Can you hear me?")
        wanted = sent.good(201)["id"]
        try:
            async with asyncio.timeout(1.5):
                while True:
                    frame: dict[str, Any] = await stream.receive_json()
                    if frame["type"] == "dispatch.changed" and frame["data"]["id"] == wanted:
                        return time.monotonic() - began
        except TimeoutError:
            continue
    raise AssertionError(f"no dispatch.changed within {within} s")


async def enforced(product: Product) -> int:
    """Return after how many requests at once an address is told to wait."""
    async with person(product, patient=False) as eager:
        for nth in range(1, 2 * BURST):
            said = await eager.get("/robots.txt")
            if said.status == 429:
                said.problem(429, "limits.too_many")
                assert int(said.header("Retry-After")) >= 1
                return nth
            said.good(200)
    raise AssertionError("the limit isn't enforced")


@pytest.mark.parametrize(
    ("outage", "seconds"),
    [("kill", 1.5), ("freeze", 1.5), pytest.param("freeze", 13.0, marks=pytest.mark.proof)],
)
async def test_requests_limits_and_live_events_outlive_redis(
    installation: Installation, outage: str, seconds: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """13 s are longer than the listener waits for a pong: it connects anew."""
    product, redis = installation.product, installation.redis
    said_before = {name: len(product.log_of(name)) for name in product.running}
    async with AsyncExitStack() as there:
        people = [await there.enter_async_context(person(product, "owner", patient=False)) for _ in range(4)]
        owner = people.pop()
        stream = await owner.open_stream()
        there.push_async_callback(stream.close)
        before = await change(owner, stream, within=5)
        load, stop = Load(people), asyncio.Event()
        running = asyncio.ensure_future(load.go_on(stop))
        await asyncio.sleep(1)
        getattr(redis, outage)()
        limited_after = await enforced(product)
        await owner.post(f"{API}/dispatches", channel=channel_id(product, "announcements"), content="Alone")
        await asyncio.sleep(seconds)
        redis.recover()
        after = await change(owner, stream, within=20)
        stop.set()
        await running
        assert load.failed == []
        assert load.p95() < SLOWEST, load.p95()
        assert BURST * 0.9 <= limited_after <= BURST * 1.5, limited_after
        assert (await enforced(product)) >= BURST * 0.9
    for name in ("web", "bot", "worker"):
        assert product.running[name].returncode is None
        said = product.log_of(name)[said_before[name] :]
        assert "Traceback" not in said, said[-3000:]
        assert str(make_url(product.env["DATABASE_URL"]).password) not in product.log_of(name)
    with capsys.disabled():
        print(  # noqa: T201
            f"\nRedis {outage} for {seconds} s: {len(load.took)} requests, p95 {load.p95() * 1000:.0f} ms, "
            f"slowest {max(load.took) * 1000:.0f} ms; limit after {limited_after}; "
            f"live events {before:.2f} s before, back after {after:.1f} s"
        )
