import random
from datetime import datetime, timedelta

import attrs
import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.scope import ChannelId, MessageId, Permission, PermissionDenied, TenantScope
from snowflake_domain.messages.index_messages import Deleted, IndexMessages, highest
from snowflake_domain.messages.message import (
    EmbedJson,
    Message,
    MessageSeen,
    MessagesRemoved,
    Report,
    Version,
)
from tests.fakes import NOON, HeardEvents, StoppedClock, message, scope_of

SNOW = scope_of(1)
CHANNEL = ChannelId(77)


@attrs.define
class Index:
    """An index and what dashboards heard of it."""

    database: MemoryDatabase = attrs.Factory(MemoryDatabase)
    heard: HeardEvents = attrs.Factory(HeardEvents)

    @property
    def apply(self) -> IndexMessages:
        return IndexMessages(self.database.begin, self.heard, StoppedClock())

    async def see(self, *messages: Message, scope: TenantScope = SNOW) -> None:
        await self.apply(scope, [MessageSeen(message=one) for one in messages])

    async def one(self, number: int, scope: TenantScope = SNOW) -> Message | None:
        async with self.database.begin(scope) as work:
            return (await work.messages.find([MessageId(number)])).get(MessageId(number))

    async def versions(self, number: int) -> tuple[Version, ...]:
        async with self.database.begin(SNOW) as work:
            return await work.messages.versions(MessageId(number))


@pytest.fixture
def index() -> Index:
    return Index()


def edit(number: int, content: str, minute: int) -> Message:
    return message(number, content, edited=at(minute))


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def removed(*numbers: int, minute: int = 30) -> MessagesRemoved:
    return MessagesRemoved(channel_id=CHANNEL, ids=tuple(map(MessageId, numbers)), at=at(minute))


async def test_a_repeat_changes_nothing_and_is_no_news(index: Index) -> None:
    await index.see(message(1))
    await index.see(message(1), message(1))
    assert await index.one(1) == message(1)
    assert await index.versions(1) == ()
    assert index.heard.types == ["message.created"]


async def test_an_edit_keeps_what_was_said_before(index: Index) -> None:
    await index.see(message(1, "first"))
    await index.see(edit(1, "second", 1), edit(1, "third", 2))
    assert await index.one(1) == edit(1, "third", 2)
    assert await index.versions(1) == (
        Version("first", message(1).created_at),
        Version("second", at(1)),
    )
    assert index.heard.types == ["message.created", "message.edited", "message.edited"]


async def test_an_older_edit_that_arrives_late_is_ignored(index: Index) -> None:
    await index.see(message(1, "first"), edit(1, "newest", 5))
    await index.see(edit(1, "older", 3), message(1, "first"))
    assert await index.one(1) == edit(1, "newest", 5)
    assert index.heard.types == ["message.created", "message.edited"]


async def test_a_pin_or_a_preview_is_an_edit_without_a_version(index: Index) -> None:
    await index.see(message(1, "https://snow.example"))
    shown = attrs.evolve(
        message(1, "https://snow.example"), pinned=True, embeds=(EmbedJson({"title": "Snow"}),)
    )
    await index.see(shown)
    assert await index.one(1) == shown
    assert await index.versions(1) == ()


async def test_what_was_deleted_stays_so(index: Index) -> None:
    await index.see(message(1))
    await index.apply(SNOW, [removed(1)])
    await index.see(message(1), edit(1, "back?", 60))
    gone = await index.one(1)
    assert gone == attrs.evolve(message(1), deleted_at=at(30))
    assert index.heard.types == ["message.created", "message.deleted"]


async def test_a_second_deletion_keeps_the_first_time(index: Index) -> None:
    await index.see(message(1), message(2))
    await index.apply(SNOW, [removed(1)])
    await index.apply(SNOW, [removed(1, 2, 404, minute=40)])
    first, second = await index.one(1), await index.one(2)
    assert first is not None
    assert second is not None
    assert (first.deleted_at, second.deleted_at) == (at(30), at(40))
    told = [event.data for _, event in index.heard.events if event.type == "message.deleted"]
    assert told == [
        Deleted((MessageId(1),), CHANNEL, at(30)),
        Deleted((MessageId(2),), CHANNEL, at(40)),
    ]


async def test_deleting_what_nobody_knew_is_no_news(index: Index) -> None:
    await index.apply(SNOW, [removed(404)])
    assert index.heard.events == []
    assert await index.one(404) is None


async def test_a_batch_is_applied_in_order(index: Index) -> None:
    await index.apply(
        SNOW,
        [
            MessageSeen(message=message(1, "first")),
            MessageSeen(message=edit(1, "second", 1)),
            removed(1),
            MessageSeen(message=edit(1, "third", 50)),
        ],
    )
    assert await index.one(1) == attrs.evolve(edit(1, "second", 1), deleted_at=at(30))
    assert index.heard.types == ["message.created", "message.edited", "message.deleted"]


async def test_any_order_of_the_same_reports_ends_alike(index: Index) -> None:
    reports = [message(1, "v0"), *(edit(1, f"v{minute}", minute) for minute in range(1, 6))]
    chance = random.Random(7)
    for nth in range(50):
        scope = scope_of(100 + nth)
        shuffled = [*reports, *reports]
        chance.shuffle(shuffled)
        for one in shuffled:
            await index.see(one, scope=scope)
        assert await index.one(1, scope) == reports[-1]


async def test_history_is_no_news(index: Index) -> None:
    old = message(1, at=at(-2))
    await index.apply(SNOW, [MessageSeen(message=old)], quietly=True)
    assert await index.one(1) == old
    assert index.heard.events == []


async def test_what_was_just_written_is_told_once_even_when_history_brings_it(index: Index) -> None:
    await index.apply(SNOW, [MessageSeen(message=message(1))], quietly=True)
    await index.see(message(1))
    assert [event.type for _, event in index.heard.events] == ["message.created"]


async def test_cursors_move_with_the_rows_or_not_at_all(index: Index) -> None:
    async def cursors() -> dict[ChannelId, MessageId]:
        async with index.database.begin(SNOW) as work:
            return await work.messages.cursors()

    await index.apply(SNOW, [MessageSeen(message=message(5))], reached={CHANNEL: MessageId(5)})
    await index.apply(SNOW, [MessageSeen(message=message(6))])
    assert await cursors() == {CHANNEL: 5}
    poison = attrs.evolve(message(7), embeds=(EmbedJson({"fields": 5}),))
    with pytest.raises(TypeError):
        await index.apply(SNOW, [MessageSeen(message=poison)], reached={CHANNEL: MessageId(7)})
    assert await cursors() == {CHANNEL: 5}


def test_a_batch_reaches_to_its_highest_message_in_the_channels_asked_for() -> None:
    reports: list[Report] = [
        *(MessageSeen(message=message(nth)) for nth in (3, 9, 4)),
        MessageSeen(message=message(12, channel=78)),
        removed(40),
    ]
    assert highest(reports, {CHANNEL}) == {CHANNEL: 9}
    assert highest(reports, {CHANNEL, ChannelId(78)}) == {CHANNEL: 9, ChannelId(78): 12}
    assert highest(reports, ()) == {}


async def test_each_tenant_has_an_index_of_its_own(index: Index) -> None:
    frost = scope_of(2)
    await index.see(message(1, "snow"))
    await index.see(message(1, "frost"), scope=frost)
    await index.apply(frost, [removed(1)])
    assert await index.one(1) == message(1, "snow")


async def test_people_cant_write_the_index(index: Index) -> None:
    with pytest.raises(PermissionDenied):
        await index.see(message(1), scope=scope_of(1, Permission.VIEW, Permission.MODERATE))
    assert await index.one(1) is None
