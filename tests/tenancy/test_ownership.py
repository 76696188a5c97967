import pytest

from snowflake_domain.kernel.activity import ActivityId, ActivityKind, Facts
from snowflake_domain.kernel.scope import PermissionDenied, TenantScope, UserId
from snowflake_domain.tenancy.enter_tenant import NotStaff
from snowflake_domain.tenancy.manage_staff import InvalidGrant, LastOwner, UnknownStaff
from snowflake_domain.tenancy.read_activity import ListActivity
from snowflake_domain.tenancy.staff import Role
from tests.fakes import ALEX, GUILD, ROBIN, SAM
from tests.tenancy.staffed import RED, Staffed, appoint, mapped


@pytest.fixture
def polar() -> Staffed:
    return Staffed()


@pytest.fixture
async def owner(polar: Staffed) -> TenantScope:
    return await polar.found()


async def roles(polar: Staffed, scope: TenantScope) -> dict[UserId, Role | None]:
    return {one.user_id: one.direct for one in await polar.staff.everyone(scope)}


async def test_ownership_moves_in_one_step(polar: Staffed, owner: TenantScope) -> None:
    await polar.staff.appoint(owner, appoint(ROBIN, Role.VIEWER))
    entry = await polar.staff.transfer(owner, ROBIN)
    assert (entry.user_id, entry.role, entry.until) == (ROBIN, Role.OWNER, None)
    assert await roles(polar, owner) == {ALEX: Role.ADMIN, ROBIN: Role.OWNER}
    with pytest.raises(PermissionDenied):
        await polar.staff.transfer(owner, ALEX)
    newest = (await polar.log(await polar.scope(ROBIN)))[0]
    assert newest.kind is ActivityKind.OWNERSHIP_TRANSFERRED
    assert newest.before == Facts({"role": "viewer", "actor_role": "owner"})
    assert newest.after == Facts({"role": "owner", "actor_role": "admin"})


async def test_ownership_can_go_to_staff_by_discord_role(polar: Staffed, owner: TenantScope) -> None:
    polar.members.held = {ROBIN: frozenset({RED})}
    await polar.map_roles.set(owner, mapped(RED, Role.VIEWER))
    await polar.follow.everyone(await polar.listener())
    await polar.staff.transfer(owner, ROBIN)
    assert (await roles(polar, owner))[ROBIN] is Role.OWNER


async def test_ownership_goes_to_nobody_else(polar: Staffed, owner: TenantScope) -> None:
    await polar.staff.appoint(owner, appoint(ROBIN, Role.ADMIN))
    with pytest.raises(UnknownStaff):
        await polar.staff.transfer(owner, SAM)
    with pytest.raises(InvalidGrant):
        await polar.staff.transfer(owner, ALEX)
    with pytest.raises(PermissionDenied):
        await polar.staff.transfer(await polar.scope(ROBIN), ROBIN)
    assert await roles(polar, owner) == {ALEX: Role.OWNER, ROBIN: Role.ADMIN}


async def test_everybody_may_leave_but_the_last_owner(polar: Staffed, owner: TenantScope) -> None:
    await polar.staff.appoint(owner, appoint(ROBIN, Role.VIEWER))
    await polar.staff.leave(await polar.scope(ROBIN))
    with pytest.raises(NotStaff):
        await polar.enter(GUILD, ROBIN)
    with pytest.raises(LastOwner):
        await polar.staff.leave(owner)
    left = (await polar.log(owner))[0]
    assert (left.kind, left.actor.name, left.after) == (ActivityKind.STAFF_LEFT, f"User {ROBIN}", None)
    assert left.before == Facts({"role": "viewer", "until": None})


async def test_the_log_is_read_by_person_and_kind(polar: Staffed, owner: TenantScope) -> None:
    await polar.staff.appoint(owner, appoint(ROBIN, Role.ADMIN))
    await polar.staff.appoint(owner, appoint(ROBIN, Role.ADMIN))
    await polar.staff.appoint(await polar.scope(ROBIN), appoint(SAM, Role.VIEWER))
    read = polar.read_activity
    assert len((await read(owner, ListActivity())).items) == 2, "the same again is no change"
    by_robin = await read(owner, ListActivity(person=ROBIN))
    assert [(one.actor.id, one.person and one.person.id) for one in by_robin.items] == [
        (ROBIN, SAM),
        (ALEX, ROBIN),
    ]
    first = await read(owner, ListActivity(limit=1))
    assert first.next is not None
    second = await read(owner, ListActivity(limit=1, cursor=ActivityId(first.next)))
    assert [one.person and one.person.id for one in (*first.items, *second.items)] == [SAM, ROBIN]
    assert (await read(owner, ListActivity(kind=ActivityKind.STAFF_LEFT))).items == ()
    with pytest.raises(PermissionDenied):
        await read(await polar.scope(SAM), ListActivity())
