"""What every implementation of tenancy's storage ports does."""

import asyncio
from datetime import timedelta

import attrs
import pytest

from snowflake_domain.kernel.scope import GuildId, TenantId, TenantScope, UserId
from snowflake_domain.tenancy.ports import Membership
from snowflake_domain.tenancy.provision_tenant import TenantProvisioned
from snowflake_domain.tenancy.staff import Role, StaffMember
from snowflake_domain.tenancy.tenant import Settings, Slug, Tenant
from tests.contracts.storage import NOON, OWNER, Storage, a_member, a_tenant, an_owner, next_number

ROBIN = UserId(2**62)


async def everyone(storage: Storage, scope: TenantScope) -> tuple[StaffMember, ...]:
    async with storage.begin(scope) as work:
        return await work.staff.all()


async def test_the_staff_is_listed_by_service(storage: Storage, snow: TenantScope) -> None:
    early = attrs.evolve(
        a_member(ROBIN, added_at=NOON - timedelta(microseconds=1)), name="Robin ❄", avatar_url="https://a/b"
    )
    late = a_member(UserId(1), added_at=NOON + timedelta(days=1), role=Role.VIEWER)
    async with storage.begin(snow) as work:
        await work.staff.put(late)
        await work.staff.put(early)
    assert await everyone(storage, snow) == (early, an_owner(), late)


async def test_a_member_is_replaced_and_removed(storage: Storage, snow: TenantScope) -> None:
    async with storage.begin(snow) as work:
        await work.staff.put(a_member(ROBIN))
        await work.staff.put(a_member(ROBIN, role=Role.ADMIN))
    assert await everyone(storage, snow) == (an_owner(), a_member(ROBIN, role=Role.ADMIN))
    async with storage.begin(snow) as work:
        await work.staff.remove(ROBIN)
        await work.staff.remove(UserId(404))
    assert await everyone(storage, snow) == (an_owner(),)


async def test_one_community_never_sees_anothers_staff_and_settings(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    async with storage.begin(snow) as work:
        await work.staff.put(a_member(ROBIN))
        two = Settings(name="Snow two", accent="#000000", timezone="Europe/Berlin")
        await work.profile.revise(two, by=OWNER, at=NOON)
    async with storage.begin(frost) as work:
        assert await work.staff.all() == (an_owner(),)
        assert (await work.profile.current()).settings == Settings(name="Snow")
        await work.staff.remove(ROBIN)
        await work.profile.revise(Settings(name="Frost"), by=OWNER, at=NOON)
    async with storage.begin(snow) as work:
        assert len(await work.staff.all()) == 2
        assert (await work.profile.current()).settings.name == "Snow two"


async def test_an_exception_leaves_staff_and_settings_alone(storage: Storage, snow: TenantScope) -> None:
    async def interrupted() -> None:
        async with storage.begin(snow) as work:
            await work.staff.put(a_member(ROBIN))
            await work.profile.revise(Settings(name="Elsewhere"), by=OWNER, at=NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await interrupted()
    async with storage.begin(snow) as work:
        assert await work.staff.all() == (an_owner(),)
        assert (await work.profile.current()).settings == Settings(name="Snow")


async def test_two_owners_who_dismiss_each_other_leave_one(storage: Storage, snow: TenantScope) -> None:
    async with storage.begin(snow) as work:
        await work.staff.put(a_member(ROBIN, role=Role.OWNER))

    async def dismiss(user: UserId) -> None:
        async with storage.begin(snow) as work:
            if len(await work.staff.all()) > 1:
                await asyncio.sleep(0.01)
                await work.staff.remove(user)

    await asyncio.gather(dismiss(OWNER), dismiss(ROBIN))
    assert len(await everyone(storage, snow)) == 1


async def test_concurrent_changes_of_settings_lose_none(storage: Storage, snow: TenantScope) -> None:
    async def sign(letter: str) -> None:
        async with storage.begin(snow) as work:
            before = (await work.profile.current()).settings
            await asyncio.sleep(0.001)
            signed = attrs.evolve(before, name=before.name + letter)
            await work.profile.revise(signed, by=OWNER, at=NOON)

    await asyncio.gather(*map(sign, "abcdefgh"))
    async with storage.begin(snow) as work:
        assert sorted((await work.profile.current()).settings.name) == sorted("Snow" + "abcdefgh")


async def test_a_founded_tenant_is_found_by_everything_it_has(storage: Storage) -> None:
    asked = attrs.evolve(a_tenant(name="Snow ❄"), icon_url="https://example.org/icon.png")
    stands = await storage.directory.found(asked, an_owner())
    assert stands == asked
    as_owner, as_stranger = Membership(asked, Role.OWNER), Membership(asked, None)
    directory = storage.directory
    assert await directory.of_guild(asked.guild, OWNER) == as_owner
    assert await directory.of_guild(asked.guild, ROBIN) == as_stranger
    assert await directory.of_slug(asked.slug, OWNER) == as_owner
    assert await directory.of_slug(asked.slug, ROBIN) == as_stranger
    assert await directory.tenant(asked.id) == asked
    assert await directory.tenants_of_guilds(frozenset({asked.guild, GuildId(1)})) == {asked.guild: asked}


async def test_nobody_is_found_where_nobody_is(storage: Storage) -> None:
    assert await storage.directory.of_guild(GuildId(1), OWNER) is None
    assert await storage.directory.of_slug(Slug("nobody"), OWNER) is None
    assert await storage.directory.of_user(UserId(next_number())) == ()
    assert await storage.directory.tenant(TenantId(1)) is None
    assert await storage.directory.tenants_of_guilds(frozenset()) == {}


async def test_slugs_differ_by_case(storage: Storage) -> None:
    tenant = await storage.directory.found(a_tenant(), an_owner())
    assert await storage.directory.of_slug(Slug(tenant.slug.upper()), OWNER) is None


async def test_a_user_sees_where_they_are_staff_by_name(storage: Storage) -> None:
    user = UserId(next_number())
    for name in ("beta", "Alpha", "gamma"):
        await storage.directory.found(a_tenant(name=name), an_owner(user))
    await storage.directory.found(a_tenant(name="another's"), an_owner())
    memberships = await storage.directory.of_user(user)
    assert [one.tenant.settings.name for one in memberships] == ["Alpha", "beta", "gamma"]
    assert {one.role_at(NOON) for one in memberships} == {Role.OWNER}


async def test_the_directory_follows_changes_of_staff_and_settings(
    storage: Storage, snow: TenantScope
) -> None:
    async with storage.begin(snow) as work:
        await work.staff.put(a_member(ROBIN, role=Role.VIEWER))
        await work.profile.revise(Settings(name="Renamed"), by=OWNER, at=NOON)
    membership = await storage.directory.of_guild(snow.guild, ROBIN)
    assert membership is not None
    assert (membership.role_at(NOON), membership.tenant.settings.name) == (Role.VIEWER, "Renamed")


async def test_a_guild_is_founded_once_however_many_try_at_once(storage: Storage) -> None:
    guild = GuildId(next_number())
    racing = [attrs.evolve(a_tenant(), guild=guild) for _ in range(10)]
    stand = await asyncio.gather(*(storage.directory.found(one, an_owner()) for one in racing))
    assert len({one.id for one in stand}) == 1
    assert await storage.directory.of_guild(guild, OWNER) == Membership(stand[0], Role.OWNER)
    losers = {one.id for one in racing} - {stand[0].id}
    assert [await storage.directory.tenant(one) for one in losers] == [None] * 9
    far = NOON + timedelta(days=365)
    promises = await storage.relay.claim(far, far, 1000)
    assert [one.tenant for one in promises if one.message == TenantProvisioned(guild)] == [stand[0].id]


async def test_a_taken_slug_becomes_a_free_one_however_many_want_it(storage: Storage) -> None:
    slug = f"wanted-{next_number():x}"
    wanting: list[Tenant] = [a_tenant(name="Wanted", slug=slug) for _ in range(4)]
    stand = await asyncio.gather(*(storage.directory.found(one, an_owner()) for one in wanting))
    assert [one.id for one in stand] == [one.id for one in wanting]
    assert len({one.slug for one in stand}) == 4
    for one in stand:
        assert await storage.directory.of_slug(one.slug, OWNER) == Membership(one, Role.OWNER)
