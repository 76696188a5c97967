"""What every implementation of `publishing.ports.Dispatches` does."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest

from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, MessageId, TenantScope, UserId
from snowflake_domain.publishing.dispatch import Dispatch, DispatchId, DispatchState
from snowflake_domain.publishing.message import Byline, Embed, Field, Footer, OutgoingMessage, Picture
from tests.contracts.storage import NOON, Storage

FULL = Embed(
    title="Rules ❄",
    description="Be kind.\n\U0001f469‍\U0001f680",
    url="https://example.org/rules",
    color=0x69D2E7,
    timestamp=datetime(2026, 2, 3, 4, 5, 6, 789000, tzinfo=timezone(timedelta(hours=-3))),
    footer=Footer(text="The staff", icon_url="https://example.org/footer.png"),
    image=Picture(url="https://example.org/image.png"),
    thumbnail=Picture(url="https://example.org/thumbnail.png"),
    author=Byline(name="Alex", url="https://example.org/alex"),
    fields=(Field(name="one", value="1", inline=True), Field(name="two", value="2")),
)


def a_dispatch(number: int = 1, *, content: str = "Hello") -> Dispatch:
    return Dispatch(
        id=DispatchId(number),
        channel_id=ChannelId(2**62),
        message=OutgoingMessage(content=content, embeds=(FULL, Embed(title="bare"))),
        state=DispatchState.PENDING,
        message_id=None,
        failure=None,
        created_at=NOON,
        created_by=Person(UserId(3), "Alex"),
    )


async def record(storage: Storage, scope: TenantScope, *dispatches: Dispatch) -> None:
    async with storage.begin(scope) as work:
        for dispatch in dispatches:
            await work.dispatches.add(dispatch)


async def found(storage: Storage, scope: TenantScope, number: int) -> Dispatch | None:
    async with storage.begin(scope) as work:
        return await work.dispatches.find(DispatchId(number))


@pytest.mark.parametrize(
    "dispatch",
    [
        a_dispatch(),
        a_dispatch().delivered(MessageId(2**62)),
        a_dispatch().failed("no " * 300),
        attrs.evolve(a_dispatch(), message=OutgoingMessage(content="only words")),
        attrs.evolve(
            a_dispatch(), message=OutgoingMessage(embeds=(Embed(timestamp=datetime(2026, 1, 1, tzinfo=UTC)),))
        ),
    ],
)
async def test_returns_what_was_recorded(storage: Storage, snow: TenantScope, dispatch: Dispatch) -> None:
    await record(storage, snow, dispatch)
    assert await found(storage, snow, 1) == dispatch


async def test_replaces_a_recorded_dispatch(storage: Storage, snow: TenantScope) -> None:
    await record(storage, snow, a_dispatch(1), a_dispatch(2))
    async with storage.begin(snow) as work:
        await work.dispatches.replace(a_dispatch(1).delivered(MessageId(9)))
    assert await found(storage, snow, 1) == a_dispatch(1).delivered(MessageId(9))
    assert await found(storage, snow, 2) == a_dispatch(2)


async def test_a_dispatch_that_was_never_recorded_is_not_replaced(
    storage: Storage, snow: TenantScope
) -> None:
    with pytest.raises(LookupError):
        async with storage.begin(snow) as work:
            await work.dispatches.replace(a_dispatch())


async def test_pages_are_newest_first(storage: Storage, snow: TenantScope) -> None:
    await record(storage, snow, *(a_dispatch(number) for number in (2, 1, 3)))
    async with storage.begin(snow) as work:
        assert [one.id for one in await work.dispatches.page(below=None, limit=2)] == [3, 2]
        assert [one.id for one in await work.dispatches.page(below=DispatchId(2), limit=2)] == [1]


async def test_one_community_never_sees_anothers_dispatches(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    await record(storage, snow, a_dispatch(1, content="ours"), a_dispatch(2))
    assert await found(storage, frost, 1) is None
    await record(storage, frost, a_dispatch(1, content="theirs"))
    async with storage.begin(frost) as work:
        await work.dispatches.replace(a_dispatch(1, content="theirs").failed("no"))
        assert len(await work.dispatches.page(below=None, limit=9)) == 1
    assert await found(storage, snow, 1) == a_dispatch(1, content="ours")


async def test_an_exception_leaves_nothing_behind(storage: Storage, snow: TenantScope) -> None:
    async def interrupted() -> None:
        async with storage.begin(snow) as work:
            await work.dispatches.add(a_dispatch())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await interrupted()
    assert await found(storage, snow, 1) is None


async def test_concurrent_dispatches_are_all_kept(storage: Storage, snow: TenantScope) -> None:
    await asyncio.gather(*(record(storage, snow, a_dispatch(number)) for number in range(1, 13)))
    async with storage.begin(snow) as work:
        assert [one.id for one in await work.dispatches.page(below=None, limit=99)] == list(range(12, 0, -1))
