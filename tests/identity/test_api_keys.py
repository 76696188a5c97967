import inspect
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.identity.manage_api_keys import CreateApiKey, ManageApiKeys, UnknownApiKey
from snowflake_domain.identity.use_api_key import UseApiKey
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import Permission, PermissionDenied, TenantScope
from snowflake_domain.tenancy.api_key import (
    ApiKeyId,
    BadKey,
    InvalidApiKey,
    digest_of,
    is_secret,
    read_token,
    token_of,
)
from snowflake_domain.tenancy.enter_tenant import EnterTenant, GuildMismatch, NotStaff, UnknownTenant
from snowflake_domain.tenancy.tenant import Slug
from tests.fakes import ALEX, GUILD, CountingIds, CountingSecrets, StoppedClock, founded, scope_of

CREATOR = Person(ALEX, "Alex")
VIEW, PUBLISH = Permission.VIEW, Permission.PUBLISH
POLAR = Slug("polar-1")


class Keys:
    """Two communities and their keys."""

    def __init__(self) -> None:
        self.database = MemoryDatabase()
        self.clock = StoppedClock()
        self.enter = EnterTenant(self.database.directory, self.clock)
        self.manage = ManageApiKeys(self.database.begin, CountingSecrets(), self.clock, CountingIds())
        self.use = UseApiKey(self.enter, self.database.begin, self.clock)

    async def made(self, scope: TenantScope, *scopes: Permission, days: int | None = None) -> str:
        lasts = None if days is None else timedelta(days=days)
        command = CreateApiKey(name="Feed", scopes=scopes or (VIEW,), expires_in=lasts)
        return (await self.manage.create(scope, CREATOR, command)).token


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
async def polar(keys: Keys) -> TenantScope:
    return await founded(keys.database, 1)


async def test_a_key_acts_as_itself_with_its_scopes_and_no_more(keys: Keys, polar: TenantScope) -> None:
    admitted = await keys.use(POLAR, await keys.made(polar, PUBLISH, VIEW))
    assert (admitted.scope.tenant, admitted.scope.guild) == (polar.tenant, polar.guild)
    assert admitted.scope.permissions == {VIEW, PUBLISH}
    assert admitted.scope.actor == admitted.key.as_person.id != ALEX
    assert admitted.key.as_person.name == "API key Feed"
    assert admitted.key.scopes == (VIEW, PUBLISH)


async def test_elsewhere_a_good_key_finds_nothing(keys: Keys, polar: TenantScope) -> None:
    await founded(keys.database, 2, guild=6000)
    token = await keys.made(polar)
    for slug in ("polar-2", "nobody", "POLAR-1", ""):
        with pytest.raises(UnknownTenant):
            await keys.use(Slug(slug), token)


async def test_a_key_ends_when_it_was_to_end(keys: Keys, polar: TenantScope) -> None:
    token = await keys.made(polar, days=7)
    keys.clock.forward(days=7, seconds=-1)
    await keys.use(POLAR, token)
    actor = (await keys.use(POLAR, token)).scope.actor
    keys.clock.forward(seconds=1)
    with pytest.raises(BadKey):
        await keys.use(POLAR, token)
    with pytest.raises(NotStaff):
        await keys.enter.checked(polar.tenant, polar.guild, actor)
    (listed,) = await keys.manage.every(polar)
    assert listed.is_over(keys.clock.now())


async def test_a_key_without_an_end_lasts(keys: Keys, polar: TenantScope) -> None:
    token = await keys.made(polar)
    keys.clock.forward(days=5000)
    await keys.use(POLAR, token)


async def test_a_revoked_key_is_bad_at_once(keys: Keys, polar: TenantScope) -> None:
    token = await keys.made(polar)
    admitted = await keys.use(POLAR, token)
    await keys.manage.revoke(polar, admitted.key.id)
    with pytest.raises(BadKey):
        await keys.use(POLAR, token)
    with pytest.raises(UnknownApiKey):
        await keys.manage.revoke(polar, admitted.key.id)
    with pytest.raises(NotStaff):
        await keys.enter.checked(polar.tenant, polar.guild, admitted.scope.actor)


async def test_other_communities_keys_cannot_be_revoked(keys: Keys, polar: TenantScope) -> None:
    token = await keys.made(polar)
    other = await founded(keys.database, 2, guild=6000)
    key = (await keys.use(POLAR, token)).key
    with pytest.raises(UnknownApiKey):
        await keys.manage.revoke(other, key.id)
    assert await keys.manage.every(other) == ()
    await keys.use(POLAR, token)


async def test_any_wrong_digit_makes_it_a_bad_key(keys: Keys, polar: TenantScope) -> None:
    token = await keys.made(polar)
    for at, digit in enumerate(token):
        wrong = token[:at] + ("1" if digit == "0" else "0") + token[at + 1 :]
        with pytest.raises(BadKey):
            await keys.use(POLAR, wrong)
    for wrong in ("", token[:-1], token + "0", f" {token}", f"{token}\n", token.upper(), "sf_live_1_é"):
        with pytest.raises(BadKey):
            await keys.use(POLAR, wrong)


async def test_its_last_use_is_noted_once_a_minute(keys: Keys, polar: TenantScope) -> None:
    token = await keys.made(polar)
    first = keys.clock.now()
    for seconds, noted in ((0, 0), (59, 0), (1, 60), (30, 60)):
        keys.clock.forward(seconds=seconds)
        await keys.use(POLAR, token)
        (listed,) = await keys.manage.every(polar)
        assert listed.last_used_at == first + timedelta(seconds=noted)


async def test_a_refused_key_is_not_noted_as_used(keys: Keys, polar: TenantScope) -> None:
    token = await keys.made(polar)
    with pytest.raises(BadKey):
        await keys.use(POLAR, token[:-1] + "f")
    with pytest.raises(UnknownTenant):
        await keys.use(Slug("elsewhere"), token)
    (listed,) = await keys.manage.every(polar)
    assert listed.last_used_at is None


async def test_the_bot_lets_a_standing_key_in_with_its_scopes(keys: Keys, polar: TenantScope) -> None:
    await founded(keys.database, 2, guild=6000)
    actor = (await keys.use(POLAR, await keys.made(polar))).scope.actor
    scope = await keys.enter.checked(polar.tenant, GUILD, actor)
    assert scope.permissions == {VIEW}
    with pytest.raises(GuildMismatch):
        await keys.enter.checked(polar.tenant, scope_of(1, guild=6000).guild, actor)


async def test_the_activity_log_tells_of_making_and_revoking_and_no_secret(
    keys: Keys, polar: TenantScope
) -> None:
    token = await keys.made(polar, days=7)
    key = (await keys.use(POLAR, token)).key
    await keys.manage.revoke(polar, key.id)
    async with keys.database.begin(polar) as work:
        revoked, made = await work.activity.page(person=None, kind=None, below=None, limit=10)
    assert (made.kind, revoked.kind) == ("api_key.made", "api_key.revoked")
    assert made.actor.id == revoked.actor.id == ALEX
    assert made.after == revoked.before
    assert made.after is not None
    assert dict(made.after) == {
        "id": str(key.id),
        "name": "Feed",
        "scopes": ["view"],
        "expires_at": "2030-01-08T12:00:00+00:00",
    }
    assert token.rpartition("_")[2] not in repr((made, revoked))


@pytest.mark.parametrize("missing", [Permission.MANAGE_SETTINGS, PUBLISH])
async def test_nobody_gives_away_what_they_do_not_hold(
    keys: Keys, polar: TenantScope, missing: Permission
) -> None:
    some = scope_of(polar.tenant, *(set(Permission) - {missing}))
    with pytest.raises(PermissionDenied) as refusal:
        await keys.made(some, VIEW, PUBLISH)
    assert refusal.value.permission is missing
    assert await keys.manage.every(polar) == ()


async def test_only_who_may_change_settings_revokes_and_who_may_view_lists(
    keys: Keys, polar: TenantScope
) -> None:
    token = await keys.made(polar)
    key = (await keys.use(POLAR, token)).key
    viewer = scope_of(polar.tenant, VIEW)
    assert [one.id for one in await keys.manage.every(viewer)] == [key.id]
    with pytest.raises(PermissionDenied):
        await keys.manage.revoke(viewer, key.id)
    with pytest.raises(PermissionDenied):
        await keys.manage.every(scope_of(polar.tenant, PUBLISH))


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (CreateApiKey(name=" \t"), ["name"]),
        (CreateApiKey(name="x" * 61), ["name"]),
        (CreateApiKey(name="a\x00b"), ["name"]),
        (CreateApiKey(name="a\u202eb"), ["name"]),
        (CreateApiKey(name="a", scopes=()), ["scopes"]),
        (CreateApiKey(name="a", scopes=(PUBLISH,)), ["scopes"]),
        *(
            (CreateApiKey(name="a", scopes=(VIEW, one)), ["scopes"])
            for one in set(Permission) - {VIEW, PUBLISH}
        ),
        (CreateApiKey(name="a", expires_in=timedelta(days=7, seconds=-1)), ["expires_in"]),
        (CreateApiKey(name="a", expires_in=timedelta(days=367)), ["expires_in"]),
        (CreateApiKey(name="", scopes=(), expires_in=timedelta()), ["name", "scopes", "expires_in"]),
    ],
)
async def test_what_a_key_cannot_be(
    keys: Keys, polar: TenantScope, command: CreateApiKey, fields: list[str]
) -> None:
    everything = scope_of(polar.tenant)
    with pytest.raises(InvalidApiKey) as refusal:
        await keys.manage.create(everything, CREATOR, command)
    assert [one.field for one in refusal.value.problems] == fields


async def test_moderating_is_refused_with_the_reason(keys: Keys, polar: TenantScope) -> None:
    with pytest.raises(InvalidApiKey, match="Discord ranks people by their roles, and a key has none"):
        await keys.made(polar, VIEW, Permission.MODERATE)


async def test_a_name_is_kept_tidy(keys: Keys, polar: TenantScope) -> None:
    made = await keys.manage.create(polar, CREATOR, CreateApiKey(name="  News \n feed "))
    assert made.key.name == "News feed"
    assert made.token not in repr(made)


@given(st.integers(1, 2**63 - 1), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_a_token_is_read_as_it_was_written_and_in_one_spelling(number: int, secret: str) -> None:
    token = token_of(ApiKeyId(number), secret)
    assert read_token(token) == (number, secret)
    assert read_token(token.replace(f"_{number}_", f"_0{number}_")) is None
    assert is_secret(secret, digest_of(secret))


def test_secrets_are_compared_in_constant_time() -> None:
    assert "compare_digest(" in inspect.getsource(is_secret)
    assert "==" not in inspect.getsource(is_secret)


@given(st.text() | st.from_regex(r"sf_live_[0-9]*_[0-9a-f]*"))
def test_whatever_is_presented_is_read_or_refused(text: str) -> None:
    parts = read_token(text)
    assert parts is None or token_of(*parts) == text
    assert not is_secret(text, "")
