"""What every implementation of `tenancy.ports.TenantDirectory` keeps of where the bot is, and of webhooks."""

import asyncio
from datetime import datetime, timedelta

import pytest

from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, GuildId, TenantScope, UserId
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.manage_webhooks import SeedWebhook
from snowflake_domain.tenancy.provision_tenant import TenantProvisioned
from snowflake_domain.tenancy.webhook import WebhookId, pending_webhook
from tests.contracts.storage import NOON, OWNER, Storage, a_tenant, an_owner, next_number
from tests.given import AtNoon

LATER, LATEST = NOON + timedelta(minutes=1), NOON + timedelta(minutes=2)


async def away_since(storage: Storage, scope: TenantScope) -> datetime | None:
    tenant = await storage.directory.tenant(scope.tenant)
    membership = await storage.directory.of_guild(scope.guild, OWNER)
    assert tenant is not None
    assert membership is not None
    assert membership.tenant == tenant
    return tenant.away_since


async def left(storage: Storage, *guilds: GuildId, at: datetime) -> frozenset[GuildId]:
    return await storage.directory.note_bot(present=frozenset(), absent=frozenset(guilds), at=at)


async def came(storage: Storage, *guilds: GuildId, at: datetime) -> frozenset[GuildId]:
    return await storage.directory.note_bot(present=frozenset(guilds), absent=frozenset(), at=at)


async def test_lists_the_guilds_of_all_tenants(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    assert {snow.guild, frost.guild} <= await storage.directory.guilds()


async def test_a_new_tenant_has_the_bot(storage: Storage, snow: TenantScope) -> None:
    assert await away_since(storage, snow) is None


async def test_notes_when_it_left_and_that_it_is_back(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    assert await left(storage, snow.guild, at=LATER) == {snow.guild}
    assert await away_since(storage, snow) == LATER
    assert await away_since(storage, frost) is None
    assert await came(storage, snow.guild, at=LATEST) == {snow.guild}
    assert await away_since(storage, snow) is None


async def test_what_is_known_is_no_change(storage: Storage, snow: TenantScope) -> None:
    assert await came(storage, snow.guild, at=LATER) == frozenset()
    await left(storage, snow.guild, at=LATER)
    assert await left(storage, snow.guild, at=LATEST) == frozenset()
    assert await away_since(storage, snow) == LATER


async def test_what_is_older_changes_nothing(storage: Storage, snow: TenantScope) -> None:
    await came(storage, snow.guild, at=LATEST)
    assert await left(storage, snow.guild, at=LATER) == frozenset()
    assert await away_since(storage, snow) is None
    assert await left(storage, snow.guild, at=NOON - timedelta(seconds=1)) == frozenset()


async def test_a_guild_without_a_tenant_is_passed_over(storage: Storage) -> None:
    assert await left(storage, GuildId(next_number()), at=LATER) == frozenset()


async def test_notes_many_at_once(storage: Storage, snow: TenantScope, frost: TenantScope) -> None:
    await left(storage, frost.guild, at=LATER)
    changed = await storage.directory.note_bot(
        present=frozenset({frost.guild}), absent=frozenset({snow.guild}), at=LATEST
    )
    assert changed == {snow.guild, frost.guild}
    assert await away_since(storage, snow) == LATEST
    assert await away_since(storage, frost) is None


async def test_raced_reports_end_with_the_latest(storage: Storage, snow: TenantScope) -> None:
    moments = [NOON + timedelta(seconds=nth) for nth in range(1, 11)]
    await asyncio.gather(
        *(
            (left if nth % 2 else came)(storage, snow.guild, at=moment)
            for nth, moment in enumerate(reversed(moments))
        )
    )
    assert await away_since(storage, snow) is None


@pytest.mark.parametrize("again", [False, True])
async def test_founds_a_tenant_with_the_webhooks_that_were_asked_for(
    storage: Storage, *, again: bool
) -> None:
    tenant = a_tenant()
    asker = Person(UserId(3), "Alex")
    asked = tuple(
        pending_webhook(WebhookId(next_number()), ChannelId(channel), asker, NOON) for channel in (77, 78)
    )
    await storage.directory.found(tenant, an_owner(), asked)
    if again:
        other = pending_webhook(WebhookId(next_number()), ChannelId(79), asker, NOON)
        assert (await storage.directory.found(tenant, an_owner(), (other,))).id == tenant.id
    scope = await EnterTenant(storage.directory, AtNoon()).as_system(tenant.id)
    async with storage.begin(scope) as work:
        assert await work.webhooks.all() == asked
    found = [one for one in await storage.relay.claim(NOON, LATER, 10_000) if one.tenant == tenant.id]
    assert [one.message for one in found] == [
        TenantProvisioned(tenant.guild),
        *(SeedWebhook(one.id) for one in asked),
    ]
