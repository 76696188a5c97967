"""What every implementation of `tenancy.ports.Webhooks` does."""

import asyncio

import attrs
import pytest

from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, TenantScope, UserId
from snowflake_domain.tenancy.webhook import Webhook, WebhookId, WebhookMaker, WebhookState
from tests.contracts.storage import NOON, Storage


def a_webhook(number: int = 1, *, channel: int = 2**62, maker: WebhookMaker = WebhookMaker.BOT) -> Webhook:
    return Webhook(
        id=WebhookId(number),
        channel_id=ChannelId(channel),
        maker=maker,
        asked_by=Person(UserId(3), "Alex ❄"),
        state=WebhookState.PENDING,
        failure=None,
        discord_id=None,
        sealed_token=None,
        created_at=NOON,
    )


async def seeded(storage: Storage, scope: TenantScope, webhook: Webhook) -> Webhook:
    async with storage.begin(scope) as work:
        return await work.webhooks.seed(webhook)


async def every(storage: Storage, scope: TenantScope) -> list[Webhook]:
    async with storage.begin(scope) as work:
        return list(await work.webhooks.all())


@pytest.mark.parametrize(
    "webhook",
    [
        a_webhook(),
        a_webhook().made(2**62, "v1." + "x" * 200),
        a_webhook().failed("no " * 300),
        a_webhook().made(5, "sealed").leaving(),
    ],
)
async def test_returns_what_was_stored(storage: Storage, snow: TenantScope, webhook: Webhook) -> None:
    async with storage.begin(snow) as work:
        await work.webhooks.add(webhook)
        assert await work.webhooks.find(webhook.id) == webhook
    assert await every(storage, snow) == [webhook]


async def test_lists_the_oldest_first(storage: Storage, snow: TenantScope) -> None:
    for number in (2, 1, 3):
        await seeded(storage, snow, a_webhook(number, channel=number))
    assert [one.id for one in await every(storage, snow)] == [1, 2, 3]


async def test_the_bot_makes_one_in_each_channel(storage: Storage, snow: TenantScope) -> None:
    first = await seeded(storage, snow, a_webhook(1))
    assert await seeded(storage, snow, a_webhook(2)) == first
    other = await seeded(storage, snow, a_webhook(3, channel=4))
    assert await every(storage, snow) == [first, other]


async def test_people_may_make_more(storage: Storage, snow: TenantScope) -> None:
    theirs = [a_webhook(number, maker=WebhookMaker.CONSENT) for number in (1, 2)]
    async with storage.begin(snow) as work:
        for one in theirs:
            await work.webhooks.add(one)
    bots = await seeded(storage, snow, a_webhook(3))
    assert await every(storage, snow) == [*theirs, bots]


async def test_of_many_seeds_at_once_one_is_stored(storage: Storage, snow: TenantScope) -> None:
    stand = await asyncio.gather(*(seeded(storage, snow, a_webhook(number)) for number in range(1, 9)))
    assert len({one.id for one in stand}) == 1
    assert await every(storage, snow) == [stand[0]]


async def test_replaces_and_removes_one(storage: Storage, snow: TenantScope) -> None:
    await seeded(storage, snow, a_webhook(1))
    other = await seeded(storage, snow, a_webhook(2, channel=4))
    made = a_webhook(1).made(9, "sealed")
    async with storage.begin(snow) as work:
        await work.webhooks.replace(made)
    assert await every(storage, snow) == [made, other]
    async with storage.begin(snow) as work:
        await work.webhooks.remove(WebhookId(1))
        await work.webhooks.remove(WebhookId(404))
    assert await every(storage, snow) == [other]
    again = await seeded(storage, snow, a_webhook(5))
    assert again.id == 5


async def test_what_was_never_stored_is_not_replaced(storage: Storage, snow: TenantScope) -> None:
    with pytest.raises(LookupError):
        async with storage.begin(snow) as work:
            await work.webhooks.replace(a_webhook())


async def test_a_tenant_sees_and_changes_only_its_own(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    mine = await seeded(storage, snow, a_webhook(1))
    theirs = attrs.evolve(a_webhook(1), asked_by=Person(UserId(4), "Robin"))
    assert await seeded(storage, frost, theirs) == theirs
    async with storage.begin(frost) as work:
        await work.webhooks.replace(theirs.made(7, "sealed"))
    assert await every(storage, snow) == [mine]
    async with storage.begin(frost) as work:
        assert await work.webhooks.find(WebhookId(1)) == theirs.made(7, "sealed")
        await work.webhooks.remove(WebhookId(1))
    assert await every(storage, snow) == [mine]
    assert await every(storage, frost) == []


async def test_a_failed_transaction_stores_nothing(storage: Storage, snow: TenantScope) -> None:
    async def fail() -> None:
        async with storage.begin(snow) as work:
            await work.webhooks.seed(a_webhook())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await every(storage, snow) == []
