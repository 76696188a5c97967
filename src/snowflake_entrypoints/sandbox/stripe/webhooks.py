"""Signed webhooks, repeated until they are taken, and the ways in which they may go wrong."""

import asyncio
import hashlib
import hmac
from collections import Counter
from typing import Any, Final

import aiohttp
import attrs
import orjson

from snowflake_entrypoints.sandbox.stripe.account import Account
from snowflake_entrypoints.sandbox.stripe.shapes import Json

SENT: Final = frozenset(
    {
        "customer.created",
        "checkout.session.completed",
        "checkout.session.expired",
        "customer.subscription.created",
        "customer.subscription.updated",
        "customer.subscription.deleted",
        "invoice.paid",
        "invoice.payment_failed",
    }
)
FAULTS: Final = frozenset({"duplicate", "reorder", "delay", "drop"})


@attrs.frozen
class Attempt:
    """One POST to the endpoint; `status` is None where nothing was answered."""

    event: str
    type: str
    status: int | None


@attrs.define(eq=False)
class Webhooks:
    """Delivers an account's events to `url`, in the order of their happening as long as all goes well.

    The next event waits for the first attempt of the one before. Planned faults each spoil one event:
    `duplicate` sends it twice, `reorder` after the next one, `delay` seconds later, `drop` never.
    """

    account: Account
    url: str | None = None
    delay: float = 1.0
    attempts: list[Attempt] = attrs.Factory(list)
    _planned: Counter[str] = attrs.Factory(Counter)
    _held: list[Json] = attrs.Factory(list)
    _queue: asyncio.Queue[Json] = attrs.Factory(asyncio.Queue)
    _tasks: set[asyncio.Task[None]] = attrs.Factory(set)
    _session: aiohttp.ClientSession | None = None

    def __attrs_post_init__(self) -> None:
        self.account.listeners.append(self._hear)

    def plan(self, fault: str, count: int = 1) -> None:
        """Spoil the next `count` events; raises ValueError for an unknown fault."""
        if fault not in FAULTS:
            raise ValueError(f"a webhook can't {fault!r}")
        self._planned[fault] += count

    def resend(self, event: Json) -> None:
        """Deliver an event again, as the dashboard's button does."""
        self._queue.put_nowait(event)
        self._work()

    async def close(self) -> None:
        """Stop delivering."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def sign(self, payload: bytes) -> str:
        """Return the Stripe-Signature of a payload sent now."""
        moment = self.account.moment
        secret = self.account.settings.webhook_secret.encode()
        signature = hmac.new(secret, b"%d." % moment + payload, hashlib.sha256).hexdigest()
        return f"t={moment},v1={signature}"

    def _hear(self, event: Json) -> None:
        if event["type"] not in SENT or self.url is None:
            event["pending_webhooks"] = 0
            return
        fault = next((one for one, left in self._planned.items() if left > 0), None)
        if fault is not None:
            self._planned[fault] -= 1
        if fault == "drop":
            return
        if fault == "reorder":
            self._held.append(event)
            return
        if fault == "delay":
            self._start(self._later(event))
            return
        for one in [event, event] if fault == "duplicate" else [event, *self._held]:
            self._queue.put_nowait(one)
        if fault is None:
            self._held.clear()
        self._work()

    def _work(self) -> None:
        if not any(task.get_name() == "webhooks" and not task.done() for task in self._tasks):
            self._start(self._drain(), "webhooks")

    def _start(self, work: Any, name: str | None = None) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self) -> None:
        while not self._queue.empty():
            event = self._queue.get_nowait()
            if not await self._post(event):
                self._start(self._repeat(event))

    async def _later(self, event: Json) -> None:
        await asyncio.sleep(self.delay)
        if not await self._post(event):
            await self._repeat(event)

    async def _repeat(self, event: Json) -> None:
        for delay in self.account.settings.retry_delays:
            await asyncio.sleep(delay)
            if await self._post(event):
                return

    async def _post(self, event: Json) -> bool:
        payload = orjson.dumps(event, option=orjson.OPT_INDENT_2)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": self.sign(payload),
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=self.account.settings.webhook_timeout)
            self._session = aiohttp.ClientSession(timeout=timeout)
        status: int | None = None
        try:
            async with self._session.post(
                self.url or "", data=payload, headers=headers, allow_redirects=False
            ) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError):
            status = None
        self.attempts.append(Attempt(event["id"], event["type"], status))
        taken = status is not None and 200 <= status < 300  # noqa: PLR2004 - HTTP's successes
        if taken:
            event["pending_webhooks"] = 0
        return taken
