from datetime import UTC, datetime, timedelta

import attrs
import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import Permission, PermissionDenied
from snowflake_domain.moderation.case import Case, CaseNumber, CaseState, Sanction, Source
from snowflake_domain.telemetry.overview import Overview, ReadOverview
from tests.fakes import ALEX, NOON, ROBIN, QuietGuild, StoppedClock, message, scope_of

SNOW = scope_of(1)


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase()


def case(number: int, state: CaseState = CaseState.ENFORCED) -> Case:
    return Case(
        number=CaseNumber(number),
        member=Person(ROBIN, "Robin"),
        moderator=Person(ALEX, "Alex"),
        sanction=Sanction.TIMEOUT,
        reason="spam",
        opened_at=NOON,
        expires_at=NOON + timedelta(hours=1),
        state=state,
        failure=None,
        source=Source.DASHBOARD,
    )


async def look(database: MemoryDatabase, guild: QuietGuild | None = None, at: datetime = NOON) -> Overview:
    return await ReadOverview(database.begin, guild or QuietGuild(), StoppedClock(at))(SNOW)


async def test_counts_fourteen_days_and_fills_the_quiet_ones(database: MemoryDatabase) -> None:
    midnight = NOON.replace(hour=0)
    moments = [
        midnight,
        NOON,
        midnight - timedelta(microseconds=1),
        midnight - timedelta(days=13),
        midnight - timedelta(days=13, microseconds=1),
    ]
    async with database.begin(SNOW) as work:
        await work.messages.save([message(nth, at=moment) for nth, moment in enumerate(moments, 1)])
    seen = await look(database)
    assert (seen.messages, seen.messages_today) == (5, 2)
    assert [day.day for day in seen.activity] == [
        *(f"2029-12-{day}" for day in range(19, 32)),
        "2030-01-01",
    ]
    assert [day.messages for day in seen.activity] == [1, *[0] * 11, 1, 2]


@pytest.mark.parametrize(
    "at", [datetime(2030, 3, 1, 0, 0, tzinfo=UTC), datetime(2028, 2, 29, 23, 59, tzinfo=UTC)]
)
async def test_there_are_always_fourteen_days_in_a_row(database: MemoryDatabase, at: datetime) -> None:
    days = [datetime.fromisoformat(day.day).date() for day in (await look(database, at=at)).activity]
    assert days == [at.date() - timedelta(days=back) for back in range(13, -1, -1)]


async def test_a_silent_bot_leaves_gaps(database: MemoryDatabase) -> None:
    seen = await look(database, QuietGuild(online=False))
    assert (seen.members, seen.gateway.connected, seen.gateway.latency_ms) == (None, False, None)
    assert [notice.kind for notice in seen.notices] == ["gateway"]
    well = await look(database)
    assert (well.members, well.gateway.connected, well.notices) == (1204, True, ())


async def test_says_what_needs_a_human(database: MemoryDatabase) -> None:
    async with database.begin(SNOW) as work:
        for number in range(1, 8):
            await work.cases.add(case(number, CaseState.PENDING if number < 3 else CaseState.ENFORCED))
    seen = await look(database, QuietGuild(intents_missing=("Message Content",)))
    assert seen.open_cases == 2
    assert [one.number for one in seen.recent_cases] == [7, 6, 5, 4, 3]
    assert [notice.kind for notice in seen.notices] == ["intents", "cases"]
    assert "Message Content" in seen.notices[0].detail
    assert seen.notices[1].title.startswith("2 cases")


async def test_one_waiting_case_is_one_case(database: MemoryDatabase) -> None:
    async with database.begin(SNOW) as work:
        await work.cases.add(case(1, CaseState.PENDING))
    assert (await look(database)).notices[0].title == "1 case waits for Discord"


async def test_looking_takes_the_permission(database: MemoryDatabase) -> None:
    blind = attrs.evolve(SNOW, permissions=frozenset({Permission.PUBLISH}))
    with pytest.raises(PermissionDenied):
        await ReadOverview(database.begin, QuietGuild(), StoppedClock())(blind)
