"""Webhooks: asked for, made once, taken over, taken away."""

import asyncio
from datetime import timedelta

import attrs
import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_adapters.vault import SealedVault
from snowflake_domain.kernel.activity import ActivityKind, Facts
from snowflake_domain.kernel.discord import BotOffline, DiscordRefused
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.relay import ATTEMPTS, Deliver, DeliverOutbox
from snowflake_domain.kernel.scope import BotAway, ChannelId, Permission, PermissionDenied, TenantScope
from snowflake_domain.tenancy.carry_webhooks import RemoveWebhooks, SeedWebhooks
from snowflake_domain.tenancy.connect_webhook import (
    STATE_PREFIX,
    ConnectWebhook,
    WebhookConsentFailed,
    WebhookElsewhere,
    WebhookGiven,
)
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.manage_webhooks import (
    AskForWebhook,
    ManageWebhooks,
    RemoveWebhook,
    SeedWebhook,
    UnknownWebhook,
)
from snowflake_domain.tenancy.tenant import Slug
from snowflake_domain.tenancy.webhook import Webhook, WebhookId, WebhookMaker, WebhookState, vault_purpose
from tests.fakes import ALEX, ROBIN, CountingIds, CountingSecrets, StoppedClock, founded, scope_of
from tests.tenancy.webhooks import TOKEN, ChannelHooks, ConsentingPeople

PERSON = Person(ALEX, "Alex")
NEWS = ChannelId(77)
SLUG = Slug("polar-1")


@attrs.define
class Workshop:
    """The use cases around one community's webhooks, delivered at once."""

    scope: TenantScope
    database: MemoryDatabase
    discord: ChannelHooks = attrs.Factory(ChannelHooks)
    people: ConsentingPeople = attrs.Factory(ConsentingPeople)
    clock: StoppedClock = attrs.Factory(StoppedClock)
    vault: SealedVault = attrs.field(factory=lambda: SealedVault(secret="s" * 48))
    ids: CountingIds = attrs.Factory(CountingIds)
    deliver: DeliverOutbox = attrs.field(init=False)
    manage: ManageWebhooks = attrs.field(init=False)
    connect: ConnectWebhook = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        begin, enter = self.database.begin, EnterTenant(self.database.directory, self.clock)
        carried: dict[type[attrs.AttrsInstance], Deliver] = {
            SeedWebhook: SeedWebhooks(begin, self.discord, self.vault),
            RemoveWebhook: RemoveWebhooks(begin, self.discord, self.vault),
        }
        self.deliver = DeliverOutbox(self.database.relay, carried, enter, self.clock)
        self.manage = ManageWebhooks(begin, self.deliver, self.clock, self.ids)
        self.connect = ConnectWebhook(self.people, begin, self.vault, CountingSecrets(), self.clock, self.ids)

    async def ask(self, channel: ChannelId = NEWS) -> Webhook:
        return await self.manage.ask(self.scope, PERSON, AskForWebhook(channel=channel))

    async def stands(self) -> list[Webhook]:
        return list(await self.manage.everyone(self.scope))

    async def in_an_hour(self) -> None:
        for _ in range(ATTEMPTS + 1):
            self.clock.forward(minutes=11)
            await self.deliver.drain()

    def token_of(self, webhook: Webhook) -> str | None:
        assert webhook.sealed_token is not None
        return self.vault.open(webhook.sealed_token, purpose=vault_purpose(self.scope.tenant, webhook.id))


@pytest.fixture
async def shop() -> Workshop:
    database = MemoryDatabase()
    return Workshop(await founded(database), database)


async def test_the_bot_makes_what_was_asked_for(shop: Workshop) -> None:
    made = await shop.ask()
    assert (made.state, made.maker, made.channel_id) == (WebhookState.READY, WebhookMaker.BOT, NEWS)
    assert made.asked_by == PERSON
    assert made.discord_id == shop.discord.standing[NEWS].id
    assert shop.token_of(made) == shop.discord.standing[NEWS].token


async def test_a_token_is_in_no_text_of_what_is_stored(shop: Workshop) -> None:
    made = await shop.ask()
    assert TOKEN not in repr(made)
    assert TOKEN not in str(made.sealed_token)
    assert TOKEN not in repr(shop.discord.standing[NEWS])


async def test_the_activity_log_tells_who_asked_and_who_removed(shop: Workshop) -> None:
    made = await shop.ask()
    await shop.ask()
    await shop.manage.remove(shop.scope, made.id)
    async with shop.database.begin(shop.scope) as work:
        noted = await work.activity.page(person=None, kind=None, below=None, limit=10)
    assert [(one.kind, one.actor.id) for one in noted] == [
        (ActivityKind.WEBHOOK_REMOVED, ALEX),
        (ActivityKind.WEBHOOK_ASKED, ALEX),
    ]
    assert noted[1].after == Facts({"channel": str(NEWS), "maker": "bot"})


async def test_asked_twice_it_is_one(shop: Workshop) -> None:
    assert await shop.ask() == await shop.ask()
    assert len(shop.discord.standing) == 1


async def test_twenty_at_once_are_one(shop: Workshop) -> None:
    shop.discord.switch.slow = 0.001
    every = await asyncio.gather(*(shop.ask() for _ in range(20)))
    assert len({one.id for one in every}) == 1
    assert len(await shop.stands()) == len(shop.discord.standing) == 1


async def test_a_lost_answer_ends_in_the_one_that_was_made(shop: Workshop) -> None:
    shop.discord.answer_is_lost = True
    assert (await shop.ask()).state is WebhookState.PENDING
    first = shop.discord.standing[NEWS]
    shop.discord.answer_is_lost = False
    shop.clock.forward(minutes=1)
    await shop.deliver.drain()
    (made,) = await shop.stands()
    assert (made.state, made.discord_id, shop.token_of(made)) == (WebhookState.READY, first.id, first.token)


async def test_a_refusal_is_told_and_asking_again_tries_again(shop: Workshop) -> None:
    shop.discord.switch.trouble = DiscordRefused("Missing Permissions", 50013)
    refused = await shop.ask()
    assert (refused.state, refused.failure) == (
        WebhookState.FAILED,
        "Discord refused: Missing Permissions.",
    )
    shop.discord.switch.trouble = None
    again = await shop.ask()
    assert (again.id, again.state, again.failure) == (refused.id, WebhookState.READY, None)


async def test_after_an_hour_without_the_bot_it_has_failed(shop: Workshop) -> None:
    shop.discord.switch.trouble = BotOffline()
    assert (await shop.ask()).state is WebhookState.PENDING
    await shop.in_an_hour()
    (given_up,) = await shop.stands()
    assert given_up.state is WebhookState.FAILED
    assert "an hour" in str(given_up.failure)


async def test_removed_it_is_gone_from_discord_and_from_the_list(shop: Workshop) -> None:
    made = await shop.ask()
    token = shop.token_of(made)
    await shop.manage.remove(shop.scope, made.id)
    assert await shop.stands() == []
    assert shop.discord.removed == [(made.discord_id, token)]
    assert (await shop.ask()).id != made.id


async def test_one_removed_before_it_was_made_is_never_left_behind(shop: Workshop) -> None:
    """The seed is under way while the removal is decided and delivered."""
    shop.discord.switch.slow = 0.05
    asking = asyncio.create_task(shop.ask())
    await asyncio.sleep(0.01)
    (pending,) = await shop.stands()
    await shop.manage.remove(shop.scope, pending.id)
    await asking
    assert await shop.stands() == []
    assert shop.discord.standing == {}


async def test_a_removal_that_discord_refuses_says_so_and_can_be_asked_again(shop: Workshop) -> None:
    made = await shop.ask()
    shop.discord.switch.trouble = DiscordRefused("Missing Access", 50001)
    await shop.manage.remove(shop.scope, made.id)
    (still,) = await shop.stands()
    assert still.state is WebhookState.FAILED
    assert "couldn't be removed" in str(still.failure)
    shop.discord.switch.trouble = None
    await shop.manage.remove(shop.scope, made.id)
    assert await shop.stands() == []


async def test_without_its_key_a_webhook_can_still_be_removed(shop: Workshop) -> None:
    made = await shop.ask()
    shop.vault = SealedVault(secret="another" * 8)
    shop.__attrs_post_init__()
    await shop.manage.remove(shop.scope, made.id)
    assert shop.discord.removed == [(made.discord_id, None)]


async def test_an_unknown_one_can_not_be_removed(shop: Workshop) -> None:
    with pytest.raises(UnknownWebhook):
        await shop.manage.remove(shop.scope, WebhookId(404))


async def test_only_who_manages_settings_may(shop: Workshop) -> None:
    viewer = scope_of(1, Permission.VIEW, Permission.PUBLISH)
    with pytest.raises(PermissionDenied):
        await shop.manage.everyone(viewer)
    with pytest.raises(PermissionDenied):
        await shop.manage.ask(viewer, PERSON, AskForWebhook(channel=NEWS))
    with pytest.raises(PermissionDenied):
        await shop.manage.remove(viewer, WebhookId(1))
    with pytest.raises(PermissionDenied):
        shop.connect.begin(viewer, SLUG)


async def test_without_the_bot_nothing_is_asked(shop: Workshop) -> None:
    now = shop.clock.now() + timedelta(seconds=1)
    gone = frozenset({shop.scope.guild})
    await shop.database.directory.note_bot(present=frozenset(), absent=gone, at=now)
    shop.scope = await EnterTenant(shop.database.directory, shop.clock)(shop.scope.guild, ALEX)
    with pytest.raises(BotAway):
        await shop.ask()
    assert await shop.stands() == []


async def test_a_persons_webhook_is_taken_over(shop: Workshop) -> None:
    shop.people.choose("good", channel=78)
    attempt, url = shop.connect.begin(shop.scope, SLUG)
    assert attempt.state in url
    assert attempt.verifier not in url
    assert attempt.state.startswith(STATE_PREFIX)
    given = WebhookGiven(code="good", state=attempt.state)
    kept = await shop.connect.complete(shop.scope, PERSON, attempt, given)
    assert await shop.stands() == [kept]
    assert (kept.maker, kept.state, kept.channel_id) == (WebhookMaker.CONSENT, WebhookState.READY, 78)
    assert shop.token_of(kept) == f"{TOKEN}-9000"
    assert shop.people.verifiers == [attempt.verifier]


async def test_a_persons_webhook_and_the_bots_may_be_in_one_channel(shop: Workshop) -> None:
    shop.people.choose("good", channel=NEWS)
    attempt, _ = shop.connect.begin(shop.scope, SLUG)
    given = WebhookGiven(code="good", state=attempt.state)
    await shop.connect.complete(shop.scope, PERSON, attempt, given)
    await shop.ask()
    assert [one.maker for one in await shop.stands()] == [WebhookMaker.CONSENT, WebhookMaker.BOT]


@pytest.mark.parametrize("what", ["state", "user", "code"])
async def test_what_is_not_this_browsers_attempt_keeps_nothing(shop: Workshop, what: str) -> None:
    shop.people.choose("good")
    attempt, _ = shop.connect.begin(shop.scope, SLUG)
    given = WebhookGiven(code="good", state=attempt.state)
    if what == "state":
        given = attrs.evolve(given, state=STATE_PREFIX + "f" * 64)
    if what == "user":
        attempt = attrs.evolve(attempt, user=ROBIN)
    if what == "code":
        given = attrs.evolve(given, code="bad")
    with pytest.raises(WebhookConsentFailed):
        await shop.connect.complete(shop.scope, PERSON, attempt, given)
    assert await shop.stands() == []


async def test_a_channel_of_another_server_is_given_back(shop: Workshop) -> None:
    shop.people.choose("good", guild=404)
    attempt, _ = shop.connect.begin(shop.scope, SLUG)
    with pytest.raises(WebhookElsewhere):
        await shop.connect.complete(
            shop.scope, PERSON, attempt, WebhookGiven(code="good", state=attempt.state)
        )
    assert await shop.stands() == []
    assert shop.people.discarded == [9000]
