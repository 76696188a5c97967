"""What every implementation of the activity log and of the settings' revisions does."""

from datetime import timedelta

import pytest

from snowflake_domain.kernel.activity import ActivityKind, Change, Facts, NotedChange
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, TenantScope, UserId
from snowflake_domain.tenancy.enter_tenant import SYSTEM
from snowflake_domain.tenancy.staff import MappedRole, Role
from snowflake_domain.tenancy.tenant import Settings
from tests.contracts.storage import NOON, OWNER, Storage
from tests.contracts.test_staffing import BLUE, RED, ROBIN, a_secret, an_invitation, holder


async def test_the_log_keeps_who_did_what_to_whom(storage: Storage, snow: TenantScope) -> None:
    facts = Facts({"role": "admin", "until": None, "roles": ["❄", "b"], "number": 3})
    appointed = Change(
        kind=ActivityKind.STAFF_APPOINTED,
        actor=OWNER,
        at=NOON,
        person=Person(ROBIN, "Robin"),
        after=facts,
    )
    by_itself = Change(kind=ActivityKind.STAFF_FOLLOWED_ROLES, actor=SYSTEM, at=NOON, before=facts)
    by_robin = Change(kind=ActivityKind.SETTINGS_CHANGED, actor=ROBIN, at=NOON, before=facts, after=facts)
    async with storage.begin(snow) as work:
        for change in (appointed, by_itself, by_robin):
            await work.activity.note(change)
    newest, middle, oldest = await page(storage, snow)
    assert newest.id > middle.id > oldest.id
    assert oldest == NotedChange(
        id=oldest.id,
        kind=ActivityKind.STAFF_APPOINTED,
        actor=Person(OWNER, f"user {OWNER}"),
        person=Person(ROBIN, "Robin"),
        before=None,
        after=facts,
        at=NOON,
    )
    assert (middle.actor.name, middle.person, middle.after) == ("Snowflake", None, None)
    assert newest.actor == Person(ROBIN, str(ROBIN)), "nobody of the staff"
    assert await page(storage, snow, person=ROBIN) == (newest, oldest)
    assert await page(storage, snow, kind=ActivityKind.STAFF_FOLLOWED_ROLES) == (middle,)
    assert await page(storage, snow, limit=1) == (newest,)
    async with storage.begin(snow) as work:
        assert await work.activity.page(person=None, kind=None, below=middle.id, limit=9) == (oldest,)


async def page(
    storage: Storage,
    scope: TenantScope,
    *,
    person: UserId | None = None,
    kind: ActivityKind | None = None,
    limit: int = 10,
) -> tuple[NotedChange, ...]:
    async with storage.begin(scope) as work:
        return await work.activity.page(person=person, kind=kind, below=None, limit=limit)


async def test_whoever_is_staff_by_role_is_named_in_the_log(storage: Storage, snow: TenantScope) -> None:
    async with storage.begin(snow) as work:
        await work.role_holders.put(holder(ROBIN, RED, BLUE))
        await work.activity.note(Change(kind=ActivityKind.SETTINGS_CHANGED, actor=ROBIN, at=NOON))
    (noted,) = await page(storage, snow)
    assert noted.actor.name == f"user {ROBIN}"


async def test_what_is_rolled_back_was_never_noted_and_others_logs_are_theirs(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    async def interrupted() -> None:
        async with storage.begin(snow) as work:
            await work.activity.note(Change(kind=ActivityKind.STAFF_LEFT, actor=OWNER, at=NOON))
            await work.invitations.add(an_invitation(), a_secret())
            await work.mapped_roles.put(MappedRole(discord_role=RED, name="Red", role=Role.VIEWER))
            await work.role_holders.put(holder(ROBIN, RED))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await interrupted()
    async with storage.begin(frost) as work:
        await work.activity.note(Change(kind=ActivityKind.STAFF_LEFT, actor=OWNER, at=NOON))
    async with storage.begin(snow) as work:
        assert await work.activity.page(person=None, kind=None, below=None, limit=9) == ()
        assert await work.invitations.open(NOON) == ()
        assert await work.mapped_roles.all() == ()
        assert await work.role_holders.all() == ()


async def test_every_revision_of_the_settings_is_kept(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    full = Settings(
        name="Snöw ❄",
        accent="#000000",
        timezone="Europe/Berlin",
        logo_url="https://example.org/logo.png",
        locale="sv-SE",
        protected_roles=(RED, BLUE),
        alert_channel=ChannelId(2**62),
    )
    later = NOON + timedelta(hours=1)
    async with storage.begin(snow) as work:
        founded = await work.profile.current()
        second = await work.profile.revise(full, by=OWNER, at=later)
        third = await work.profile.revise(founded.settings, by=ROBIN, at=later, restored=1)
    assert (founded.number, founded.settings, founded.at) == (1, Settings(name="Snow"), NOON)
    assert founded.by == Person(OWNER, f"user {OWNER}")
    assert (second.number, second.settings, second.at, second.by.id) == (2, full, later, OWNER)
    assert (third.number, third.restored, third.by) == (3, 1, Person(ROBIN, str(ROBIN)))
    async with storage.begin(snow) as work:
        assert await work.profile.current() == third
        assert await work.profile.revision(2) == second
        assert await work.profile.revision(4) is None
        assert await work.profile.page(below=None, limit=2) == (third, second)
        assert await work.profile.page(below=2, limit=2) == (founded,)
        await work.profile.revise(full, by=OWNER, at=later)
        assert await work.profile.protected_roles() == {RED, BLUE}
    tenant = await storage.directory.tenant(snow.tenant)
    assert tenant is not None
    assert tenant.settings == full
    async with storage.begin(frost) as work:
        assert len(await work.profile.page(below=None, limit=9)) == 1
        assert await work.profile.protected_roles() == frozenset()
