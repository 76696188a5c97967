import asyncio

import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.scope import PermissionDenied, TenantScope, UserId
from snowflake_domain.tenancy.change_settings import ChangeSettings, ReviseSettings
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.manage_staff import AppointStaff, LastOwner, ManageStaff, UnknownStaff
from snowflake_domain.tenancy.staff import Role
from snowflake_domain.tenancy.tenant import InvalidSettings
from tests.fakes import ALEX, GUILD, ROBIN, SAM, StoppedClock, founded


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase()


@pytest.fixture
async def owner(database: MemoryDatabase) -> TenantScope:
    return await founded(database)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def staff(database: MemoryDatabase, clock: StoppedClock) -> ManageStaff:
    return ManageStaff(database.begin, clock)


@pytest.fixture
def enter(database: MemoryDatabase) -> EnterTenant:
    return EnterTenant(database.directory, StoppedClock())


def appoint(who: UserId, role: Role) -> AppointStaff:
    return AppointStaff(user_id=who, name=f"User {who}", avatar_url=None, role=role)


async def test_a_new_role_takes_effect_at_once_and_keeps_the_first_day(
    staff: ManageStaff, owner: TenantScope, clock: StoppedClock, enter: EnterTenant
) -> None:
    first = await staff.appoint(owner, appoint(ROBIN, Role.VIEWER))
    clock.forward(days=3)
    again = await staff.appoint(owner, appoint(ROBIN, Role.ADMIN))
    assert again.added_at == first.added_at
    assert [one.user_id for one in await staff.everyone(owner)] == [ALEX, ROBIN]
    robin = await enter(GUILD, ROBIN)
    assert await staff.everyone(robin)
    await staff.dismiss(owner, ROBIN)
    with pytest.raises(UnknownStaff):
        await staff.dismiss(owner, ROBIN)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR, Role.VIEWER])
async def test_the_last_owner_stays(staff: ManageStaff, owner: TenantScope, role: Role) -> None:
    with pytest.raises(LastOwner):
        await staff.appoint(owner, appoint(ALEX, role))
    with pytest.raises(LastOwner):
        await staff.dismiss(owner, ALEX)
    assert [one.role for one in await staff.everyone(owner)] == [Role.OWNER]


async def test_an_owner_may_go_when_there_is_another(
    staff: ManageStaff, owner: TenantScope, enter: EnterTenant
) -> None:
    await staff.appoint(owner, appoint(SAM, Role.OWNER))
    await staff.dismiss(owner, ALEX)
    with pytest.raises(LastOwner):
        await staff.dismiss(await enter(GUILD, SAM), SAM)


async def test_two_owners_who_dismiss_each_other_leave_one(
    staff: ManageStaff, owner: TenantScope, enter: EnterTenant
) -> None:
    await staff.appoint(owner, appoint(SAM, Role.OWNER))
    other = await enter(GUILD, SAM)
    outcomes = await asyncio.gather(
        staff.dismiss(owner, SAM), staff.dismiss(other, ALEX), return_exceptions=True
    )
    assert sum(outcome is None for outcome in outcomes) == 1
    assert len(await staff.everyone(owner)) == 1


async def test_admins_neither_make_nor_unmake_owners(
    staff: ManageStaff, owner: TenantScope, enter: EnterTenant
) -> None:
    await staff.appoint(owner, appoint(ROBIN, Role.ADMIN))
    await staff.appoint(owner, appoint(SAM, Role.OWNER))
    admin = await enter(GUILD, ROBIN)
    for command in (appoint(ROBIN, Role.OWNER), appoint(ALEX, Role.VIEWER), appoint(SAM, Role.OWNER)):
        with pytest.raises(PermissionDenied):
            await staff.appoint(admin, command)
    with pytest.raises(PermissionDenied):
        await staff.dismiss(admin, ALEX)
    await staff.appoint(admin, appoint(UserId(7), Role.ADMIN))
    assert [one.role for one in await staff.everyone(owner)].count(Role.OWNER) == 2


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.VIEWER])
async def test_others_dont_manage_staff_or_settings(
    staff: ManageStaff, owner: TenantScope, enter: EnterTenant, database: MemoryDatabase, role: Role
) -> None:
    await staff.appoint(owner, appoint(ROBIN, role))
    robin = await enter(GUILD, ROBIN)
    with pytest.raises(PermissionDenied):
        await staff.appoint(robin, appoint(SAM, Role.VIEWER))
    with pytest.raises(PermissionDenied):
        await staff.dismiss(robin, ALEX)
    with pytest.raises(PermissionDenied):
        await ChangeSettings(database.begin, StoppedClock())(robin, ReviseSettings(name="Mine"))
    assert (await ChangeSettings(database.begin, StoppedClock()).read(robin)).settings.name == "Polar 1"


async def test_settings_change_one_by_one(database: MemoryDatabase, owner: TenantScope) -> None:
    change = ChangeSettings(database.begin, StoppedClock())
    await change(owner, ReviseSettings(accent="#ABCDEF"))
    revision = await change(owner, ReviseSettings(timezone="Europe/Berlin"))
    settings = revision.settings
    assert (settings.name, settings.accent, settings.timezone) == ("Polar 1", "#abcdef", "Europe/Berlin")
    assert await change.read(owner) == revision
    assert await change(owner, ReviseSettings()) == revision


async def test_a_bad_setting_keeps_the_good_ones_out_too(
    database: MemoryDatabase, owner: TenantScope
) -> None:
    change = ChangeSettings(database.begin, StoppedClock())
    before = await change.read(owner)
    with pytest.raises(InvalidSettings) as refusal:
        await change(owner, ReviseSettings(name="Fine", timezone="Moon/Base"))
    assert [problem.field for problem in refusal.value.problems] == ["timezone"]
    assert await change.read(owner) == before
