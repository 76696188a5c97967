"""A tenant: one paying community, bound to one Discord guild."""

import re
import unicodedata
from datetime import datetime
from functools import cache
from typing import ClassVar, Final, NewType
from zoneinfo import available_timezones

import attrs
from typing_extensions import override

from snowflake_domain.kernel.errors import DomainError, FieldProblem
from snowflake_domain.kernel.scope import GuildId, TenantId

Slug = NewType("Slug", str)
"""The tenant's name in addresses: 2 to 40 of a-z, 0-9 and inner hyphens; unique, never reused."""

LONGEST_NAME: Final = 100
"""Discord: a guild's name has 2 to 100 characters."""
LONGEST_SLUG: Final = 40
_ACCENT: Final = re.compile(r"#[0-9a-f]{6}")


@attrs.define(eq=False)
class InvalidSettings(DomainError):
    """Some settings can't be kept as they are."""

    code: ClassVar = "tenancy.invalid_settings"
    wrong: tuple[FieldProblem, ...]

    @property
    @override
    def problems(self) -> tuple[FieldProblem, ...]:
        """One entry per field."""
        return self.wrong


@attrs.frozen(kw_only=True)
class Settings:
    """How a community presents itself and counts its days."""

    name: str
    accent: str = "#69d2e7"
    timezone: str = "UTC"

    def checked(self) -> "Settings":
        """Return the settings, trimmed; raises `InvalidSettings` naming each bad field."""
        name = self.name.strip()
        accent = self.accent.lower()
        wrong = []
        if not 1 <= len(name) <= LONGEST_NAME:
            wrong.append(FieldProblem("name", f"A name has 1 to {LONGEST_NAME} characters."))
        if not _ACCENT.fullmatch(accent):
            wrong.append(FieldProblem("accent", "An accent is a colour such as #69d2e7."))
        if self.timezone not in _timezones():
            wrong.append(FieldProblem("timezone", "Name an IANA time zone such as Europe/Berlin."))
        if wrong:
            raise InvalidSettings(tuple(wrong))
        return Settings(name=name, accent=accent, timezone=self.timezone)


@attrs.frozen(kw_only=True)
class Tenant:
    """One community on Snowflake."""

    id: TenantId
    guild: GuildId
    slug: Slug
    settings: Settings
    icon_url: str | None
    created_at: datetime


def slug_from(name: str, tenant: TenantId, *, taken: bool) -> Slug:
    """Make an address from a name; names without Latin letters, and taken ones, get the tenant's id."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(mark for mark in spread if not unicodedata.combining(mark)).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
    short = format(tenant % 36**6, "x")
    if len(slug) < len("aa"):
        return Slug(f"community-{short}")
    return Slug(f"{slug[: LONGEST_SLUG - 1 - len(short)].strip('-')}-{short}") if taken else Slug(slug)


@cache
def _timezones() -> frozenset[str]:
    """Read the zones once; each reading walks through some six hundred files."""
    return frozenset(available_timezones())
