import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from snowflake_domain.kernel.activity import ActivityKind, Facts
from snowflake_domain.kernel.errors import DomainError
from snowflake_domain.kernel.scope import PermissionDenied, TenantScope, UserId
from snowflake_domain.tenancy.accept_invitation import AlreadyOnStaff, Joined
from snowflake_domain.tenancy.enter_tenant import NotStaff
from snowflake_domain.tenancy.invitation import (
    InvitationExpired,
    InvitationRevoked,
    InvitationSecret,
    InvitationUsed,
    UnknownInvitation,
)
from snowflake_domain.tenancy.invite_staff import (
    MOST_OPEN,
    InvitationMade,
    MakeInvitation,
    TooManyInvitations,
)
from snowflake_domain.tenancy.manage_staff import InvalidGrant
from snowflake_domain.tenancy.staff import PERMISSIONS, Role
from tests.fakes import ALEX, GUILD, ROBIN, SAM
from tests.tenancy.staffed import Staffed, appoint, guest

MODERATOR = MakeInvitation(role=Role.MODERATOR)


@pytest.fixture
def polar() -> Staffed:
    return Staffed()


@pytest.fixture
async def owner(polar: Staffed) -> TenantScope:
    return await polar.found()


async def test_whoever_accepts_is_on_the_staff(polar: Staffed, owner: TenantScope) -> None:
    made = await polar.invite(owner, MODERATOR)
    assert [one.id for one in await polar.invite.open(owner)] == [made.invitation.id]
    offered = await polar.accept.look(guest(ROBIN), made.secret)
    assert (offered.community, offered.role, offered.already) == ("Polar 1", Role.MODERATOR, None)
    assert offered.invited_by.name == "Alex"
    with pytest.raises(NotStaff):
        await polar.enter(GUILD, ROBIN)
    joined = await polar.accept(guest(ROBIN), made.secret)
    assert (joined.tenant.id, joined.role) == (owner.tenant, Role.MODERATOR)
    assert (await polar.enter(GUILD, ROBIN)).permissions == PERMISSIONS[Role.MODERATOR]
    assert await polar.invite.open(owner) == ()


async def test_a_link_is_good_for_one_person(polar: Staffed, owner: TenantScope) -> None:
    made = await polar.invite(owner, MODERATOR)
    people = [guest(UserId(number)) for number in range(1000, 1020)]
    outcomes = await asyncio.gather(
        *(polar.accept(one, made.secret) for one in people), return_exceptions=True
    )
    assert sum(isinstance(one, Joined) for one in outcomes) == 1
    assert sum(isinstance(one, InvitationUsed) for one in outcomes) == 19
    assert len(await polar.staff.everyone(owner)) == 2


async def revoke(polar: Staffed, owner: TenantScope, made: InvitationMade) -> None:
    await polar.invite.revoke(owner, made.invitation.id)


async def expire(polar: Staffed, owner: TenantScope, made: InvitationMade) -> None:
    del owner, made
    polar.clock.forward(days=7)


async def use(polar: Staffed, owner: TenantScope, made: InvitationMade) -> None:
    del owner
    await polar.accept(guest(SAM), made.secret)


@pytest.mark.parametrize(
    ("close", "refusal"),
    [(revoke, InvitationRevoked), (expire, InvitationExpired), (use, InvitationUsed)],
)
async def test_closed_links_say_what_became_of_them(
    polar: Staffed, owner: TenantScope, close: Callable[..., object], refusal: type[DomainError]
) -> None:
    made = await polar.invite(owner, MODERATOR)
    closing = close(polar, owner, made)
    assert asyncio.iscoroutine(closing)
    await closing
    for ask in (polar.accept.look, polar.accept):
        with pytest.raises(refusal):
            await ask(guest(ROBIN), made.secret)
    with pytest.raises(refusal):
        await polar.invite.revoke(owner, made.invitation.id)
    with pytest.raises(NotStaff):
        await polar.enter(GUILD, ROBIN)


async def test_just_before_its_end_a_link_is_good(polar: Staffed, owner: TenantScope) -> None:
    made = await polar.invite(owner, MODERATOR)
    polar.clock.forward(days=7, microseconds=-1)
    assert (await polar.accept(guest(ROBIN), made.secret)).role is Role.MODERATOR


@pytest.mark.parametrize("secret", ["", "0" * 64, "nonsense \x00 ❄"])
async def test_other_secrets_open_nothing(polar: Staffed, owner: TenantScope, secret: str) -> None:
    await polar.invite(owner, MODERATOR)
    with pytest.raises(UnknownInvitation):
        await polar.accept(guest(ROBIN), InvitationSecret(secret + "f"))


async def test_an_invitation_of_somebody_who_lost_the_right_gives_nothing(
    polar: Staffed, owner: TenantScope
) -> None:
    await polar.staff.appoint(owner, appoint(ROBIN, Role.ADMIN))
    made = await polar.invite(await polar.scope(ROBIN), MakeInvitation(role=Role.ADMIN))
    await polar.staff.dismiss(owner, ROBIN)
    for who in (ROBIN, SAM):
        with pytest.raises(InvitationRevoked):
            await polar.accept(guest(who), made.secret)


async def test_admins_invite_no_owners_and_others_nobody(polar: Staffed, owner: TenantScope) -> None:
    await polar.staff.appoint(owner, appoint(ROBIN, Role.ADMIN))
    await polar.staff.appoint(owner, appoint(SAM, Role.MODERATOR))
    admin, moderator = await polar.scope(ROBIN), await polar.scope(SAM)
    with pytest.raises(PermissionDenied):
        await polar.invite(admin, MakeInvitation(role=Role.OWNER))
    assert (await polar.invite(admin, MakeInvitation(role=Role.ADMIN))).invitation.role is Role.ADMIN
    for ask in (polar.invite(moderator, MakeInvitation(role=Role.VIEWER)), polar.invite.open(moderator)):
        with pytest.raises(PermissionDenied):
            await ask
    made = await polar.invite(owner, MakeInvitation(role=Role.OWNER))
    assert (await polar.accept(guest(SAM), made.secret)).role is Role.OWNER


async def test_an_invitation_never_takes_away(polar: Staffed, owner: TenantScope) -> None:
    made = await polar.invite(owner, MODERATOR)
    with pytest.raises(AlreadyOnStaff) as refusal:
        await polar.accept(guest(ALEX), made.secret)
    assert refusal.value.detail == (
        "You are owner here already. The invitation stays good for somebody else."
    )
    await polar.staff.appoint(owner, appoint(ROBIN, Role.VIEWER))
    assert (await polar.accept(guest(ROBIN), made.secret)).role is Role.MODERATOR
    robin = next(one for one in await polar.staff.everyone(owner) if one.user_id == ROBIN)
    assert robin.direct is Role.MODERATOR


async def test_a_grant_ends_by_itself(polar: Staffed, owner: TenantScope) -> None:
    until = polar.clock.now() + timedelta(days=30)
    made = await polar.invite(owner, MakeInvitation(role=Role.ADMIN, until=until))
    await polar.accept(guest(ROBIN), made.secret)
    polar.clock.forward(days=30, microseconds=-1)
    assert (await polar.enter(GUILD, ROBIN)).permissions == PERMISSIONS[Role.ADMIN]
    polar.clock.forward(microseconds=1)
    with pytest.raises(NotStaff):
        await polar.enter(GUILD, ROBIN)
    entry = next(one for one in await polar.staff.everyone(owner) if one.user_id == ROBIN)
    assert (entry.lapsed, entry.role, entry.until) == (True, Role.ADMIN, until)


async def test_grants_that_make_no_sense_are_refused(polar: Staffed, owner: TenantScope) -> None:
    now = polar.clock.now()
    for command in (
        MakeInvitation(role=Role.VIEWER, until=now),
        MakeInvitation(role=Role.OWNER, until=now + timedelta(days=1)),
    ):
        with pytest.raises(InvalidGrant) as refusal:
            await polar.invite(owner, command)
        assert [one.field for one in refusal.value.problems] == ["until"]


async def test_open_invitations_are_limited(polar: Staffed, owner: TenantScope) -> None:
    made = await polar.invite(owner, MODERATOR)
    for _ in range(MOST_OPEN - 1):
        await polar.invite(owner, MODERATOR)
    with pytest.raises(TooManyInvitations):
        await polar.invite(owner, MODERATOR)
    await polar.invite.revoke(owner, made.invitation.id)
    await polar.invite(owner, MODERATOR)


async def test_the_log_tells_of_invitations_but_no_secret(polar: Staffed, owner: TenantScope) -> None:
    made = await polar.invite(owner, MODERATOR)
    await polar.accept(guest(ROBIN), made.secret)
    other = await polar.invite(owner, MODERATOR)
    await polar.invite.revoke(owner, other.invitation.id)
    log = await polar.log(owner)
    assert [one.kind for one in reversed(log)] == [
        ActivityKind.INVITATION_MADE,
        ActivityKind.INVITATION_ACCEPTED,
        ActivityKind.INVITATION_MADE,
        ActivityKind.INVITATION_REVOKED,
    ]
    accepted = log[2]
    assert accepted.person is not None
    assert (accepted.actor.name, accepted.person.id, accepted.before) == (f"User {ROBIN}", ROBIN, None)
    assert accepted.after == Facts({"role": "moderator", "until": None})
    assert made.secret not in repr(log)
    assert made.secret not in repr(made)
