"""A tenant: one paying community, bound to one Discord guild."""

import re
import unicodedata
from datetime import datetime
from functools import cache
from typing import ClassVar, Final, NewType
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import attrs
from typing_extensions import override

from snowflake_domain.kernel.errors import DomainError, FieldProblem
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, GuildId, RoleId, TenantId

Slug = NewType("Slug", str)
"""The tenant's name in addresses: 2 to 40 of a-z, 0-9 and inner hyphens; unique, never reused."""

LONGEST_NAME: Final = 100
"""Discord: a guild's name has 2 to 100 characters."""
LONGEST_SLUG: Final = 40
LONGEST_URL: Final = 2000
MOST_PROTECTED: Final = 50
"""Roles that one community may protect; Discord: a guild has at most 250."""
LOCALES: Final = frozenset(
    {"en-US", "en-GB", "bg", "cs", "da", "de", "el", "es-419", "es-ES", "fi", "fr", "hi", "hr", "hu", "id"}
    | {"it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi"}
    | {"zh-CN", "zh-TW"}
)
"""BCP 47 tags; Discord's own list (API reference: Locales)."""
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
    """How a community presents itself, counts its days, and whom it protects."""

    name: str
    accent: str = "#69d2e7"
    timezone: str = "UTC"
    logo_url: str | None = None
    """An https address; browsers see it through the image proxy only."""
    locale: str = "en-US"
    protected_roles: tuple[RoleId, ...] = ()
    """Who holds one of these Discord roles isn't moderated by anybody."""
    alert_channel: ChannelId | None = None

    def checked(self) -> "Settings":
        """Return the settings, trimmed; raises `InvalidSettings` naming each bad field."""
        name = self.name.strip()
        accent = self.accent.lower()
        logo_url = (self.logo_url or "").strip() or None
        wrong = []
        if not 1 <= len(name) <= LONGEST_NAME:
            wrong.append(FieldProblem("name", f"A name has 1 to {LONGEST_NAME} characters."))
        if not _ACCENT.fullmatch(accent):
            wrong.append(FieldProblem("accent", "An accent is a colour such as #69d2e7."))
        if self.timezone not in _timezones():
            wrong.append(FieldProblem("timezone", "Name an IANA time zone such as Europe/Berlin."))
        if logo_url is not None and not _is_https(logo_url):
            wrong.append(FieldProblem("logo_url", "A logo is an https address of a picture."))
        if self.locale not in LOCALES:
            wrong.append(FieldProblem("locale", "Name a language such as en-US or de."))
        if len(self.protected_roles) > MOST_PROTECTED:
            wrong.append(FieldProblem("protected_roles", f"At most {MOST_PROTECTED} roles can be protected."))
        if wrong:
            raise InvalidSettings(tuple(wrong))
        protected = tuple(dict.fromkeys(self.protected_roles))
        return attrs.evolve(self, name=name, accent=accent, logo_url=logo_url, protected_roles=protected)


@attrs.frozen(kw_only=True)
class SettingsRevision:
    """The settings as somebody left them; numbers count up from 1 in each community."""

    number: int
    settings: Settings
    at: datetime
    by: Person
    restored: int | None = None
    """The number of the older revision that this one brought back."""


@attrs.frozen(kw_only=True)
class Tenant:
    """One community on Snowflake."""

    id: TenantId
    guild: GuildId
    slug: Slug
    settings: Settings
    icon_url: str | None
    created_at: datetime
    away_since: datetime | None = None
    """When the bot was found gone from the guild; None while it is there."""


def slug_from(name: str, tenant: TenantId, *, taken: bool) -> Slug:
    """Make an address from a name; names without Latin letters, and taken ones, get the tenant's id."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(mark for mark in spread if not unicodedata.combining(mark)).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
    short = format(tenant % 36**6, "x")
    if len(slug) < len("aa"):
        return Slug(f"community-{short}")
    return Slug(f"{slug[: LONGEST_SLUG - 1 - len(short)].strip('-')}-{short}") if taken else Slug(slug)


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and not {" ", "\\"} & set(url)
    public = parts.scheme == "https" and bool(host) and "@" not in parts.netloc
    return plain and public and len(url) <= LONGEST_URL


@cache
def _timezones() -> frozenset[str]:
    """Read the zones once; each reading walks through some six hundred files."""
    return frozenset(available_timezones())
