import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.scope import ChannelId, MessageId, Permission, PermissionDenied
from snowflake_domain.messages.message import Version
from snowflake_domain.messages.read_messages import ReadChannel, ReadMessages, UnknownMessage
from tests.fakes import NOON, message, scope_of

SNOW = scope_of(1)
CHANNEL = ChannelId(77)


@pytest.fixture
async def database() -> MemoryDatabase:
    """A channel with messages 1 to 200, and one message elsewhere."""
    database = MemoryDatabase()
    async with database.begin(SNOW) as work:
        await work.messages.save([message(nth, f"line {nth}") for nth in range(1, 201)])
        await work.messages.save([message(1000, "elsewhere", channel=78)])
        await work.messages.keep_version(MessageId(5), Version("older", NOON))
    return database


@pytest.fixture
def read(database: MemoryDatabase) -> ReadMessages:
    return ReadMessages(database.begin)


@pytest.mark.parametrize(
    ("ask", "first", "last", "on"),
    [
        (ReadChannel(channel=CHANNEL, limit=3), 200, 198, 198),
        (ReadChannel(channel=CHANNEL, limit=3, before=MessageId(4)), 3, 1, None),
        (ReadChannel(channel=CHANNEL, limit=2, before=MessageId(4)), 3, 2, 2),
        (ReadChannel(channel=CHANNEL, limit=3, after=MessageId(10)), 13, 11, None),
        (ReadChannel(channel=CHANNEL, limit=50, after=MessageId(190)), 200, 191, None),
        (ReadChannel(channel=CHANNEL, limit=5, around=MessageId(100)), 102, 98, 98),
        (ReadChannel(channel=CHANNEL, limit=4, around=MessageId(100)), 102, 99, 99),
        (ReadChannel(channel=CHANNEL, limit=1, around=MessageId(100)), 100, 100, 100),
        (ReadChannel(channel=CHANNEL, limit=5, around=MessageId(200)), 200, 196, 196),
        (ReadChannel(channel=CHANNEL, limit=5, around=MessageId(1)), 3, 1, None),
        (ReadChannel(channel=CHANNEL, limit=100_000), 200, 101, 101),
    ],
)
async def test_reads_a_piece_newest_first(
    read: ReadMessages, ask: ReadChannel, first: int, last: int, on: int | None
) -> None:
    page = await read.channel(SNOW, ask)
    assert [one.id for one in page.items] == list(range(first, last - 1, -1))
    assert page.next == on


async def test_reads_a_whole_channel_page_by_page(read: ReadMessages) -> None:
    seen: list[int] = []
    before: MessageId | None = None
    while True:
        page = await read.channel(SNOW, ReadChannel(channel=CHANNEL, before=before, limit=33))
        seen += [one.id for one in page.items]
        if page.next is None:
            break
        before = MessageId(page.next)
    assert seen == list(range(200, 0, -1))


async def test_what_nobody_wrote_in_is_empty(read: ReadMessages) -> None:
    page = await read.channel(SNOW, ReadChannel(channel=ChannelId(404)))
    assert (page.items, page.next) == ((), None)


async def test_shows_a_message_in_its_surroundings(read: ReadMessages) -> None:
    shown = await read.one(SNOW, MessageId(5))
    assert [one.id for one in shown.before] == [1, 2, 3, 4]
    assert [one.id for one in shown.after] == list(range(6, 18))
    assert shown.versions == (Version("older", NOON),)
    alone = await read.one(SNOW, MessageId(1000))
    assert (alone.before, alone.after) == ((), ())


async def test_whose_message_it_isnt_finds_nothing(read: ReadMessages) -> None:
    for scope, number in ((SNOW, 404), (scope_of(2), 5)):
        with pytest.raises(UnknownMessage):
            await read.one(scope, MessageId(number))
    assert (await read.channel(scope_of(2), ReadChannel(channel=CHANNEL))).items == ()


async def test_reading_takes_the_permission(read: ReadMessages) -> None:
    blind = scope_of(1, Permission.PUBLISH)
    with pytest.raises(PermissionDenied):
        await read.channel(blind, ReadChannel(channel=CHANNEL))
    with pytest.raises(PermissionDenied):
        await read.one(blind, MessageId(5))
