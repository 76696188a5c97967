import logging
from datetime import timedelta

import attrs
import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.discord import BotOffline, DiscordRefused
from snowflake_domain.kernel.scope import ChannelId, GuildId, MessageId, Permission, PermissionDenied
from snowflake_domain.messages.catch_up import BeginIndexing, CatchUp
from snowflake_domain.messages.index_messages import HistoryRead, IndexMessages
from snowflake_domain.messages.message import MessageSeen
from snowflake_domain.tenancy.provision_tenant import TenantProvisioned
from tests.fakes import NOON, HeardEvents, Past, StartedIndexing, StoppedClock, message, scope_of

SNOW = scope_of(1)
LOUNGE, ATTIC = ChannelId(77), ChannelId(78)

NEXT_DAY = NOON + timedelta(days=1)
"""When the index reads what was said at noon."""


@attrs.define
class Archive:
    """Discord's history on one side, the index on the other."""

    past: Past
    database: MemoryDatabase = attrs.Factory(MemoryDatabase)
    heard: HeardEvents = attrs.Factory(HeardEvents)

    @property
    def index(self) -> IndexMessages:
        return IndexMessages(self.database.begin, self.heard, StoppedClock(NEXT_DAY))

    @property
    def catch_up(self) -> CatchUp:
        return CatchUp(self.database.begin, self.past, self.index)

    async def cursors(self) -> dict[ChannelId, MessageId]:
        async with self.database.begin(SNOW) as work:
            return await work.messages.cursors()

    async def count(self) -> int:
        async with self.database.begin(SNOW) as work:
            return await work.messages.count()


@pytest.fixture
def archive() -> Archive:
    return Archive(Past({LOUNGE: [message(nth, f"line {nth}") for nth in range(1, 251)], ATTIC: []}))


async def test_reads_every_channel_to_its_start_quietly(archive: Archive) -> None:
    done = await archive.catch_up(SNOW)
    assert (done.messages, done.channels, done.trouble) == (250, {LOUNGE, ATTIC}, [])
    assert await archive.count() == 250
    assert [event.data for _, event in archive.heard.events] == [HistoryRead((LOUNGE,))]
    assert [before for channel, before in archive.past.pages if channel == LOUNGE] == [None, 151, 51, 1]


async def test_goes_on_where_the_index_ended(archive: Archive) -> None:
    await archive.catch_up(SNOW)
    archive.past.channels[LOUNGE] += [message(nth, "news") for nth in range(251, 391)]
    archive.past.pages.clear()
    assert (await archive.catch_up(SNOW)).messages == 140
    assert [before for channel, before in archive.past.pages if channel == LOUNGE] == [None, 291]
    assert (await archive.catch_up(SNOW)).messages == 0
    assert await archive.count() == 390


async def test_the_cursor_is_the_newest_that_was_read_and_an_empty_channel_has_none(archive: Archive) -> None:
    await archive.catch_up(SNOW)
    assert await archive.cursors() == {LOUNGE: 250}
    archive.past.channels[LOUNGE] += [message(nth, "news") for nth in range(251, 351)]
    await archive.catch_up(SNOW)
    assert await archive.cursors() == {LOUNGE: 350}


async def test_what_the_index_knows_without_a_cursor_is_no_reason_to_stop(archive: Archive) -> None:
    await archive.index(SNOW, [MessageSeen(message=message(250))])
    await archive.catch_up(SNOW)
    assert await archive.count() == 250


async def test_threads_at_rest_are_read_last(archive: Archive) -> None:
    archive.past.resting[ChannelId(79)] = [message(nth, channel=79) for nth in (301, 302)]
    done = await archive.catch_up(SNOW)
    assert ChannelId(79) in done.channels
    assert await archive.cursors() == {LOUNGE: 250, 79: 302}
    archive.past.pages.clear()
    await archive.catch_up(SNOW)
    assert [channel for channel, _ in archive.past.pages] == [LOUNGE, ATTIC]


async def test_a_message_that_came_live_meanwhile_stays_in_its_newer_version(archive: Archive) -> None:
    await archive.index(SNOW, [MessageSeen(message=message(1, "edited", edited=message(9).created_at))])
    await archive.catch_up(SNOW)
    async with archive.database.begin(SNOW) as work:
        found = await work.messages.find([message(1).id])
    assert found[message(1).id].content == "edited"


async def test_a_channel_that_refuses_is_passed_over(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    archive.past.refusing[ATTIC] = DiscordRefused("Missing Access", 50001)
    done = await archive.catch_up(SNOW)
    assert (done.messages, done.channels, done.trouble) == (250, {LOUNGE}, [])
    (warning,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert str(ATTIC) in warning.message
    assert "Missing Access" in warning.message


async def test_an_absent_bot_is_no_end_of_the_channel(archive: Archive) -> None:
    archive.past.refusing[ATTIC] = BotOffline()
    done = await archive.catch_up(SNOW)
    assert done.channels == {LOUNGE}
    assert isinstance(done.trouble[0], BotOffline)
    archive.past.refusing.clear()
    archive.past.channels[ATTIC] = [message(900, channel=ATTIC)]
    await archive.catch_up(SNOW)
    assert await archive.count() == 251


async def test_people_dont_start_it(archive: Archive) -> None:
    with pytest.raises(PermissionDenied):
        await archive.catch_up(scope_of(1, Permission.VIEW))


async def test_a_new_tenants_past_is_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    bot = StartedIndexing()
    begin = BeginIndexing(bot)
    await begin.deliver(SNOW, TenantProvisioned(GuildId(5000)))
    assert bot.tenants == [1]
    bot.switch.trouble = BotOffline()
    with pytest.raises(BotOffline):
        await begin.deliver(SNOW, TenantProvisioned(GuildId(5000)))
    await begin.give_up(SNOW, TenantProvisioned(GuildId(5000)), "BotOffline")
    assert "next start" in caplog.text
