"""Ten thousand real messages, from Discord's gateway to the search box."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from itertools import cycle
from typing import Any

import pytest
import pytest_asyncio

from snowflake_entrypoints.sandbox.gateway.script import play
from tests.journeys.product import Product, running_product
from tests.processes.chat import CHANNELS, lines, rare_words
from tests.processes.conftest import canaries, world_with
from tests.processes.panel import API, Person, channel_id, person, until_caught_up

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(240)]
MESSAGES = 10_000
WITHIN = 90.0
WRITERS = ("owner", "admin", "moderator", "viewer")


async def test_ten_thousand_real_messages_arrive_complete_and_searchable(
    product: Product, owner: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = await chat_arrives(product, owner)
    with capsys.disabled():
        print(f"\nreal chat on SQLite: {figures}")  # noqa: T201


@pytest_asyncio.fixture(loop_scope="package")
async def big_product(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Product]:
    urls = {
        "database_url": request.getfixturevalue("mysql_url"),
        "redis_url": request.getfixturevalue("redis_server").url,
    }
    planted = canaries()
    folder = tmp_path_factory.mktemp("big")
    async with running_product(
        folder, sandbox_settings=world_with(planted), secrets_of_ours=planted, **urls
    ) as running:
        yield running


@pytest.mark.proof
@pytest.mark.parametrize("when", ["caught up", "catching up"])
async def test_they_do_on_mariadb_and_redis_too(
    big_product: Product, when: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with person(big_product, "owner") as owner:
        await owner.provision()
        calm = when == "caught up"
        if calm:
            await until_caught_up(big_product)
        figures = await chat_arrives(big_product, owner, calm=calm)
    with capsys.disabled():
        print(f"\nreal chat on MariaDB and Redis ({when}): {figures}")  # noqa: T201


async def chat_arrives(product: Product, owner: Person, *, calm: bool = True) -> str:
    world = product.sandbox.world
    places = {name: channel_id(product, name) for name in CHANNELS}
    rows = [
        (places[line["channel"]], world.personas[line["author"]], line["content"])
        for line in lines(MESSAGES, CHANNELS, WRITERS)
    ]
    stream = await owner.open_stream()
    live = asyncio.ensure_future(heard_live(stream))
    began = time.monotonic()
    said = [{"channel": place, "author": who, "content": text} for place, who, text in rows]
    ids = [str(one) for one in await play(product.sandbox.gateway, said)]
    played = time.monotonic() - began
    assert len(ids) == MESSAGES
    expected: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for known, (place, _, text) in zip(ids, rows, strict=True):
        expected[place].append((known, text))
    arrived = await until_there(owner, ids[-1], began)
    if calm:
        assert await incomplete(owner, expected) == []
    else:  # what catch-up reads over REST overtakes what the gateway tells
        arrived = await until_complete(owner, expected, began)
    await asyncio.sleep(0.5)
    await stream.close()
    for place, ones in (await live).items():
        if calm:
            assert ones == sorted(ones, key=int), f"live order in {place}"
        else:  # history tells what was just written too, newest page first
            assert set(ones) <= {known for known, _ in expected[place]}
    async with person(product, "admin") as admin, person(product, "moderator") as moderator:
        staff = (owner, admin, moderator)  # each may ask 200 times in 10 s
        slowest = await search(staff, [one for ones in expected.values() for one in ones])
    return (
        f"{MESSAGES} messages played in {played:.1f} s, readable after {arrived:.1f} s "
        f"= {MESSAGES / arrived:.0f} messages/s; 200 searches, slowest {slowest * 1000:.0f} ms"
    )


async def until_there(owner: Person, last: str, began: float) -> float:
    while True:
        said = await owner.get(f"{API}/messages/{last}")
        took = time.monotonic() - began
        if said.status == 200:
            return took
        said.problem(404, "messages.unknown_message")
        assert took < WITHIN, f"message {last} is not readable after {took:.0f} s"
        await asyncio.sleep(0.1)


async def incomplete(owner: Person, expected: dict[str, list[tuple[str, str]]]) -> list[str]:
    """Return the channels that don't hold exactly what was said, in order."""
    return [place for place, ones in expected.items() if await read(owner, place, ones[0][0]) != ones]


async def until_complete(owner: Person, expected: dict[str, list[tuple[str, str]]], began: float) -> float:
    while wrong := await incomplete(owner, expected):
        assert time.monotonic() - began < WITHIN, wrong
        await asyncio.sleep(5)  # reading ten thousand messages spends the reader's rate limit
    return time.monotonic() - began


async def read(owner: Person, channel: str, first: str) -> list[tuple[str, str]]:
    """Return (id, content) of a channel from `first` on, oldest first, page by page from the newest."""
    found: list[tuple[str, str]] = []
    before: dict[str, str] = {}
    while True:
        page = (await owner.get(f"{API}/messages", channel=channel, limit=100, **before)).good()
        items = [one for one in page["items"] if int(one["id"]) >= int(first)]
        found += [(one["id"], one["content"]) for one in items]
        if len(items) < len(page["items"]) or page["next"] is None:
            return found[::-1]
        before = {"before": page["next"]}


async def heard_live(stream: Any) -> dict[str, list[str]]:
    heard: dict[str, list[str]] = defaultdict(list)
    async for frame in stream:
        said = frame.json()
        if said["type"] == "message.created":
            heard[said["data"]["channel_id"]].append(said["data"]["id"])
    assert heard
    return heard


async def search(staff: tuple[Person, ...], played: list[tuple[str, str]]) -> float:
    wanted, slowest = rare_words(played, 200), 0.0
    assert len(wanted) == 200
    ours = {known for known, _ in played}
    for somebody, (word, holders) in zip(cycle(staff), wanted.items(), strict=False):
        began = time.monotonic()
        page = (await somebody.get(f"{API}/messages/search", q=word, limit=100)).good()
        slowest = max(slowest, time.monotonic() - began)
        found = {hit["message"]["id"] for hit in page["items"]}
        assert found & ours == holders, word
        assert all(hit["highlights"] for hit in page["items"] if hit["message"]["id"] in holders), word
    return slowest
