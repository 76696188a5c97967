"""What every implementation of `kernel.outbox.Outbox` and `kernel.relay.Relay` does."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import attrs
import pytest
from sqlalchemy import text

from snowflake_adapters.sql.database import connect
from snowflake_domain.kernel.outbox import OutboxId
from snowflake_domain.kernel.relay import Claimed, Relay
from snowflake_domain.kernel.scope import TenantScope
from snowflake_domain.moderation.case import CaseNumber
from snowflake_domain.moderation.moderate_member import EnforceCase
from snowflake_domain.publishing.dispatch import DispatchId
from snowflake_domain.publishing.dispatch_embed import DeliverDispatch
from tests.contracts.storage import NOON, Storage, on

MINUTE = timedelta(minutes=1)
LATER = NOON + timedelta(days=3650)


@pytest.fixture
async def relay(storage: Storage, snow: TenantScope, frost: TenantScope) -> Relay:
    """The relay, after everything that other tests and the foundings promised."""
    del snow, frost
    while claimed := await storage.relay.claim(LATER, LATER, 500):
        for one in claimed:
            await storage.relay.settle(one)
    return storage.relay


async def promise(storage: Storage, scope: TenantScope, *numbers: int) -> list[OutboxId]:
    async with storage.begin(scope) as work:
        return [await work.outbox.put(EnforceCase(CaseNumber(number))) for number in numbers]


def ids(claimed: Sequence[Claimed]) -> list[OutboxId]:
    return [one.id for one in claimed]


async def test_a_promise_is_delivered_to_its_community(
    storage: Storage, relay: Relay, snow: TenantScope
) -> None:
    async with storage.begin(snow) as work:
        number = await work.outbox.put(DeliverDispatch(DispatchId(2**62)))
    (claimed,) = await relay.claim(NOON, NOON + MINUTE, 10)
    assert claimed.message == DeliverDispatch(DispatchId(2**62))
    assert (claimed.id, claimed.tenant, claimed.attempts) == (number, snow.tenant, 0)


async def test_nothing_leaves_before_commit_or_without(
    storage: Storage, relay: Relay, snow: TenantScope
) -> None:
    async def interrupted() -> None:
        async with storage.begin(snow) as work:
            await work.outbox.put(EnforceCase(CaseNumber(1)))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await interrupted()
    assert await relay.claim(LATER, LATER, 10) == ()


async def test_the_oldest_leave_first_and_no_more_than_asked(
    storage: Storage, relay: Relay, snow: TenantScope, frost: TenantScope
) -> None:
    first = await promise(storage, snow, 1, 2)
    second = await promise(storage, frost, 3)
    assert ids(await relay.claim(NOON, NOON + MINUTE, 2)) == first
    assert ids(await relay.claim(NOON, NOON + MINUTE, 2)) == second
    assert await relay.claim(NOON, NOON + MINUTE, 2) == ()


async def test_two_claimers_share_the_work_and_nothing_twice(
    storage: Storage, relay: Relay, snow: TenantScope
) -> None:
    promised = await promise(storage, snow, *range(60))

    async def work_off() -> list[OutboxId]:
        taken: list[OutboxId] = []
        while len(taken) < 60:
            claimed = await relay.claim(NOON, NOON + MINUTE, 7)
            if not claimed:
                break
            taken += ids(claimed)
        return taken

    shares = await asyncio.gather(*(work_off() for _ in range(4)))
    left = ids(await relay.claim(NOON, NOON + MINUTE, 60))
    assert sorted([one for share in shares for one in share] + left) == promised


async def test_one_of_many_takes_a_single_message(storage: Storage, relay: Relay, snow: TenantScope) -> None:
    number, other = await promise(storage, snow, 1, 2)
    claims = await asyncio.gather(*(relay.claim_one(number, NOON, NOON + MINUTE) for _ in range(8)))
    assert [one.id for one in claims if one is not None] == [number]
    assert ids(await relay.claim(NOON, NOON + MINUTE, 10)) == [other]
    assert await relay.claim_one(OutboxId(1), NOON, NOON + MINUTE) is None


async def test_a_settled_message_is_gone(storage: Storage, relay: Relay, snow: TenantScope) -> None:
    (number,) = await promise(storage, snow, 1)
    claimed = await relay.claim_one(number, NOON, NOON + MINUTE)
    assert claimed is not None
    await relay.settle(claimed)
    await relay.settle(claimed)
    assert await relay.claim_one(number, LATER, LATER) is None


async def test_a_lease_ends_and_the_late_holder_settles_nothing(
    storage: Storage, relay: Relay, snow: TenantScope
) -> None:
    (number,) = await promise(storage, snow, 1)
    late = await relay.claim_one(number, NOON, NOON + MINUTE)
    assert late is not None
    just_before = NOON + MINUTE - timedelta(microseconds=1)
    assert await relay.claim_one(number, just_before, LATER) is None
    second = await relay.claim_one(number, NOON + MINUTE, NOON + 2 * MINUTE)
    assert second is not None
    assert second.token != late.token
    await relay.settle(late)
    await relay.postpone(late, NOON, "too late")
    await relay.bury(late, "too late")
    third = await relay.claim_one(number, NOON + 2 * MINUTE, NOON + 3 * MINUTE)
    assert third is not None
    assert (third.message, third.attempts) == (second.message, 0)


async def test_a_postponed_message_waits_and_counts(
    storage: Storage, relay: Relay, snow: TenantScope
) -> None:
    (number,) = await promise(storage, snow, 1)
    for attempts in range(3):
        now = NOON + attempts * MINUTE
        claimed = await relay.claim_one(number, now, LATER)
        assert claimed is not None
        assert claimed.attempts == attempts
        await relay.postpone(claimed, now + MINUTE, "ß" * 2000)
        await relay.settle(claimed)
        assert await relay.claim(now + MINUTE / 2, LATER, 10) == ()
    (claimed,) = await relay.claim(NOON + 3 * MINUTE, LATER, 10)
    assert (claimed.id, claimed.attempts) == (number, 3)


async def test_a_buried_message_never_leaves_again(storage: Storage, relay: Relay, snow: TenantScope) -> None:
    dead, alive = await promise(storage, snow, 1, 2)
    claimed = await relay.claim_one(dead, NOON, NOON + MINUTE)
    assert claimed is not None
    await relay.bury(claimed, "no use")
    await relay.settle(claimed)
    assert ids(await relay.claim(LATER, LATER, 10)) == [alive]
    assert await relay.claim_one(dead, LATER, LATER) is None


async def test_a_class_nobody_announced_is_refused_at_once(mariadb_url: str) -> None:
    @attrs.frozen
    class Surprise:
        number: int

    engine = connect(mariadb_url)
    storage = on(engine)
    scope = await storage.community()

    async def surprise() -> None:
        async with storage.begin(scope) as work:
            await work.outbox.put(Surprise(1))

    with pytest.raises(TypeError, match="Surprise"):
        await surprise()
    await engine.dispose()


@pytest.mark.parametrize("storage_url", ["sqlite", "mariadb"], indirect=True)
@pytest.mark.parametrize(
    ("change", "last_error"),
    [
        ("UPDATE outbox SET kind = 'FromTheFuture' WHERE id = :id", None),
        ("UPDATE outbox SET body = '{}' WHERE id = :id", "ClassValidationError"),
    ],
    ids=["kind", "body"],
)
async def test_unreadable_messages_stay_and_stop_nobody(
    storage_url: str, storage: Storage, relay: Relay, snow: TenantScope, change: str, last_error: str | None
) -> None:
    unreadable, readable = await promise(storage, snow, 1, 2)
    engine = connect(storage_url)
    async with engine.begin() as connection:
        await connection.execute(text(change), {"id": unreadable})
    assert ids(await relay.claim(NOON, NOON + MINUTE, 10)) == [readable]
    async with engine.begin() as connection:
        ask = text("SELECT dead, last_error FROM outbox WHERE id = :id")
        dead, said = (await connection.execute(ask, {"id": unreadable})).one()
    await engine.dispose()
    assert bool(dead) == (last_error is not None)
    assert said is last_error or said.startswith(last_error)
