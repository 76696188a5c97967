import asyncio
import logging
import time
from datetime import timedelta

import attrs
import pytest
from typing_extensions import override

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.outbox import OutboxId
from snowflake_domain.kernel.relay import ATTEMPTS, DELIVERY_LIMIT, LEASE, Claimed, Deliver, DeliverOutbox
from snowflake_domain.kernel.scope import GuildId, TenantId, TenantScope
from snowflake_domain.tenancy.enter_tenant import SYSTEM, EnterTenant
from tests.fakes import NOON, SAM, StoppedClock, Switch, founded


@attrs.frozen
class Wave:
    """Something to be delivered."""

    number: int


@attrs.frozen
class Unheard:
    """Something that nobody here delivers."""


@attrs.define
class Beach(Deliver):
    """Where waves arrive."""

    switch: Switch = attrs.Factory(Switch)
    arrived: list[tuple[int, int]] = attrs.Factory(list)
    given_up: list[tuple[int, str]] = attrs.Factory(list)
    tries: int = 0
    deaf: bool = False

    @override
    async def deliver(self, scope: TenantScope, message: Wave) -> None:
        self.tries += 1
        await self.switch.ask()
        assert scope.actor == SYSTEM
        self.arrived.append((scope.tenant, message.number))

    @override
    async def give_up(self, scope: TenantScope, message: Wave, error: str) -> None:
        if self.deaf:
            raise ConnectionError("the database is away")
        self.given_up.append((message.number, error))


@attrs.define
class Shore:
    """A community with an outbox."""

    database: MemoryDatabase
    scope: TenantScope
    beach: Beach = attrs.Factory(Beach)
    clock: StoppedClock = attrs.Factory(StoppedClock)

    @property
    def outbox(self) -> DeliverOutbox:
        enter = EnterTenant(self.database.directory, self.clock)
        return DeliverOutbox(self.database.relay, {Wave: self.beach}, enter, self.clock)

    async def put(self, *messages: attrs.AttrsInstance, scope: TenantScope | None = None) -> OutboxId:
        async with self.database.begin(scope or self.scope) as work:
            ids = [await work.outbox.put(message) for message in messages]
        return ids[-1]


@pytest.fixture
async def shore() -> Shore:
    database = MemoryDatabase()
    return Shore(database, await founded(database))


async def test_a_caller_hears_of_a_quick_delivery_at_once(shore: Shore) -> None:
    await shore.outbox(shore.scope, await shore.put(Wave(1)))
    assert shore.beach.arrived == [(1, 1)]
    shore.clock.forward(hours=1)
    assert await shore.outbox.drain() == 0


async def test_a_caller_waits_two_seconds_and_the_delivery_goes_on(shore: Shore) -> None:
    shore.beach.switch.slow = 2.2
    message = await shore.put(Wave(1))
    began = time.monotonic()
    await shore.outbox(shore.scope, message)
    assert 1.9 < time.monotonic() - began < 2.15
    assert shore.beach.arrived == []
    assert await shore.outbox.drain() == 0, "nobody else may have it meanwhile"
    await asyncio.sleep(0.4)
    assert shore.beach.arrived == [(1, 1)]
    assert shore.beach.tries == 1


async def test_a_caller_who_leaves_takes_nothing_along(shore: Shore) -> None:
    shore.beach.switch.slow = 0.05
    calling = asyncio.ensure_future(shore.outbox(shore.scope, await shore.put(Wave(1))))
    await asyncio.sleep(0.01)
    calling.cancel()
    await asyncio.sleep(0.1)
    assert shore.beach.arrived == [(1, 1)]


async def test_pauses_double_up_to_ten_minutes_until_the_message_is_dead(shore: Shore) -> None:
    shore.beach.switch.trouble = ConnectionError("no route")
    await shore.put(Wave(1))
    pauses = []
    for _ in range(ATTEMPTS):
        began = shore.clock.now()
        assert await shore.outbox.drain() == 1
        while shore.beach.given_up == [] and (shore.clock.now() - began) < timedelta(minutes=11):
            shore.clock.forward(seconds=1)
            claimed = await shore.database.relay.claim(shore.clock.now(), shore.clock.now(), 1)
            if claimed:
                pauses.append((shore.clock.now() - began).total_seconds())
                break
    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600, 600]
    assert 3400 < sum(pauses) < 3600, "about the hour that people are told of"
    assert shore.beach.given_up == [(1, "ConnectionError: no route")]
    shore.clock.forward(days=30)
    assert await shore.outbox.drain() == 0


async def test_a_message_nobody_delivers_holds_up_no_other(shore: Shore) -> None:
    await shore.put(Unheard(), Wave(1), Wave(2))
    assert await shore.outbox.drain() == 3
    assert shore.beach.arrived == [(1, 1), (1, 2)]


async def test_the_message_of_a_vanished_tenant_holds_up_no_other(shore: Shore) -> None:
    gone = attrs.evolve(shore.scope, tenant=TenantId(404), guild=GuildId(404))
    await shore.put(Wave(9), scope=gone)
    await shore.put(Wave(1))
    assert await shore.outbox.drain() == 2
    assert shore.beach.arrived == [(1, 1)]


async def test_a_message_dies_even_when_nobody_can_be_told(
    shore: Shore, caplog: pytest.LogCaptureFixture
) -> None:
    shore.beach.switch.trouble, shore.beach.deaf = ConnectionError("no route"), True
    await shore.put(Wave(1))
    for _ in range(ATTEMPTS):
        assert await shore.outbox.drain() == 1
        shore.clock.forward(minutes=10)
    assert await shore.outbox.drain() == 0
    assert any(record.levelno == logging.ERROR and "dead" in record.message for record in caplog.records)


async def test_a_tenants_messages_arrive_in_order_and_tenants_side_by_side(shore: Shore) -> None:
    other = await founded(shore.database, 2, guild=6, owner=SAM)
    await shore.put(Wave(1), Wave(2), Wave(3))
    await shore.put(Wave(4), Wave(5), Wave(6), scope=other)
    shore.beach.switch.slow = 0.03
    began = time.monotonic()
    await shore.outbox.drain()
    assert time.monotonic() - began < 0.15
    assert [number for tenant, number in shore.beach.arrived if tenant == 1] == [1, 2, 3]
    assert [number for tenant, number in shore.beach.arrived if tenant == 2] == [4, 5, 6]


async def test_two_workers_share_the_work(shore: Shore) -> None:
    await shore.put(*(Wave(nth) for nth in range(60)))
    taken = await asyncio.gather(shore.outbox.drain(), shore.outbox.drain(), shore.outbox.drain())
    assert sum(taken) == 60
    assert sorted(number for _, number in shore.beach.arrived) == list(range(60))


async def test_what_the_lease_leaves_no_time_for_waits_for_the_next_round(shore: Shore) -> None:
    await shore.put(Wave(1), Wave(2))
    slow = Slow(shore.clock)
    enter = EnterTenant(shore.database.directory, shore.clock)
    outbox = DeliverOutbox(shore.database.relay, {Wave: slow}, enter, shore.clock)
    assert await outbox.drain() == 2
    assert slow.arrived == [1], "the second could outlast the lease, and then two would deliver it"
    shore.clock.forward(seconds=LEASE.total_seconds())
    assert await outbox.drain() == 1
    assert slow.arrived == [1, 2]


async def test_who_lost_the_lease_settles_nothing(shore: Shore) -> None:
    relay, now = shore.database.relay, shore.clock.now()
    message = await shore.put(Wave(1))
    stale = await relay.claim_one(message, now, now + LEASE)
    assert stale is not None
    later = now + LEASE
    fresh = await relay.claim_one(message, later, later + LEASE)
    assert fresh is not None
    await relay.settle(stale)
    await relay.bury(stale, "late")
    await relay.postpone(stale, later + timedelta(days=1), "late")
    assert await relay.claim_one(message, later + LEASE, later + 2 * LEASE) == again(fresh)


async def test_a_crash_in_the_middle_is_made_good_when_the_lease_ends(shore: Shore) -> None:
    message = await shore.put(Wave(1))
    assert await shore.database.relay.claim_one(message, NOON, NOON + LEASE)
    assert await shore.outbox.drain() == 0
    shore.clock.forward(seconds=LEASE.total_seconds())
    assert await shore.outbox.drain() == 1
    assert shore.beach.arrived == [(1, 1)]


async def test_a_rolled_back_promise_was_never_made(shore: Shore) -> None:
    async def changes_its_mind() -> None:
        async with shore.database.begin(shore.scope) as work:
            await work.outbox.put(Wave(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await changes_its_mind()
    assert await shore.outbox.drain() == 0


@attrs.define
class Slow(Deliver):
    """A receiver for whom one delivery takes as long as it may."""

    clock: StoppedClock
    arrived: list[int] = attrs.Factory(list)

    @override
    async def deliver(self, scope: TenantScope, message: Wave) -> None:
        self.clock.forward(seconds=DELIVERY_LIMIT.total_seconds())
        self.arrived.append(message.number)

    @override
    async def give_up(self, scope: TenantScope, message: Wave, error: str) -> None:
        raise AssertionError(error)


def again(claimed: Claimed) -> Claimed:
    return attrs.evolve(claimed, token=type(claimed.token)(claimed.token + 1))
