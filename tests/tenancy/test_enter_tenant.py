import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.scope import GuildId, Permission, TenantId, UserId
from snowflake_domain.tenancy.enter_tenant import (
    SYSTEM,
    EnterTenant,
    GuildMismatch,
    NotStaff,
    UnknownGuild,
    UnknownTenant,
)
from snowflake_domain.tenancy.staff import PERMISSIONS, Role, StaffMember
from snowflake_domain.tenancy.tenant import Slug
from tests.fakes import ALEX, GUILD, NOON, ROBIN, SAM, StoppedClock, founded


@pytest.fixture
async def database() -> MemoryDatabase:
    """Two communities: Alex owns the first, where Robin moderates; Sam owns the second."""
    database = MemoryDatabase()
    scope = await founded(database)
    await founded(database, 2, guild=6, owner=SAM)
    async with database.begin(scope) as work:
        await work.staff.put(
            StaffMember(user_id=ROBIN, name="Robin", avatar_url=None, role=Role.MODERATOR, added_at=NOON)
        )
    return database


@pytest.fixture
def enter(database: MemoryDatabase) -> EnterTenant:
    return EnterTenant(database.directory, StoppedClock())


async def test_a_scope_holds_what_the_role_may(enter: EnterTenant) -> None:
    scope = await enter(GUILD, ROBIN)
    assert (scope.tenant, scope.guild, scope.actor) == (1, GUILD, ROBIN)
    assert scope.permissions == PERMISSIONS[Role.MODERATOR]
    assert await enter.by_slug(Slug("polar-1"), ROBIN) == scope
    assert await enter.checked(TenantId(1), GUILD, ROBIN) == scope


async def test_strangers_stay_outside(enter: EnterTenant) -> None:
    with pytest.raises(NotStaff):
        await enter(GUILD, SAM)
    with pytest.raises(UnknownGuild):
        await enter(GuildId(404), ALEX)


async def test_strangers_cant_tell_whether_an_address_is_taken(enter: EnterTenant) -> None:
    refusals = []
    for slug in ("polar-1", "nobody-here"):
        with pytest.raises(UnknownTenant) as refusal:
            await enter.by_slug(Slug(slug), SAM)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]


@pytest.mark.parametrize(("tenant", "guild", "who"), [(2, GUILD, ALEX), (2, GUILD, SYSTEM), (1, 6, SAM)])
async def test_a_claim_that_mixes_two_tenants_is_refused(
    enter: EnterTenant, tenant: int, guild: int, who: int
) -> None:
    with pytest.raises(GuildMismatch):
        await enter.checked(TenantId(tenant), GuildId(guild), UserId(who))


async def test_snowflake_itself_may_everything_where_there_is_a_tenant(enter: EnterTenant) -> None:
    scope = await enter.as_system(TenantId(2))
    assert (scope.actor, scope.guild, scope.permissions) == (SYSTEM, 6, frozenset(Permission))
    assert await enter.checked(TenantId(2), GuildId(6), SYSTEM) == scope
    with pytest.raises(UnknownTenant):
        await enter.as_system(TenantId(404))


async def test_a_listener_only_reads_and_indexes(enter: EnterTenant) -> None:
    scope = await enter.as_listener(GUILD)
    assert scope is not None
    assert scope.permissions == {Permission.VIEW, Permission.INDEX}
    assert await enter.as_listener(GuildId(404)) is None
