import itertools
import random

import attrs
import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.scope import ChannelId, MessageId, Permission, PermissionDenied, TenantScope
from snowflake_domain.messages.message import Attachment, EmbedJson, Message
from snowflake_domain.messages.search_messages import FindMessages, SearchMessages
from snowflake_domain.messages.terms import EmptySearch
from tests.fakes import ROBIN, SAM, message, scope_of

SNOW = scope_of(1)


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase()


@pytest.fixture
def search(database: MemoryDatabase) -> SearchMessages:
    return SearchMessages(database.begin)


async def keep(database: MemoryDatabase, *messages: Message, scope: TenantScope = SNOW) -> None:
    async with database.begin(scope) as work:
        await work.messages.save(messages)


async def found(search: SearchMessages, q: str) -> list[int]:
    return [hit.message.id for hit in (await search(SNOW, FindMessages(q=q))).items]


async def test_finds_every_word_newest_first_and_marks_it(
    database: MemoryDatabase, search: SearchMessages
) -> None:
    await keep(database, message(1, "snow falls"), message(2, "no rain"), message(3, "It FALLS: Snow!"))
    page = await search(SNOW, FindMessages(q="snow falls"))
    assert [hit.message.id for hit in page.items] == [3, 1]
    assert page.items[0].highlights == ((3, 8), (10, 14))
    assert (page.total, page.total_is_estimate, page.next) == (2, False, None)


async def test_looks_into_embeds_and_file_names(database: MemoryDatabase, search: SearchMessages) -> None:
    embed = EmbedJson({"title": "Patch notes", "fields": [{"name": "Fixed", "value": "avalanche"}]})
    file = Attachment(
        id=1, filename="blizzard.png", content_type=None, size=1, url="https://x", width=None, height=None
    )
    await keep(
        database,
        attrs.evolve(message(1, ""), embeds=(embed,)),
        attrs.evolve(message(2, ""), attachments=(file,)),
    )
    assert await found(search, "avalanche") == [1]
    assert await found(search, "blizzard") == [2]


async def test_phrases_and_exclusions(database: MemoryDatabase, search: SearchMessages) -> None:
    await keep(
        database,
        message(1, "fresh snow today"),
        message(2, "snow, fresh from the sky"),
        message(3, "fresh snow and rain"),
    )
    assert await found(search, '"fresh snow"') == [3, 1]
    assert await found(search, "snow -rain") == [2, 1]
    assert await found(search, '"fresh snow" -rain') == [1]
    assert (await search(SNOW, FindMessages(q="snow -rain"))).total_is_estimate


async def test_narrows_to_a_channel_and_an_author(database: MemoryDatabase, search: SearchMessages) -> None:
    await keep(
        database,
        message(1, "snow"),
        message(2, "snow", channel=78),
        message(3, "snow", author=SAM),
    )
    there = await search(SNOW, FindMessages(q="snow", channel=ChannelId(77), author=ROBIN))
    assert [hit.message.id for hit in there.items] == [1]
    assert there.total == 1


async def test_finds_deleted_ones_and_no_other_tenants(
    database: MemoryDatabase, search: SearchMessages
) -> None:
    gone = attrs.evolve(message(1, "snow"), deleted_at=message(9).created_at)
    await keep(database, gone)
    await keep(database, message(2, "snow"), scope=scope_of(2))
    assert await found(search, "snow") == [1]


@pytest.mark.parametrize("q", ["snow", '"fresh snow" -rain'])
async def test_paging_neither_skips_nor_repeats_while_messages_arrive(
    database: MemoryDatabase, search: SearchMessages, q: str
) -> None:
    chance = random.Random(11)
    lines = ["fresh snow", "fresh snow, rain", "rain", "old snow"]
    before = [message(nth * 10, chance.choice(lines)) for nth in range(1, 301)]
    await keep(database, *before)
    read: list[int] = []
    cursor: MessageId | None = None
    for arriving in itertools.count(3001):
        page = await search(SNOW, FindMessages(q=q, limit=7, cursor=cursor))
        read += [hit.message.id for hit in page.items]
        cursor = page.next
        if cursor is None:
            break
        assert len(page.items) == 7
        await keep(database, message(arriving, "fresh snow"))
    assert read == [one.id for one in reversed(before) if matches(q, one.content)]


def matches(q: str, content: str) -> bool:
    return "snow" in content if q == "snow" else "fresh snow" in content and "rain" not in content


async def test_the_last_page_says_that_it_is(database: MemoryDatabase, search: SearchMessages) -> None:
    await keep(database, *(message(nth, "snow") for nth in range(1, 5)))
    page = await search(SNOW, FindMessages(q="snow", limit=4))
    assert (len(page.items), page.next) == (4, None)
    page = await search(SNOW, FindMessages(q="snow", limit=3))
    assert page.next == 2
    page = await search(SNOW, FindMessages(q="snow", limit=3, cursor=MessageId(2)))
    assert ([hit.message.id for hit in page.items], page.next, page.total) == ([1], None, 4)


@pytest.mark.parametrize(("asked", "given"), [(-5, 1), (0, 1), (100, 100), (100_000, 100)])
async def test_a_page_has_its_bounds(
    database: MemoryDatabase, search: SearchMessages, asked: int, given: int
) -> None:
    await keep(database, *(message(nth, "snow") for nth in range(1, 121)))
    assert len((await search(SNOW, FindMessages(q="snow", limit=asked))).items) == given


async def test_beyond_a_thousand_the_total_is_an_estimate(
    database: MemoryDatabase, search: SearchMessages
) -> None:
    await keep(database, *(message(nth, "snow") for nth in range(1, 1002)))
    page = await search(SNOW, FindMessages(q="snow"))
    assert (page.total, page.total_is_estimate) == (1000, True)


async def test_searching_takes_words_and_the_permission(search: SearchMessages) -> None:
    with pytest.raises(EmptySearch):
        await search(SNOW, FindMessages(q="  -rain "))
    with pytest.raises(PermissionDenied):
        await search(scope_of(1, Permission.PUBLISH), FindMessages(q="snow"))
