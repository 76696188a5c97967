"""API keys: how an integrator's program acts in one community."""

import hashlib
import hmac
import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar, Final, NewType

import attrs
from typing_extensions import override

from snowflake_domain.kernel.activity import Facts
from snowflake_domain.kernel.errors import DomainError, ErrorKind, FieldProblem
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import Permission, UserId

ApiKeyId = NewType("ApiKeyId", int)
"""Public: it stands in the key's text, and names who did what the key did."""

GRANTABLE: Final = (Permission.VIEW, Permission.PUBLISH)
"""No moderating: Discord ranks people by their roles, and a key has none. No managing: a key that leaks must
not make itself at home."""
MOST_KEYS: Final = 25
LONGEST_NAME: Final = 60
SHORTEST_LIFE: Final = timedelta(days=7)
LONGEST_LIFE: Final = timedelta(days=366)
"""A year, leap years too."""
USE_NOTED_EVERY: Final = timedelta(minutes=1)
_TOKEN: Final = re.compile(r"sf_live_([1-9][0-9]{0,18})_([0-9a-f]{64})")


@attrs.define(eq=False)
class BadKey(DomainError):
    """That API key is wrong, expired or revoked. Make a new one in the community's settings."""

    kind: ClassVar = ErrorKind.SIGNED_OUT
    code: ClassVar = "identity.bad_key"


@attrs.define(eq=False)
class InvalidApiKey(DomainError):
    """The key can't be made as it is."""

    code: ClassVar = "tenancy.invalid_api_key"
    wrong: tuple[FieldProblem, ...]

    @property
    @override
    def detail(self) -> str:
        """Say the first thing that is wrong."""
        return self.wrong[0].detail

    @property
    @override
    def problems(self) -> tuple[FieldProblem, ...]:
        """One entry per field."""
        return self.wrong


@attrs.frozen(kw_only=True)
class ApiKey:
    """What is told of a key: everything but its secret, which nobody knows once it was shown."""

    id: ApiKeyId
    name: str
    scopes: tuple[Permission, ...]
    created_at: datetime
    created_by: Person
    expires_at: datetime | None
    last_used_at: datetime | None
    """At most a minute behind."""

    @property
    def actor(self) -> UserId:
        """Return whom its calls act as: nobody's stand-in, so that they outlive whoever made the key."""
        return UserId(self.id)

    @property
    def as_person(self) -> Person:
        """Return how records name what the key did."""
        return Person(self.actor, f"API key {self.name}")

    def facts(self) -> Facts:
        """Return what the activity log keeps of it."""
        return Facts(
            {
                "id": str(self.id),
                "name": self.name,
                "scopes": [scope.value for scope in self.scopes],
                "expires_at": self.expires_at and self.expires_at.isoformat(),
            }
        )

    def is_over(self, now: datetime) -> bool:
        """Tell whether it has expired."""
        return self.expires_at is not None and self.expires_at <= now

    def use_was_noted(self, now: datetime) -> bool:
        """Tell whether its last use is known well enough, so that reads don't become writes."""
        return self.last_used_at is not None and now - self.last_used_at < USE_NOTED_EVERY


@attrs.frozen(kw_only=True)
class KeyTerms:
    """What a new key may be."""

    name: str
    scopes: tuple[Permission, ...]
    lasts: timedelta | None

    def checked(self) -> "KeyTerms":
        """Return the terms, trimmed and in order; raises `InvalidApiKey` naming each bad field."""
        name = " ".join(self.name.split())
        wrong = []
        if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
            wrong.append(FieldProblem("name", f"A key's name has 1 to {LONGEST_NAME} characters."))
        if said := _scope_problem(self.scopes):
            wrong.append(FieldProblem("scopes", said))
        if self.lasts is not None and not SHORTEST_LIFE <= self.lasts <= LONGEST_LIFE:
            wrong.append(FieldProblem("expires_in", "A key lasts from 7 days to a year, or until revoked."))
        if wrong:
            raise InvalidApiKey(tuple(wrong))
        return KeyTerms(
            name=name, scopes=tuple(one for one in GRANTABLE if one in self.scopes), lasts=self.lasts
        )


def _scope_problem(scopes: Collection[Permission]) -> str | None:
    if Permission.MODERATE in scopes:
        return "A key can't moderate: Discord ranks people by their roles, and a key has none."
    if any(one not in GRANTABLE for one in scopes):
        return "A key can view and publish; managing is for people."
    if Permission.VIEW not in scopes:
        return "A key that may do anything may also view."
    return None


def token_of(key: ApiKeyId, secret: str) -> str:
    """Return the text that a program sends; `secret` has 64 hex digits."""
    return f"sf_live_{key}_{secret}"


def read_token(token: str) -> tuple[ApiKeyId, str] | None:
    """Return a token's id and secret, or None for what is none of ours."""
    parts = _TOKEN.fullmatch(token)
    return None if parts is None else (ApiKeyId(int(parts[1])), parts[2])


def digest_of(secret: str) -> str:
    """Return what is stored of a secret.

    One SHA-256 is right here: the secret is 256 random bits, not a password, so nobody can try them through,
    and a slow hash would only slow down every call.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret(secret: str, digest: str) -> bool:
    """Compare in a time that doesn't depend on how much of it is right."""
    return hmac.compare_digest(digest_of(secret), digest)
