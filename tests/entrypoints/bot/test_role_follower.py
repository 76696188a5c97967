"""The staff follows Discord's roles, heard from a real gateway."""

from collections.abc import AsyncIterator

import pytest

from snowflake_domain.kernel.scope import Permission, RoleId, UserId
from snowflake_domain.tenancy.enter_tenant import NotStaff
from snowflake_domain.tenancy.staff import MappedRole, Role
from tests.entrypoints.bot.stage import AURORA, Stage, process, staged, until


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


def some_role(stage: Stage, nth: int = 0) -> int:
    """Return a role of Aurora that nobody of its staff holds."""
    guild = stage.world.guilds[AURORA]
    made = sorted(one for one in guild.roles if one != AURORA and guild.roles[one].bot_id is None)
    return int(made[nth])


async def map_role(stage: Stage, discord_role: int, role: Role) -> None:
    async with stage.database.begin(await stage.scope()) as work:
        mapped = MappedRole(discord_role=RoleId(discord_role), name="Mapped", role=role)
        await work.mapped_roles.put(mapped)
    await stage.following.start(await stage.scope())


async def may(stage: Stage, who: UserId, permission: Permission) -> bool:
    try:
        return permission in (await stage.enter(AURORA, who)).permissions
    except NotStaff:
        return False


def give(stage: Stage, who: UserId, *roles: int) -> None:
    stage.world.set_roles(AURORA, who, list(roles), actor=stage.persona("owner"))


async def test_whoever_holds_a_newly_mapped_role_is_staff_and_leaves_with_it(stage: Stage) -> None:
    viewer, role = stage.persona("viewer"), some_role(stage)
    give(stage, viewer, role)
    assert not await may(stage, viewer, Permission.MODERATE)
    await map_role(stage, role, Role.MODERATOR)
    await until(lambda: may(stage, viewer, Permission.MODERATE))
    give(stage, viewer)

    async def gone() -> bool:
        return not await may(stage, viewer, Permission.VIEW)

    await until(gone)
    give(stage, viewer, role)
    await until(lambda: may(stage, viewer, Permission.MODERATE))


async def test_who_leaves_the_server_leaves_the_staff(stage: Stage) -> None:
    viewer, role = stage.persona("viewer"), some_role(stage)
    give(stage, viewer, role)
    await map_role(stage, role, Role.VIEWER)
    await until(lambda: may(stage, viewer, Permission.VIEW))
    stage.world.kick(AURORA, viewer, actor=stage.persona("owner"))

    async def gone() -> bool:
        return not await may(stage, viewer, Permission.VIEW)

    await until(gone)


async def test_a_deleted_role_brings_nobody(stage: Stage) -> None:
    viewer, role = stage.persona("viewer"), some_role(stage)
    give(stage, viewer, role)
    await map_role(stage, role, Role.ADMIN)
    await until(lambda: may(stage, viewer, Permission.MANAGE_STAFF))
    stage.world.delete_role(AURORA, role, actor=stage.persona("owner"))

    async def gone() -> bool:
        return not await may(stage, viewer, Permission.VIEW)

    await until(gone)


async def test_what_happened_while_nobody_listened_is_caught_up_with() -> None:
    async with staged() as first:
        viewer, role = first.persona("viewer"), some_role(first)
        give(first, viewer, role)
        await map_role(first, role, Role.MODERATOR)
        await until(lambda: may(first, viewer, Permission.MODERATE))
        first.stop.set()
        await first.running
        moderator = first.persona("moderator")
        give(first, viewer)
        give(first, moderator, role)
        async with process(first.sandbox, first.database) as second:

            async def followed() -> bool:
                async with second.database.begin(await second.scope()) as work:
                    return [one.user_id for one in await work.role_holders.all()] == [moderator]

            await until(followed)
            assert not await may(second, viewer, Permission.VIEW)


async def test_only_snowflake_itself_may_have_the_bot_look(stage: Stage) -> None:
    headers = stage.headers(stage.persona("owner"))
    async with stage.http.post("/roles/follow", headers=headers, json={}) as said:
        assert said.status == 403
