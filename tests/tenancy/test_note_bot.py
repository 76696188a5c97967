"""A community without the bot: what can still be done, and how it comes back."""

from datetime import timedelta

import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.errors import ErrorKind
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import BotAway, ChannelId, GuildId, TenantScope
from snowflake_domain.moderation.case import Source
from snowflake_domain.moderation.moderate_member import ModerateMember, TimeOutMember
from snowflake_domain.moderation.review_cases import ListCases, ReviewCases
from snowflake_domain.publishing.dispatch_embed import DispatchEmbed, SendEmbed
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.note_bot import NoteBot
from tests.fakes import (
    ALEX,
    GUILD,
    NOON,
    ROBIN,
    CountingIds,
    HeardEvents,
    LeftToWorker,
    Ranks,
    StoppedClock,
    founded,
    standing,
)

OTHER = GuildId(GUILD + (1 << 22))
"""In the next of two shards."""


@pytest.fixture
async def database() -> MemoryDatabase:
    database = MemoryDatabase()
    await founded(database, 1)
    await founded(database, 2, guild=OTHER)
    return database


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NOON + timedelta(hours=1))


@pytest.fixture
def events() -> HeardEvents:
    return HeardEvents()


@pytest.fixture
def note(database: MemoryDatabase, clock: StoppedClock, events: HeardEvents) -> NoteBot:
    return NoteBot(database.directory, EnterTenant(database.directory, clock), events, clock)


async def entered(database: MemoryDatabase, guild: GuildId = GUILD) -> TenantScope:
    return await EnterTenant(database.directory, StoppedClock())(guild, ALEX)


async def test_a_kicked_bot_leaves_its_community_to_be_read(note: NoteBot, database: MemoryDatabase) -> None:
    await note(GUILD, joined=False)
    scope = await entered(database)
    assert scope.bot_away
    with pytest.raises(BotAway) as refused:
        scope.require_bot()
    assert refused.value.kind is ErrorKind.CONFLICT
    assert (await ReviewCases(database.begin)(scope, ListCases())).items == ()
    assert not (await entered(database, OTHER)).bot_away


async def test_what_needs_the_bot_is_refused_and_leaves_no_trace(
    note: NoteBot, database: MemoryDatabase, clock: StoppedClock
) -> None:
    await note(GUILD, joined=False)
    scope, left, ids = await entered(database), LeftToWorker(), CountingIds()
    publish = DispatchEmbed(database.begin, left, clock, ids)
    ranks = Ranks({ALEX: standing(ALEX, rank=9), ROBIN: standing(ROBIN, rank=1)})
    moderate = ModerateMember(database.begin, ranks, left, HeardEvents(), clock)
    with pytest.raises(BotAway):
        await publish(scope, Person(ALEX, "Alex"), SendEmbed(channel=ChannelId(77), content="hello"))
    command = TimeOutMember(member=ROBIN, lasting=timedelta(hours=1), reason="spam")
    with pytest.raises(BotAway):
        await moderate(scope, command, Source.DASHBOARD)
    assert left.put == []
    assert (await publish.recent(scope)).items == ()


async def test_a_bot_that_is_back_revives_it(
    note: NoteBot, database: MemoryDatabase, clock: StoppedClock, events: HeardEvents
) -> None:
    await note(GUILD, joined=False)
    clock.forward(minutes=1)
    await note(GUILD, joined=True)
    assert not (await entered(database)).bot_away
    assert [event.data.connected for _, event in events.events] == [False, True]  # type: ignore[attr-defined]


async def test_reports_may_come_late_twice_and_in_any_order(
    note: NoteBot, database: MemoryDatabase, clock: StoppedClock
) -> None:
    first, second = clock.now(), clock.now() + timedelta(seconds=5)
    clock.forward(minutes=1)
    await note(GUILD, joined=True, at=second)
    await note(GUILD, joined=False, at=first)
    await note.whole(frozenset(), shard=0, shards=1, at=first)
    assert not (await entered(database)).bot_away
    await note(GUILD, joined=True, at=second)
    assert not (await entered(database)).bot_away


async def test_a_clock_that_is_ahead_does_not_silence_later_reports(
    note: NoteBot, database: MemoryDatabase, clock: StoppedClock
) -> None:
    await note(GUILD, joined=True, at=clock.now() + timedelta(days=1))
    clock.forward(minutes=1)
    await note(GUILD, joined=False)
    assert (await entered(database)).bot_away


async def test_a_whole_list_tells_what_was_missed(
    note: NoteBot, database: MemoryDatabase, clock: StoppedClock, events: HeardEvents
) -> None:
    await note.whole(frozenset({GUILD, GuildId(404)}), shard=0, shards=1)
    assert not (await entered(database)).bot_away
    assert (await entered(database, OTHER)).bot_away
    clock.forward(minutes=1)
    await note.whole(frozenset({OTHER}), shard=0, shards=1)
    assert (await entered(database)).bot_away
    assert not (await entered(database, OTHER)).bot_away
    assert sorted(tenant for tenant, _ in events.events) == [1, 2, 2]


async def test_one_shard_says_nothing_about_the_guilds_of_another(
    note: NoteBot, database: MemoryDatabase
) -> None:
    shard = (GUILD >> 22) % 2
    await note.whole(frozenset(), shard=shard, shards=2)
    assert (await entered(database)).bot_away
    assert not (await entered(database, OTHER)).bot_away


async def test_a_guild_without_a_tenant_is_nothing_to_note(note: NoteBot, events: HeardEvents) -> None:
    await note(GuildId(404), joined=False)
    await note(GuildId(404), joined=True)
    assert events.events == []


async def test_a_community_founded_after_a_list_was_made_is_not_on_it(
    note: NoteBot, database: MemoryDatabase
) -> None:
    await note.whole(frozenset(), shard=0, shards=1, at=NOON - timedelta(seconds=1))
    assert not (await entered(database)).bot_away
