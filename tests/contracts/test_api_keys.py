"""What every implementation of `tenancy.ports.ApiKeys` does, and the directory that finds a key's tenant."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

import attrs
from sqlalchemy import text

from snowflake_adapters.sql.database import connect
from snowflake_domain.identity.manage_api_keys import CreateApiKey, ManageApiKeys, TooManyKeys
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import Permission, TenantScope
from snowflake_domain.tenancy.api_key import MOST_KEYS, ApiKey, ApiKeyId, digest_of
from tests.contracts.storage import NOON, OWNER, Storage, next_number, on
from tests.fakes import CountingSecrets, StoppedClock

DIGEST = digest_of("0" * 64)


def a_key(**changed: Any) -> ApiKey:
    key = ApiKey(
        id=ApiKeyId(next_number()),
        name="Feed ❄ \U0001f469\u200d\U0001f680",
        scopes=(Permission.VIEW, Permission.PUBLISH),
        created_at=NOON,
        created_by=Person(OWNER, "Róbin"),
        expires_at=NOON + timedelta(days=7),
        last_used_at=None,
    )
    return attrs.evolve(key, **changed)


async def add(storage: Storage, scope: TenantScope, *keys: ApiKey) -> None:
    async with storage.begin(scope) as work:
        for key in keys:
            await work.api_keys.add(key, DIGEST)


async def keys_of(storage: Storage, scope: TenantScope) -> tuple[ApiKey, ...]:
    async with storage.begin(scope) as work:
        return await work.api_keys.all()


async def test_returns_what_was_stored_newest_first(storage: Storage, snow: TenantScope) -> None:
    old, new = a_key(), a_key(scopes=(Permission.VIEW,), expires_at=None)
    await add(storage, snow, old, new)
    assert await keys_of(storage, snow) == (new, old)


async def test_another_community_neither_sees_nor_counts_nor_touches_it(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    key = a_key()
    await add(storage, snow, key)
    async with storage.begin(frost) as work:
        assert await work.api_keys.all() == ()
        assert await work.api_keys.count_to_add() == 0
        await work.api_keys.note_use(key.id, NOON)
        assert not await work.api_keys.remove(key.id)
    assert await keys_of(storage, snow) == (key,)


async def test_the_directory_tells_whose_key_it_is(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    mine, theirs = a_key(), a_key()
    await add(storage, snow, mine)
    await add(storage, frost, theirs)
    for scope, key in ((snow, mine), (frost, theirs)):
        held = await storage.directory.key(key.id)
        assert held is not None
        assert (held.tenant.id, held.tenant.guild, held.key) == (scope.tenant, scope.guild, key)
        assert held.digest == DIGEST
        assert DIGEST not in repr(held)
    assert await storage.directory.key(ApiKeyId(next_number())) is None


async def test_what_is_rolled_back_was_never_there(storage: Storage, snow: TenantScope) -> None:
    key = a_key()
    with suppress(LookupError):
        async with storage.begin(snow) as work:
            await work.api_keys.add(key, DIGEST)
            raise LookupError
    assert await storage.directory.key(key.id) is None
    assert await keys_of(storage, snow) == ()


async def test_a_removed_key_is_gone(storage: Storage, snow: TenantScope) -> None:
    key, other = a_key(), a_key()
    await add(storage, snow, key, other)
    async with storage.begin(snow) as work:
        assert await work.api_keys.remove(key.id)
        assert not await work.api_keys.remove(key.id)
        await work.api_keys.note_use(key.id, NOON)
        assert await work.api_keys.count_to_add() == 1
    assert await keys_of(storage, snow) == (other,)
    assert await storage.directory.key(key.id) is None


async def test_its_last_use_only_moves_forward(storage: Storage, snow: TenantScope) -> None:
    key, other = a_key(), a_key()
    await add(storage, snow, key, other)
    later = NOON + timedelta(minutes=3, microseconds=7)
    for moment in (NOON, later, NOON + timedelta(minutes=1)):
        async with storage.begin(snow) as work:
            await work.api_keys.note_use(key.id, moment)
    assert await keys_of(storage, snow) == (other, attrs.evolve(key, last_used_at=later))


async def test_those_who_come_at_once_stay_below_the_limit_together(
    storage: Storage, snow: TenantScope
) -> None:
    await add(storage, snow, *(a_key() for _ in range(MOST_KEYS - 2)))
    manage = ManageApiKeys(storage.begin, CountingSecrets(), StoppedClock(), Numbers())
    creator = Person(OWNER, "Robin")
    several = [manage.create(snow, creator, CreateApiKey(name=f"Key {nth}")) for nth in range(6)]
    ends = await asyncio.gather(*several, return_exceptions=True)
    assert sum(isinstance(end, TooManyKeys) for end in ends) == 4, ends
    assert len(await keys_of(storage, snow)) == MOST_KEYS


class Numbers:
    """Ids that no other test has: keys are found across communities."""

    def next(self) -> int:
        return next_number()


async def test_neither_secret_nor_text_is_in_the_database(mariadb_url: str) -> None:
    engine = connect(mariadb_url)
    storage = on(engine)
    snow = await storage.community()
    manage = ManageApiKeys(storage.begin, CountingSecrets(), StoppedClock(), Numbers())
    made = await manage.create(snow, Person(OWNER, "Robin"), CreateApiKey(name="Feed"))
    async with engine.begin() as connection:
        rows = (await connection.execute(text("SELECT * FROM api_keys"))).all()
    await engine.dispose()
    secret = made.token.rpartition("_")[2]
    assert digest_of(secret) in str(rows)
    assert secret not in str(rows)
