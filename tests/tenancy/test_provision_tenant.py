import asyncio

import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.scope import ChannelId, GuildId
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.manage_webhooks import ManageWebhooks, SeedWebhook
from snowflake_domain.tenancy.ports import SeedableChannel
from snowflake_domain.tenancy.provision_tenant import (
    BotNotInstalled,
    Founder,
    NotYourGuild,
    ProvisionGuild,
    ProvisionTenant,
    TenantProvisioned,
)
from snowflake_domain.tenancy.staff import Role
from snowflake_domain.tenancy.tenant import InvalidSettings
from tests.fakes import ALEX, GUILD, NOON, ROBIN, CountingIds, InstalledBot, LeftToWorker, StoppedClock

FOUNDER = Founder(id=ALEX, name="Alex", avatar_url=None)
SECRET = 83
"""A channel where the bot may not make webhooks."""
SOON = NOON.replace(hour=13)


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase()


@pytest.fixture
def bot() -> InstalledBot:
    bot = InstalledBot()
    bot.channels = tuple(
        SeedableChannel(id=ChannelId(number), name=f"channel-{number}", may_seed=number != SECRET)
        for number in range(70, 84)
    )
    return bot


@pytest.fixture
def provision(database: MemoryDatabase, bot: InstalledBot) -> ProvisionTenant:
    clock, ids = StoppedClock(), CountingIds()
    webhooks = ManageWebhooks(database.begin, LeftToWorker(), clock, ids)
    enter = EnterTenant(database.directory, clock)
    return ProvisionTenant(database.directory, bot, clock, ids, enter, webhooks)


async def promises(database: MemoryDatabase) -> list[object]:
    return [one.message for one in await database.relay.claim(NOON, SOON, 100)]


async def test_founds_tenant_owner_and_settings_at_once(
    provision: ProvisionTenant, database: MemoryDatabase
) -> None:
    done = await provision(FOUNDER, ProvisionGuild(guild_id=GUILD, name="  Snow Club "))
    assert done.created
    assert (done.tenant.slug, done.tenant.settings.name) == ("snow-club", "Snow Club")
    scope = await EnterTenant(database.directory, StoppedClock())(GUILD, ALEX)
    async with database.begin(scope) as work:
        (owner,) = await work.staff.all()
        assert (owner.user_id, owner.role, owner.added_at) == (ALEX, Role.OWNER, NOON)
        assert (await work.profile.current()).settings == done.tenant.settings


async def test_promises_to_read_the_past(provision: ProvisionTenant, database: MemoryDatabase) -> None:
    await provision(FOUNDER, ProvisionGuild(guild_id=GUILD))
    assert await promises(database) == [TenantProvisioned(GUILD)]


async def test_takes_the_guilds_name_when_none_is_given(
    provision: ProvisionTenant, bot: InstalledBot
) -> None:
    assert (await provision(FOUNDER, ProvisionGuild(guild_id=GUILD))).tenant.settings.name == "Polar Lounge"
    bot.name = None
    bot.installed.add(GuildId(6))
    assert (await provision(FOUNDER, ProvisionGuild(guild_id=GuildId(6)))).tenant.settings.name == "Community"


async def test_a_repeat_changes_nothing(provision: ProvisionTenant, database: MemoryDatabase) -> None:
    first = await provision(FOUNDER, ProvisionGuild(guild_id=GUILD))
    again = await provision(FOUNDER, ProvisionGuild(guild_id=GUILD, name="Another name"))
    assert (again.tenant, again.created) == (first.tenant, False)
    assert len(await promises(database)) == 1


async def test_twenty_at_the_same_moment_found_one_tenant(
    provision: ProvisionTenant, database: MemoryDatabase, bot: InstalledBot
) -> None:
    bot.switch.slow = 0.001
    every = await asyncio.gather(*(provision(FOUNDER, ProvisionGuild(guild_id=GUILD)) for _ in range(20)))
    assert len({one.tenant.id for one in every}) == 1
    assert [one.created for one in every].count(True) == 1
    assert len(await promises(database)) == 1


async def test_two_guilds_of_one_name_have_two_addresses(
    provision: ProvisionTenant, bot: InstalledBot
) -> None:
    bot.installed.add(GuildId(6))
    one = await provision(FOUNDER, ProvisionGuild(guild_id=GUILD, name="Snow"))
    other = await provision(FOUNDER, ProvisionGuild(guild_id=GuildId(6), name="Snow"))
    assert one.tenant.slug == "snow"
    assert other.tenant.slug.startswith("snow-")


@pytest.mark.parametrize(
    ("who", "ask", "refusal"),
    [
        (FOUNDER, ProvisionGuild(guild_id=GuildId(404)), BotNotInstalled),
        (Founder(id=ROBIN, name="Robin", avatar_url=None), ProvisionGuild(guild_id=GUILD), NotYourGuild),
        (FOUNDER, ProvisionGuild(guild_id=GUILD, name="x" * 101), InvalidSettings),
    ],
)
async def test_a_refusal_stores_nothing(
    provision: ProvisionTenant,
    database: MemoryDatabase,
    who: Founder,
    ask: ProvisionGuild,
    refusal: type[Exception],
) -> None:
    with pytest.raises(refusal):
        await provision(who, ask)
    assert await database.directory.of_guild(ask.guild_id, who.id) is None
    assert await promises(database) == []


async def test_an_absent_bot_stores_nothing(
    provision: ProvisionTenant, database: MemoryDatabase, bot: InstalledBot
) -> None:
    bot.switch.trouble = BotOffline()
    with pytest.raises(BotOffline):
        await provision(FOUNDER, ProvisionGuild(guild_id=GUILD))
    assert await database.directory.of_guild(GUILD, ALEX) is None
    bot.switch.trouble = None
    assert (await provision(FOUNDER, ProvisionGuild(guild_id=GUILD))).created


def asking_for(*channels: int) -> ProvisionGuild:
    return ProvisionGuild(guild_id=GUILD, webhooks=tuple(ChannelId(one) for one in channels))


async def webhooks(database: MemoryDatabase) -> list[int]:
    scope = await EnterTenant(database.directory, StoppedClock())(GUILD, ALEX)
    async with database.begin(scope) as work:
        return [one.channel_id for one in await work.webhooks.all()]


async def test_asked_webhooks_are_promised_with_the_tenant(
    provision: ProvisionTenant, database: MemoryDatabase
) -> None:
    await provision(FOUNDER, asking_for(77, 78, 77))
    assert await webhooks(database) == [77, 78]
    kinds = [type(one) for one in await promises(database)]
    assert kinds == [TenantProvisioned, SeedWebhook, SeedWebhook]


async def test_by_default_there_is_none(provision: ProvisionTenant, database: MemoryDatabase) -> None:
    await provision(FOUNDER, ProvisionGuild(guild_id=GUILD))
    assert await webhooks(database) == []


async def test_a_repeat_adds_what_is_missing_and_nothing_twice(
    provision: ProvisionTenant, database: MemoryDatabase
) -> None:
    await provision(FOUNDER, asking_for(77))
    assert not (await provision(FOUNDER, asking_for(77, 78))).created
    assert await webhooks(database) == [77, 78]
    assert len(await promises(database)) == 3


async def test_twenty_at_once_with_webhooks_end_in_one_of_each(
    provision: ProvisionTenant, database: MemoryDatabase, bot: InstalledBot
) -> None:
    bot.switch.slow = 0.001
    every = await asyncio.gather(*(provision(FOUNDER, asking_for(77, 78)) for _ in range(20)))
    assert [one.created for one in every].count(True) == 1
    assert await webhooks(database) == [77, 78]
    assert len(await promises(database)) == 3


async def test_another_manager_who_repeats_it_changes_nothing(
    provision: ProvisionTenant, database: MemoryDatabase, bot: InstalledBot
) -> None:
    await provision(FOUNDER, asking_for(77))
    bot.managers.add(ROBIN)
    await provision(Founder(id=ROBIN, name="Robin", avatar_url=None), asking_for(78))
    assert await webhooks(database) == [77]


async def test_channels_where_it_can_not_be_are_named(
    provision: ProvisionTenant, database: MemoryDatabase
) -> None:
    with pytest.raises(InvalidSettings) as refused:
        await provision(FOUNDER, asking_for(77, SECRET, 404))
    assert [one.field for one in refused.value.problems] == ["webhooks[1]", "webhooks[2]"]
    with pytest.raises(InvalidSettings) as refused:
        await provision(FOUNDER, asking_for(*range(70, 81)))
    assert [one.field for one in refused.value.problems] == ["webhooks"]
    assert await database.directory.of_guild(GUILD, ALEX) is None


async def test_provisioning_again_finds_the_bot_that_came_back(
    provision: ProvisionTenant, database: MemoryDatabase
) -> None:
    await provision(FOUNDER, ProvisionGuild(guild_id=GUILD))
    await database.directory.note_bot(present=frozenset(), absent=frozenset({GUILD}), at=NOON)
    again = await provision(FOUNDER, asking_for(77))
    assert again.tenant.away_since is None
    assert await webhooks(database) == [77]
