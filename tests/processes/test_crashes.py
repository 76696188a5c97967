"""What was promised is kept, once, whichever process dies in between."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from snowflake_entrypoints.sandbox.faults import Fault, FaultRule
from tests.journeys.product import Product
from tests.processes.panel import API, SLUG, Person, channel_id

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(240)]
SENDING = ("POST", "/channels/*/messages")
PROXIED = (
    ("GET", "health"),
    ("GET", "channels"),
    ("GET", "guild"),
    ("GET", "roles"),
    ("GET", "members"),
    ("GET", "members/1"),
    ("GET", "presence"),
    ("POST", "moderation/timeout"),
    ("POST", "moderation/untimeout"),
)


@pytest_asyncio.fixture(loop_scope="package", autouse=True)
async def whole_again(product: Product) -> AsyncIterator[None]:
    yield
    product.sandbox.faults.clear()
    for name in ("bot", "web", "worker"):
        if name not in product.running:
            await product.start(name)
    await product.until_ready()


def fail_next_sending(product: Product, fault: Fault, count: int = 1) -> FaultRule:
    return product.sandbox.faults.add(*SENDING, fault, count)


async def send(product: Product, owner: Person, text: str) -> dict[str, Any]:
    said = await owner.post(
        f"{API}/dispatches", channel=channel_id(product, "announcements"), embeds=[{"title": text}]
    )
    sent: dict[str, Any] = said.good(201)
    return sent


async def settled(owner: Person, dispatch: str, within: float) -> dict[str, Any]:
    began = time.monotonic()
    while True:
        now: dict[str, Any] = (await owner.get(f"{API}/dispatches/{dispatch}")).good()
        if now["state"] != "pending":
            return now
        assert time.monotonic() - began < within, now
        await asyncio.sleep(0.2)


def standing(product: Product, text: str) -> list[str]:
    """Return the ids of the messages with this embed title, as Discord has them."""
    log = product.sandbox.world.channel(int(channel_id(product, "announcements"))).log
    ids = (known for known in log.ids if any(e.get("title") == text for e in log.by_id[known].embeds))
    return [str(one) for one in ids]


async def until(rule: FaultRule, within: float = 30.0) -> None:
    """Wait until the sandbox holds a request back."""
    async with asyncio.timeout(within):
        while not rule.used:  # noqa: ASYNC110 - the sandbox tells nobody
            await asyncio.sleep(0.01)


async def test_with_the_bot_down_promises_wait_and_the_index_answers(product: Product, owner: Person) -> None:
    said = product.sandbox.world.create_message(
        int(channel_id(product, "general")), product.sandbox.world.personas["viewer"], content="Umbrelline"
    )
    async with asyncio.timeout(10):
        while (await owner.get(f"{API}/messages/{said.id}")).status != 200:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.1)
    await product.kill("bot")
    began = time.monotonic()
    promised = await send(product, owner, "Kept while the bot slept")
    assert promised["state"] == "pending"
    assert time.monotonic() - began < 3
    for method, path in PROXIED:
        asked: dict[str, Any] = {"member": "1", "reason": "x"}
        asked |= {"lasting": 60} if path.endswith("/timeout") else {}
        how = {"json": asked} if method == "POST" else {}
        answer = await owner.ask(method, f"/__bot-proxy/{path}?tenant={SLUG}", **how)
        answer.problem(503, "bot.offline")
    await readable_without_bot(product, owner, str(said.id))
    ready = await owner.get("/readyz")
    assert (ready.status, ready.json["parts"]) == (503, {"database": True, "bot": False})
    await product.start("bot")
    done = await settled(owner, promised["id"], within=40)
    assert done["state"] == "delivered", done
    assert standing(product, "Kept while the bot slept") == [done["message_id"]]


async def readable_without_bot(product: Product, owner: Person, known: str) -> None:
    page = (await owner.get(f"{API}/messages", channel=channel_id(product, "general"))).good()
    assert page["items"][0]["id"] == known
    found = (await owner.get(f"{API}/messages/search", q="umbrelline")).good()
    assert [hit["message"]["id"] for hit in found["items"]] == [known]
    overview = (await owner.get(f"{API}/overview")).good()
    assert overview["gateway"]["connected"] is False
    assert overview["members"] is None
    me = (await owner.get("/api/me")).good()
    assert me["bot_reachable"] is False
    assert me["tenants"]
    assert (await owner.get(f"/app/{SLUG}/live")).status == 200


@pytest.mark.parametrize("kind", ["status_after", "drop_after"])
async def test_an_answer_lost_after_the_effect_makes_no_second_message(
    product: Product, owner: Person, kind: Any
) -> None:
    rule = fail_next_sending(product, Fault(kind, status=502))
    sent = await send(product, owner, f"Said once despite {kind}")
    done = await settled(owner, sent["id"], within=30)
    assert rule.used == 1
    assert done["state"] == "delivered", done
    assert standing(product, f"Said once despite {kind}") == [done["message_id"]]


async def test_a_bot_killed_while_sending_sends_once(product: Product, owner: Person) -> None:
    slow = fail_next_sending(product, Fault("delay", seconds=1.0))
    sending = asyncio.ensure_future(send(product, owner, "Killed while sending"))
    await until(slow)
    await product.kill("bot")
    sent = await sending
    assert sent["state"] == "pending"
    await product.start("bot")
    done = await settled(owner, sent["id"], within=40)
    assert done["state"] == "delivered", done
    assert standing(product, "Killed while sending") == [done["message_id"]]


@pytest.mark.proof
async def test_a_worker_killed_in_the_middle_delivers_once(product: Product, owner: Person) -> None:
    """First a slow answer, in which the worker dies; then one lost after the effect."""
    await product.kill("bot")
    promised = await send(product, owner, "Half way there")
    assert promised["state"] == "pending"
    slow = fail_next_sending(product, Fault("delay", seconds=4.0))
    lost = fail_next_sending(product, Fault("status_after", status=502))
    await product.start("bot")
    await until(slow, within=40)
    await product.kill("worker")
    await product.start("worker")
    done = await settled(owner, promised["id"], within=90)  # the dead worker's lease lasts 60 s
    assert done["state"] == "delivered", done
    assert lost.used == 1
    assert standing(product, "Half way there") == [done["message_id"]]
