"""What every implementation of `messages.ports.Messages` does, but for its search."""

import asyncio
import random
from datetime import timedelta

import attrs
import pytest

from snowflake_domain.kernel.scope import ChannelId, MessageId, TenantScope, UserId
from snowflake_domain.messages.message import Attachment, Author, EmbedJson, Message, Version
from tests.contracts.messages import a_message, found, hits, index
from tests.contracts.storage import NOON, Storage

FULL = Message(
    id=MessageId(2**62),
    channel_id=ChannelId(2**62 + 1),
    author=Author(id=UserId(2**62 + 2), name="Rob\U0001f469‍\U0001f680in", avatar_url="https://a/b", bot=True),
    content="Snow ❄\n\tand\u0000 \u202eRTL é é " + "ß" * 3900,
    created_at=NOON,
    edited_at=NOON + timedelta(microseconds=1),
    deleted_at=NOON + timedelta(days=400),
    reply_to=MessageId(2**62 - 1),
    pinned=True,
    type=19,
    attachments=(
        Attachment(
            id=2**62, filename="snöw.png", content_type="image/png", size=2**33, url="u", width=1, height=2
        ),
        Attachment(id=2, filename="b", content_type=None, size=0, url="https://c", width=None, height=None),
    ),
    embeds=(
        EmbedJson({"title": "Tïtle", "fields": [{"name": "n", "value": "\U0001f600"}], "color": 0xFFFFFF}),
        EmbedJson({"type": "rich", "nested": {"deep": [1, 2.5, None, True, 2**70]}}),
    ),
)


@pytest.mark.parametrize("message", [FULL, a_message(), a_message(content="")])
async def test_returns_what_was_saved(storage: Storage, snow: TenantScope, message: Message) -> None:
    await index(storage, snow, message)
    assert await found(storage, snow, message.id, 404) == {message.id: message}


async def test_takes_and_finds_many_at_once(storage: Storage, snow: TenantScope) -> None:
    messages = [a_message(number, f"word{number} and others") for number in range(1, 1301)]
    random.shuffle(messages)
    await index(storage, snow, *messages)
    assert await found(storage, snow, *range(1, 1301)) == {one.id: one for one in messages}
    async with storage.begin(snow) as work:
        assert await work.messages.find([]) == {}
        await work.messages.save([])
        assert await work.messages.count() == 1300


async def test_saving_again_replaces(storage: Storage, snow: TenantScope) -> None:
    await index(storage, snow, a_message(1, "old words"), a_message(2, "old neighbour"))
    newer = attrs.evolve(a_message(1, "new words"), edited_at=NOON, pinned=True)
    await index(storage, snow, newer, a_message(3))
    assert await found(storage, snow, 1, 2, 3) == {
        1: newer,
        2: a_message(2, "old neighbour"),
        3: a_message(3),
    }
    async with storage.begin(snow) as work:
        assert await work.messages.count() == 3


async def test_one_transaction_may_save_a_message_twice(storage: Storage, snow: TenantScope) -> None:
    async with storage.begin(snow) as work:
        await work.messages.save([a_message(1, "first")])
        await work.messages.save([a_message(1, "second")])
        await work.messages.save([a_message(1, "third")])
    assert [await hits(storage, snow, [word]) for word in ("first", "second", "third")] == [[], [], [1]]


async def test_versions_are_kept_once_and_oldest_first(storage: Storage, snow: TenantScope) -> None:
    first = Version("Ünïcode \U0001f600", NOON)
    second, third = Version("b", NOON + timedelta(microseconds=1)), Version("", NOON + timedelta(days=1))
    await index(storage, snow, a_message(1), a_message(2))
    async with storage.begin(snow) as work:
        for version in (third, first, second, first, third):
            await work.messages.keep_version(MessageId(1), version)
        await work.messages.keep_version(MessageId(2), first)
    async with storage.begin(snow) as work:
        await work.messages.keep_version(MessageId(1), second)
        assert await work.messages.versions(MessageId(1)) == (first, second, third)
        assert await work.messages.versions(MessageId(3)) == ()


async def test_two_versions_of_one_moment_are_both_kept(storage: Storage, snow: TenantScope) -> None:
    async with storage.begin(snow) as work:
        await work.messages.keep_version(MessageId(1), Version("a", NOON))
        await work.messages.keep_version(MessageId(1), Version("A", NOON))
        assert {one.content for one in await work.messages.versions(MessageId(1))} == {"a", "A"}


async def test_pages_of_a_channel_are_newest_first(storage: Storage, snow: TenantScope) -> None:
    deleted = attrs.evolve(a_message(5), deleted_at=NOON)
    await index(storage, snow, *map(a_message, (1, 3, 4, 6, 7)), deleted, a_message(2, channel=11))
    channel = ChannelId(10)

    async def page(*, before: int | None = None, after: int | None = None, limit: int = 99) -> list[int]:
        async with storage.begin(snow) as work:
            read = await work.messages.page(channel, before=before, after=after, limit=limit)
        return [message.id for message in read]

    assert await page() == [7, 6, 5, 4, 3, 1]
    assert await page(limit=2) == [7, 6]
    assert await page(before=5, limit=2) == [4, 3]
    assert await page(after=3, limit=2) == [5, 4]
    assert await page(after=0, limit=2) == [3, 1]
    assert await page(before=6, after=3) == [5, 4]
    assert await page(after=7) == []


async def test_counts_by_moment_and_by_utc_day(storage: Storage, snow: TenantScope) -> None:
    midnight = NOON.replace(hour=0, minute=0, second=0, microsecond=0)
    instant = timedelta(microseconds=1)
    moments = [midnight - instant, midnight, midnight + timedelta(days=1) - instant, NOON + timedelta(days=2)]
    await index(storage, snow, *(a_message(nth, at=at) for nth, at in enumerate(moments, 1)))
    async with storage.begin(snow) as work:
        assert await work.messages.count() == 4
        assert await work.messages.count(midnight) == 3
        assert await work.messages.count(midnight + instant) == 2
        assert await work.messages.per_day(NOON) == {"2026-11-24": 2, "2026-11-26": 1}
        assert await work.messages.per_day(NOON - timedelta(days=1)) == {
            "2026-11-23": 1,
            "2026-11-24": 2,
            "2026-11-26": 1,
        }
        assert await work.messages.per_day(NOON + timedelta(days=3)) == {}


async def test_one_community_never_sees_anothers_messages(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    await index(storage, snow, a_message(1, "ours"), a_message(2))
    assert await found(storage, frost, 1, 2) == {}
    await index(storage, frost, a_message(1, "theirs"))
    async with storage.begin(frost) as work:
        await work.messages.keep_version(MessageId(1), Version("theirs before", NOON))
        assert await work.messages.page(ChannelId(10), before=None, after=None, limit=9) == (
            a_message(1, "theirs"),
        )
        assert await work.messages.count() == 1
        assert await work.messages.per_day(NOON) == {"2026-11-24": 1}
    async with storage.begin(snow) as work:
        assert await work.messages.versions(MessageId(1)) == ()
        await work.messages.save([a_message(1, "ours anew")])
    assert await found(storage, frost, 1) == {1: a_message(1, "theirs")}
    assert await found(storage, snow, 1, 2) == {1: a_message(1, "ours anew"), 2: a_message(2)}


async def test_an_exception_leaves_nothing_behind(storage: Storage, snow: TenantScope) -> None:
    await index(storage, snow, a_message(1, "before"))

    async def interrupted() -> None:
        async with storage.begin(snow) as work:
            await work.messages.save([a_message(1, "after"), a_message(2, "after")])
            await work.messages.keep_version(MessageId(1), Version("before", NOON))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await interrupted()
    assert await found(storage, snow, 1, 2) == {1: a_message(1, "before")}
    assert await hits(storage, snow, ["after"]) == []
    assert await hits(storage, snow, ["before"]) == [1]
    async with storage.begin(snow) as work:
        assert await work.messages.versions(MessageId(1)) == ()


async def test_concurrent_edits_of_a_message_lose_none(storage: Storage, snow: TenantScope) -> None:
    await index(storage, snow, a_message(1, ""))

    async def append(word: str) -> None:
        async with storage.begin(snow) as work:
            before = (await work.messages.find([MessageId(1)]))[MessageId(1)]
            await asyncio.sleep(0.001)
            await work.messages.save([attrs.evolve(before, content=f"{before.content} {word}")])

    words = [f"word{nth}" for nth in range(8)]
    await asyncio.gather(*map(append, words))
    assert sorted((await found(storage, snow, 1))[MessageId(1)].content.split()) == words
    assert await hits(storage, snow, words) == [1]


async def test_two_writers_of_the_same_new_messages_leave_the_terms_of_one(
    storage: Storage, snow: TenantScope
) -> None:
    """As when history is read while the same messages arrive."""

    async def write(text: str) -> None:
        async with storage.begin(snow) as work:
            numbers = list(range(1, 41))
            random.shuffle(numbers)
            await work.messages.find([MessageId(number) for number in numbers])
            await work.messages.save([a_message(number, text) for number in numbers])

    await asyncio.gather(*(write(f"text{nth}") for nth in range(5)))
    last = {message.content for message in (await found(storage, snow, *range(1, 41))).values()}
    assert len(last) == 1
    for nth in range(5):
        expected = list(range(40, 0, -1)) if f"text{nth}" in last else []
        assert await hits(storage, snow, [f"text{nth}"]) == expected
