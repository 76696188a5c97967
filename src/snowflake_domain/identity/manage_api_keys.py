"""Make, list and revoke a community's API keys."""

from datetime import timedelta
from typing import ClassVar

import attrs

from snowflake_domain.kernel.activity import ActivityKind, Change
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import Permission, TenantScope
from snowflake_domain.kernel.secrets import Secrets
from snowflake_domain.kernel.work import Begin
from snowflake_domain.tenancy.api_key import MOST_KEYS, ApiKey, ApiKeyId, KeyTerms, digest_of, token_of
from snowflake_domain.tenancy.ports import TenancyWork


@attrs.frozen(kw_only=True)
class CreateApiKey:
    """Ask for a key; without `expires_in` it lasts until it is revoked."""

    name: str
    scopes: tuple[Permission, ...] = (Permission.VIEW,)
    expires_in: timedelta | None = None


@attrs.frozen(kw_only=True)
class NewApiKey:
    """A key that was just made, and its text, which is never told again."""

    key: ApiKey
    token: str = attrs.field(repr=False)


@attrs.define(eq=False)
class TooManyKeys(DomainError):
    """A community has at most 25 API keys; revoke one that isn't used."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "tenancy.too_many_keys"


@attrs.define(eq=False)
class UnknownApiKey(DomainError):
    """There is no such API key; it may have been revoked already."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "tenancy.unknown_api_key"
    key: ApiKeyId


@attrs.frozen
class ManageApiKeys:
    """Keep the keys; whoever may change the settings may make them, with no more than they may themselves."""

    _begin: Begin[TenancyWork]
    _secrets: Secrets
    _clock: Clock
    _ids: Ids

    async def every(self, scope: TenantScope) -> tuple[ApiKey, ...]:
        """Return the keys, newest first, expired ones too; raises `PermissionDenied`."""
        scope.require(Permission.VIEW)
        async with self._begin(scope) as work:
            return await work.api_keys.all()

    async def create(self, scope: TenantScope, creator: Person, command: CreateApiKey) -> NewApiKey:
        """Make a key; raises `InvalidApiKey`, `TooManyKeys` or `PermissionDenied`."""
        scope.require(Permission.MANAGE_SETTINGS)
        terms = KeyTerms(name=command.name, scopes=command.scopes, lasts=command.expires_in).checked()
        for permission in terms.scopes:
            scope.require(permission)
        now = self._clock.now()
        secret = self._secrets.token()
        key = ApiKey(
            id=ApiKeyId(self._ids.next()),
            name=terms.name,
            scopes=terms.scopes,
            created_at=now,
            created_by=creator,
            expires_at=None if terms.lasts is None else now + terms.lasts,
            last_used_at=None,
        )
        async with self._begin(scope) as work:
            if await work.api_keys.count_to_add() >= MOST_KEYS:
                raise TooManyKeys
            await work.api_keys.add(key, digest_of(secret))
            made = Change(kind=ActivityKind.API_KEY_MADE, actor=scope.actor, at=now, after=key.facts())
            await work.activity.note(made)
        return NewApiKey(key=key, token=token_of(key.id, secret))

    async def revoke(self, scope: TenantScope, key: ApiKeyId) -> None:
        """Make a key useless at once; raises `UnknownApiKey` or `PermissionDenied`."""
        scope.require(Permission.MANAGE_SETTINGS)
        async with self._begin(scope) as work:
            before = next((one for one in await work.api_keys.all() if one.id == key), None)
            if before is None or not await work.api_keys.remove(key):
                raise UnknownApiKey(key)
            now = self._clock.now()
            gone = Change(kind=ActivityKind.API_KEY_REVOKED, actor=scope.actor, at=now, before=before.facts())
            await work.activity.note(gone)
