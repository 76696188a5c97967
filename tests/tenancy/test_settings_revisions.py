import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.activity import ActivityKind, Facts
from snowflake_domain.kernel.scope import ChannelId, Permission, PermissionDenied, RoleId, TenantScope
from snowflake_domain.tenancy.change_settings import (
    ChangeSettings,
    Clearable,
    ReviseSettings,
    StaleSettings,
    UnknownRevision,
)
from snowflake_domain.tenancy.read_activity import ListActivity, ReadActivity
from snowflake_domain.tenancy.tenant import InvalidSettings
from tests.fakes import ROBIN, StoppedClock, founded, scope_of


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase()


@pytest.fixture
async def owner(database: MemoryDatabase) -> TenantScope:
    return await founded(database)


@pytest.fixture
def change(database: MemoryDatabase) -> ChangeSettings:
    return ChangeSettings(database.begin, StoppedClock())


FULL = ReviseSettings(
    logo_url="https://example.org/logo.png",
    locale="de",
    protected_roles=(RoleId(5), RoleId(6), RoleId(5)),
    alert_channel=ChannelId(77),
)


async def test_every_setting_is_kept_and_can_be_emptied(change: ChangeSettings, owner: TenantScope) -> None:
    full = (await change(owner, FULL)).settings
    assert (full.logo_url, full.locale, full.alert_channel) == ("https://example.org/logo.png", "de", 77)
    assert full.protected_roles == (5, 6)
    cleared = await change(owner, ReviseSettings(clear=tuple(Clearable), protected_roles=()))
    assert (cleared.settings.logo_url, cleared.settings.alert_channel) == (None, None)
    assert (cleared.settings.protected_roles, cleared.settings.locale, cleared.number) == ((), "de", 3)


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (ReviseSettings(logo_url="http://example.org/logo.png"), "logo_url"),
        (ReviseSettings(logo_url="https://"), "logo_url"),
        (ReviseSettings(logo_url="https://user@example.org/a"), "logo_url"),
        (ReviseSettings(logo_url="https://example.org:nope/a"), "logo_url"),
        (ReviseSettings(logo_url="https://example.org/a b"), "logo_url"),
        (ReviseSettings(logo_url="https://[::1/a"), "logo_url"),
        (ReviseSettings(logo_url="https://example.org/" + "a" * 2000), "logo_url"),
        (ReviseSettings(logo_url="javascript:alert(1)"), "logo_url"),
        (ReviseSettings(locale="xx"), "locale"),
        (ReviseSettings(protected_roles=tuple(map(RoleId, range(51)))), "protected_roles"),
    ],
)
async def test_bad_values_name_their_field(
    change: ChangeSettings, owner: TenantScope, command: ReviseSettings, field: str
) -> None:
    with pytest.raises(InvalidSettings) as refusal:
        await change(owner, command)
    assert [one.field for one in refusal.value.problems] == [field]
    assert (await change.read(owner)).number == 1


async def test_whoever_saw_an_older_revision_is_told_both_values(
    change: ChangeSettings, owner: TenantScope
) -> None:
    seen = (await change.read(owner)).number
    await change(owner, ReviseSettings(name="First", revision=seen))
    with pytest.raises(StaleSettings) as refusal:
        await change(owner, ReviseSettings(name="Second", accent="#69d2e7", revision=seen))
    assert refusal.value.detail == ("Alex changed the settings meanwhile. Look at both and save again.")
    (problem,) = refusal.value.problems
    assert (problem.field, problem.detail) == ("name", "It is “First” now; you asked for “Second”.")
    assert (await change.read(owner)).settings.name == "First"
    assert (await change(owner, ReviseSettings(name="Second", revision=2))).number == 3


async def test_nothing_new_is_no_revision(change: ChangeSettings, owner: TenantScope) -> None:
    first = await change.read(owner)
    assert await change(owner, ReviseSettings(name=first.settings.name, revision=1)) == first
    assert len((await change.revisions(owner, limit=9, below=None)).items) == 1


async def test_revisions_are_compared_and_brought_back(
    change: ChangeSettings, owner: TenantScope, database: MemoryDatabase
) -> None:
    await change(owner, ReviseSettings(name="Second", protected_roles=(RoleId(5), RoleId(6))))
    await change(owner, ReviseSettings(timezone="Europe/Berlin"))
    assert [(one.field, one.before, one.after) for one in await change.compare(owner, 1, 3)] == [
        ("name", "Polar 1", "Second"),
        ("timezone", "UTC", "Europe/Berlin"),
        ("protected_roles", None, "5, 6"),
    ]
    restored = await change.restore(owner, 1)
    assert (restored.number, restored.restored, restored.settings.name) == (4, 1, "Polar 1")
    assert await change.compare(owner, 1, 4) == ()
    page = await change.revisions(owner, limit=3, below=None)
    assert ([one.number for one in page.items], page.next) == ([4, 3, 2], 2)
    assert [one.number for one in (await change.revisions(owner, limit=3, below=2)).items] == [1]
    for ask in (change.restore(owner, 9), change.compare(owner, 1, 9)):
        with pytest.raises(UnknownRevision):
            await ask
    log = (await ReadActivity(database.begin)(owner, ListActivity())).items
    assert [one.kind for one in log] == [
        ActivityKind.SETTINGS_RESTORED,
        ActivityKind.SETTINGS_CHANGED,
        ActivityKind.SETTINGS_CHANGED,
    ]
    assert (log[1].before, log[1].after) == (
        Facts({"timezone": "UTC"}),
        Facts({"timezone": "Europe/Berlin"}),
    )


async def test_only_those_who_may_bring_anything_back(change: ChangeSettings, owner: TenantScope) -> None:
    viewer = scope_of(int(owner.tenant), Permission.VIEW, actor=ROBIN)
    assert (await change.revisions(viewer, limit=5, below=None)).items
    with pytest.raises(PermissionDenied):
        await change.restore(viewer, 1)
