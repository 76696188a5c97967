import pytest

from snowflake_domain.kernel.activity import ActivityKind, Facts
from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.scope import Permission, PermissionDenied, RoleId, TenantScope, UserId
from snowflake_domain.tenancy.enter_tenant import NotStaff
from snowflake_domain.tenancy.follow_roles import MOST_NOTED
from snowflake_domain.tenancy.manage_staff import HeldByDiscordRole, InvalidGrant
from snowflake_domain.tenancy.map_roles import UnknownMapping
from snowflake_domain.tenancy.staff import PERMISSIONS, Role
from tests.fakes import ALEX, GUILD, ROBIN, SAM
from tests.tenancy.staffed import BLUE, RED, Staffed, appoint, mapped


@pytest.fixture
def polar() -> Staffed:
    return Staffed()


@pytest.fixture
async def owner(polar: Staffed) -> TenantScope:
    return await polar.found()


async def permissions(polar: Staffed, who: UserId) -> frozenset[Permission]:
    try:
        return (await polar.enter(GUILD, who)).permissions
    except NotStaff:
        return frozenset()


async def test_staff_follow_their_discord_roles(polar: Staffed, owner: TenantScope) -> None:
    polar.members.held = {ROBIN: frozenset({RED}), SAM: frozenset({BLUE})}
    await polar.map_roles.set(owner, mapped(RED, Role.MODERATOR))
    assert len(polar.outbox.put) == 1, "the bot is asked to look"
    listener = await polar.listener()
    await polar.follow.everyone(listener)
    assert await permissions(polar, ROBIN) == PERMISSIONS[Role.MODERATOR]
    assert await permissions(polar, SAM) == frozenset()
    polar.members.held[SAM] = frozenset({BLUE, RED})
    await polar.follow.one(listener, SAM)
    assert await permissions(polar, SAM) == PERMISSIONS[Role.MODERATOR]
    polar.members.held[ROBIN] = frozenset()
    del polar.members.held[SAM]
    await polar.follow.one(listener, ROBIN)
    await polar.follow.one(listener, SAM)
    assert await permissions(polar, ROBIN) == await permissions(polar, SAM) == frozenset()


async def test_the_best_of_all_roles_counts(polar: Staffed, owner: TenantScope) -> None:
    polar.members.held = {ROBIN: frozenset({RED, BLUE})}
    await polar.map_roles.set(owner, mapped(RED, Role.VIEWER))
    await polar.map_roles.set(owner, mapped(BLUE, Role.ADMIN, "Blue"))
    await polar.staff.appoint(owner, appoint(ROBIN, Role.MODERATOR))
    await polar.follow.everyone(await polar.listener())
    entry = next(one for one in await polar.staff.everyone(owner) if one.user_id == ROBIN)
    assert (entry.role, entry.direct) == (Role.ADMIN, Role.MODERATOR)
    assert [one.name for one in entry.by_roles] == ["Blue", "Red"]
    await polar.map_roles.remove(owner, BLUE)
    assert await permissions(polar, ROBIN) == PERMISSIONS[Role.MODERATOR], "at once, without the bot"
    await polar.staff.dismiss(owner, ROBIN)
    assert await permissions(polar, ROBIN) == PERMISSIONS[Role.VIEWER]
    with pytest.raises(HeldByDiscordRole) as refusal:
        await polar.staff.dismiss(owner, ROBIN)
    assert refusal.value.detail.startswith(f"User {ROBIN} is on the staff by the Discord role Red.")
    with pytest.raises(HeldByDiscordRole):
        await polar.staff.leave(await polar.scope(ROBIN))


async def test_no_discord_role_makes_owners_and_everyone_is_no_staff(
    polar: Staffed, owner: TenantScope
) -> None:
    for one in (mapped(RED, Role.OWNER), mapped(RoleId(int(GUILD)), Role.VIEWER)):
        with pytest.raises(InvalidGrant):
            await polar.map_roles.set(owner, one)
    with pytest.raises(UnknownMapping):
        await polar.map_roles.remove(owner, RED)
    assert await polar.map_roles.all(owner) == ()
    assert await polar.log(owner) == ()


async def test_admins_by_discord_role_manage_but_make_no_owners(polar: Staffed, owner: TenantScope) -> None:
    polar.members.held = {ROBIN: frozenset({RED})}
    await polar.map_roles.set(owner, mapped(RED, Role.ADMIN))
    await polar.follow.everyone(await polar.listener())
    admin = await polar.scope(ROBIN)
    await polar.staff.appoint(admin, appoint(SAM, Role.ADMIN))
    for command in (appoint(ROBIN, Role.OWNER), appoint(ALEX, Role.VIEWER)):
        with pytest.raises(PermissionDenied):
            await polar.staff.appoint(admin, command)
    polar.members.held[ROBIN] = frozenset()
    await polar.follow.one(await polar.listener(), ROBIN)
    with pytest.raises(PermissionDenied):
        await polar.staff.appoint(admin, appoint(UserId(7), Role.VIEWER))
    with pytest.raises(PermissionDenied):
        await polar.map_roles.set(admin, mapped(BLUE, Role.VIEWER))


async def test_what_the_bot_cant_see_changes_nothing(polar: Staffed, owner: TenantScope) -> None:
    polar.members.held = {ROBIN: frozenset({RED})}
    await polar.map_roles.set(owner, mapped(RED, Role.MODERATOR))
    listener = await polar.listener()
    await polar.follow.everyone(listener)
    polar.members.switch.trouble = BotOffline()
    with pytest.raises(BotOffline):
        await polar.follow.everyone(listener)
    assert await permissions(polar, ROBIN) == PERMISSIONS[Role.MODERATOR]


async def test_only_the_bot_itself_writes_holders(polar: Staffed, owner: TenantScope) -> None:
    robin = await polar.staff.appoint(owner, appoint(ROBIN, Role.ADMIN))
    with pytest.raises(PermissionDenied):
        await polar.follow.everyone(await polar.scope(robin.user_id))


async def test_the_log_tells_who_came_by_which_role(polar: Staffed, owner: TenantScope) -> None:
    polar.members.held = {ROBIN: frozenset({RED})}
    await polar.map_roles.set(owner, mapped(RED, Role.MODERATOR))
    await polar.map_roles.set(owner, mapped(RED, Role.MODERATOR))
    listener = await polar.listener()
    for _ in range(3):
        await polar.follow.everyone(listener)
    came, was_mapped = await polar.log(owner)
    assert came.person is not None
    assert (came.kind, came.actor.name, came.person.id) == (
        ActivityKind.STAFF_FOLLOWED_ROLES,
        "Snowflake",
        ROBIN,
    )
    assert (came.before, came.after) == (None, Facts({"discord_roles": ["Red"]}))
    assert was_mapped.after == Facts({"discord_role": "31", "name": "Red", "role": "moderator"})


async def test_a_whole_crowd_is_one_line_in_the_log(polar: Staffed, owner: TenantScope) -> None:
    polar.members.held = {UserId(number): frozenset({RED}) for number in range(1000, 1001 + MOST_NOTED)}
    await polar.map_roles.set(owner, mapped(RED, Role.VIEWER))
    await polar.follow.everyone(await polar.listener())
    assert len(await polar.staff.everyone(owner)) == MOST_NOTED + 2
    came, _ = await polar.log(owner)
    assert came.after == Facts({"people": MOST_NOTED + 1, "gone": 0})
