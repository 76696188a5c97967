import asyncio

import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.scope import GuildId
from snowflake_domain.tenancy.enter_tenant import EnterTenant
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
from tests.fakes import ALEX, GUILD, NOON, ROBIN, CountingIds, InstalledBot, StoppedClock

FOUNDER = Founder(id=ALEX, name="Alex", avatar_url=None)
SOON = NOON.replace(hour=13)


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase()


@pytest.fixture
def bot() -> InstalledBot:
    return InstalledBot()


@pytest.fixture
def provision(database: MemoryDatabase, bot: InstalledBot) -> ProvisionTenant:
    return ProvisionTenant(database.directory, bot, StoppedClock(), CountingIds())


async def promises(database: MemoryDatabase) -> list[object]:
    return [one.message for one in await database.relay.claim(NOON, SOON, 100)]


async def test_founds_tenant_owner_and_settings_at_once(
    provision: ProvisionTenant, database: MemoryDatabase
) -> None:
    done = await provision(FOUNDER, ProvisionGuild(guild_id=GUILD, name="  Snow Club "))
    assert done.created
    assert (done.tenant.slug, done.tenant.settings.name) == ("snow-club", "Snow Club")
    scope = await EnterTenant(database.directory)(GUILD, ALEX)
    async with database.begin(scope) as work:
        (owner,) = await work.staff.all()
        assert (owner.user_id, owner.role, owner.added_at) == (ALEX, Role.OWNER, NOON)
        assert await work.profile.read() == done.tenant.settings


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
