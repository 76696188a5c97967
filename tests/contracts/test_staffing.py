"""What every implementation of invitations, mapped roles and grants does."""

import asyncio
from datetime import timedelta
from typing import Any

import attrs
import pytest

from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import GuildId, RoleId, TenantScope, UserId
from snowflake_domain.tenancy.invitation import (
    LASTS,
    Invitation,
    InvitationId,
    InvitationSecret,
    InvitationState,
)
from snowflake_domain.tenancy.staff import MappedRole, Role, RoleHolder
from tests.contracts.storage import NOON, OWNER, Storage, a_member, next_number

ROBIN, SAM = UserId(2**62), UserId(12)
RED, BLUE = RoleId(2**62 + 5), RoleId(9)


def an_invitation(**more: Any) -> Invitation:
    invitation = Invitation(
        id=InvitationId(next_number()),
        role=Role.MODERATOR,
        until=None,
        invited_by=Person(OWNER, "Nova ❄"),
        created_at=NOON,
        expires_at=NOON + LASTS,
    )
    return attrs.evolve(invitation, **more)


def a_secret() -> InvitationSecret:
    return InvitationSecret(f"{next_number():064x}")


def holder(user: UserId, *roles: RoleId) -> RoleHolder:
    return RoleHolder(user_id=user, name=f"user {user}", avatar_url=None, roles=frozenset(roles))


async def test_an_invitation_is_kept_and_found_by_id_and_secret(storage: Storage, snow: TenantScope) -> None:
    first, secret = an_invitation(until=NOON + timedelta(days=90)), a_secret()
    second = an_invitation(role=Role.OWNER)
    async with storage.begin(snow) as work:
        await work.invitations.add(first, secret)
        await work.invitations.add(second, a_secret())
    async with storage.begin(snow) as work:
        assert await work.invitations.open(NOON) == (second, first)
        assert await work.invitations.find(first.id) == first
        assert await work.invitations.by_secret(secret) == first
        assert await work.invitations.by_secret(a_secret()) is None
        assert await work.invitations.find(InvitationId(1)) is None
    found = await storage.directory.of_invitation(secret)
    assert found is not None
    assert found.id == snow.tenant
    assert await storage.directory.of_invitation(a_secret()) is None


@pytest.mark.parametrize(
    "closed",
    [
        {"accepted_at": NOON, "accepted_by": Person(ROBIN, "Robin")},
        {"revoked_at": NOON},
        {"expires_at": NOON},
        {"until": NOON},
    ],
    ids=["used", "revoked", "expired", "its role ended"],
)
async def test_a_closed_invitation_is_found_but_not_listed(
    storage: Storage, snow: TenantScope, closed: dict[str, Any]
) -> None:
    invitation, secret = an_invitation(), a_secret()
    async with storage.begin(snow) as work:
        await work.invitations.add(invitation, secret)
        over = attrs.evolve(invitation, **closed)
        await work.invitations.replace(over)
    async with storage.begin(snow) as work:
        assert await work.invitations.open(NOON) == ()
        assert await work.invitations.by_secret(secret) == over
    assert over.state_at(NOON) is not InvitationState.OPEN
    assert await storage.directory.of_invitation(secret) is not None


async def test_an_invitation_is_used_once_however_many_try_at_once(
    storage: Storage, snow: TenantScope
) -> None:
    invitation, secret = an_invitation(), a_secret()
    async with storage.begin(snow) as work:
        await work.invitations.add(invitation, secret)

    async def use(user: int) -> bool:
        async with storage.begin(snow) as work:
            found = await work.invitations.by_secret(secret)
            assert found is not None
            await asyncio.sleep(0.001)
            if found.accepted_at is not None:
                return False
            by = Person(UserId(user), f"user {user}")
            await work.invitations.replace(attrs.evolve(found, accepted_at=NOON, accepted_by=by))
            return True

    assert sum(await asyncio.gather(*(use(number) for number in range(1, 9)))) == 1


async def test_invitations_of_others_cant_be_seen_or_changed(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    invitation, secret = an_invitation(), a_secret()
    async with storage.begin(snow) as work:
        await work.invitations.add(invitation, secret)
    async with storage.begin(frost) as work:
        assert await work.invitations.open(NOON) == ()
        assert await work.invitations.find(invitation.id) is None
        assert await work.invitations.by_secret(secret) is None


async def test_who_holds_a_mapped_role_is_staff_in_one_look(storage: Storage, snow: TenantScope) -> None:
    async with storage.begin(snow) as work:
        await work.mapped_roles.put(MappedRole(discord_role=RED, name="Röd", role=Role.VIEWER))
        await work.mapped_roles.put(MappedRole(discord_role=BLUE, name="Blå", role=Role.ADMIN))
        await work.role_holders.put(holder(ROBIN, RED, BLUE))
        await work.role_holders.put(holder(SAM, RED))
        await work.staff.put(a_member(SAM, role=Role.MODERATOR))
        names = [one.name for one in await work.mapped_roles.all()]
    assert names == ["Blå", "Röd"], "the best first"
    assert await roles_in(storage, snow.guild, ROBIN, SAM) == [Role.ADMIN, Role.MODERATOR]
    async with storage.begin(snow) as work:
        await work.mapped_roles.remove(BLUE)
        await work.mapped_roles.remove(BLUE)
        await work.staff.remove(SAM)
    assert await roles_in(storage, snow.guild, ROBIN, SAM) == [Role.VIEWER, Role.VIEWER]
    assert snow.tenant in {one.tenant.id for one in await storage.directory.of_user(ROBIN)}
    async with storage.begin(snow) as work:
        await work.role_holders.put(holder(ROBIN))
        await work.mapped_roles.put(MappedRole(discord_role=RED, name="Red", role=Role.MODERATOR))
        assert await work.role_holders.all() == (holder(SAM, RED),)
    assert await roles_in(storage, snow.guild, ROBIN, SAM) == [None, Role.MODERATOR]
    assert snow.tenant not in {one.tenant.id for one in await storage.directory.of_user(ROBIN)}


async def roles_in(storage: Storage, guild: GuildId, *users: UserId) -> list[Role | None]:
    memberships = [await storage.directory.of_guild(guild, user) for user in users]
    return [one.role_at(NOON) if one else None for one in memberships]


async def test_holders_are_told_apart_and_of_one_community(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    async with storage.begin(snow) as work:
        await work.mapped_roles.put(MappedRole(discord_role=RED, name="Red", role=Role.VIEWER))
        for user in (ROBIN, SAM):
            await work.role_holders.put(holder(user, RED, BLUE))
    async with storage.begin(frost) as work:
        await work.role_holders.put(holder(ROBIN, BLUE))
        assert await work.role_holders.all() == (holder(ROBIN, BLUE),)
        assert await work.mapped_roles.all() == ()
    async with storage.begin(snow) as work:
        assert await work.role_holders.all() == (holder(SAM, RED, BLUE), holder(ROBIN, RED, BLUE))
        assert await work.role_holders.among(frozenset({ROBIN, OWNER})) == (holder(ROBIN, RED, BLUE),)
        assert await work.role_holders.among(frozenset()) == ()
    assert await roles_in(storage, frost.guild, ROBIN) == [None]


async def test_a_grant_counts_until_its_end(storage: Storage, snow: TenantScope) -> None:
    end = NOON + timedelta(days=1, microseconds=1)
    member = attrs.evolve(a_member(ROBIN, role=Role.ADMIN), until=end)
    async with storage.begin(snow) as work:
        await work.staff.put(member)
        assert member in await work.staff.all()
    membership = await storage.directory.of_guild(snow.guild, ROBIN)
    assert membership is not None
    assert membership.role_at(end - timedelta(microseconds=1)) is Role.ADMIN
    assert membership.role_at(end) is None
    assert (membership.direct, membership.until) == (Role.ADMIN, end)
