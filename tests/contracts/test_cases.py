"""What every implementation of `moderation.ports.Cases` does."""

import asyncio
from datetime import timedelta

import attrs
import pytest

from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import TenantScope, UserId
from snowflake_domain.moderation.case import Case, CaseNumber, CaseState, Sanction, Source
from tests.contracts.storage import NOON, Storage


def a_case(number: int = 1, *, member: int = 2, reason: str = "spam") -> Case:
    return Case(
        number=CaseNumber(number),
        member=Person(UserId(member), "Robin ❄ Ö"),
        moderator=Person(UserId(2**62), "Alex"),
        sanction=Sanction.TIMEOUT,
        reason=reason,
        opened_at=NOON,
        expires_at=NOON + timedelta(hours=1),
        state=CaseState.PENDING,
        failure=None,
        source=Source.SLASH,
    )


async def record(storage: Storage, scope: TenantScope, *cases: Case) -> None:
    async with storage.begin(scope) as work:
        for case in cases:
            await work.cases.add(case)


async def found(storage: Storage, scope: TenantScope, number: int) -> Case | None:
    async with storage.begin(scope) as work:
        return await work.cases.find(CaseNumber(number))


@pytest.mark.parametrize(
    "case",
    [
        a_case(),
        attrs.evolve(a_case(), expires_at=None, sanction=Sanction.UNTIMEOUT, source=Source.API),
        a_case().failed("why not? " * 100),
        a_case(reason="ß \U0001f469‍\U0001f680 " + "x" * 500),
    ],
)
async def test_returns_what_was_recorded(storage: Storage, snow: TenantScope, case: Case) -> None:
    await record(storage, snow, case)
    assert await found(storage, snow, 1) == case


async def test_replaces_a_recorded_case(storage: Storage, snow: TenantScope) -> None:
    await record(storage, snow, a_case(1), a_case(2))
    async with storage.begin(snow) as work:
        await work.cases.replace(a_case(1).enforced())
        assert await work.cases.count_pending() == 1
    assert await found(storage, snow, 1) == a_case(1).enforced()
    assert await found(storage, snow, 2) == a_case(2)


async def test_replacing_the_same_with_the_same_is_fine(storage: Storage, snow: TenantScope) -> None:
    await record(storage, snow, a_case())
    async with storage.begin(snow) as work:
        await work.cases.replace(a_case())


async def test_a_case_that_was_never_recorded_is_not_replaced(storage: Storage, snow: TenantScope) -> None:
    with pytest.raises(LookupError):
        async with storage.begin(snow) as work:
            await work.cases.replace(a_case())


async def test_pages_are_newest_first_and_about_one_member_when_asked(
    storage: Storage, snow: TenantScope
) -> None:
    await record(storage, snow, *(a_case(number, member=number % 2) for number in (3, 1, 2, 4, 5)))
    async with storage.begin(snow) as work:
        page = work.cases.page
        assert [one.number for one in await page(member=None, below=None, limit=2)] == [5, 4]
        assert [one.number for one in await page(member=None, below=CaseNumber(4), limit=9)] == [3, 2, 1]
        assert [one.number for one in await page(member=UserId(1), below=None, limit=9)] == [5, 3, 1]
        assert [one.number for one in await page(member=UserId(1), below=CaseNumber(3), limit=9)] == [1]


async def test_one_community_never_sees_anothers_cases(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    await record(storage, snow, a_case(1, reason="ours"), a_case(2))
    assert await found(storage, frost, 1) is None
    await record(storage, frost, a_case(1, reason="theirs"))
    async with storage.begin(frost) as work:
        await work.cases.replace(a_case(1, reason="theirs").enforced())
        assert await work.cases.count_pending() == 0
        assert await work.cases.page(member=None, below=None, limit=9) == (
            a_case(1, reason="theirs").enforced(),
        )
    assert await found(storage, snow, 1) == a_case(1, reason="ours")


async def test_an_exception_leaves_nothing_behind(storage: Storage, snow: TenantScope) -> None:
    async def interrupted() -> None:
        async with storage.begin(snow) as work:
            assert await work.cases.next_number() == 1
            await work.cases.add(a_case())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await interrupted()
    assert await found(storage, snow, 1) is None
    async with storage.begin(snow) as work:
        assert await work.cases.next_number() == 1


async def test_numbers_count_up_in_each_community(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    async def take(scope: TenantScope) -> int:
        async with storage.begin(scope) as work:
            return await work.cases.next_number()

    assert [await take(snow), await take(snow), await take(frost), await take(snow)] == [1, 2, 1, 3]


async def test_concurrent_numbers_never_collide(storage: Storage, snow: TenantScope) -> None:
    async def take() -> int:
        async with storage.begin(snow) as work:
            number = await work.cases.next_number()
            await asyncio.sleep(0.001)
            return number

    assert sorted(await asyncio.gather(*(take() for _ in range(12)))) == list(range(1, 13))
