import asyncio

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.discord import BotOffline, DiscordRefused
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.relay import ATTEMPTS, DeliverOutbox
from snowflake_domain.kernel.scope import ChannelId, Permission, PermissionDenied, TenantScope
from snowflake_domain.publishing.deliver_dispatch import DeliverDispatches
from snowflake_domain.publishing.dispatch import Dispatch, DispatchId, DispatchState
from snowflake_domain.publishing.dispatch_embed import (
    DeliverDispatch,
    DispatchEmbed,
    SendEmbed,
    UnknownDispatch,
)
from snowflake_domain.publishing.message import Embed, InvalidMessage, OutgoingMessage
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from tests.fakes import ALEX, NOON, CountingIds, HeardEvents, StoppedClock, Wall, founded

ALEX_HERSELF = Person(ALEX, "Alex")
NEWS = SendEmbed(channel=ChannelId(77), content="News!", embeds=(Embed(title="Snow"),))


@attrs.define
class Stage:
    """One community, its outbox, and a wall in Discord."""

    database: MemoryDatabase
    scope: TenantScope
    clock: StoppedClock = attrs.Factory(StoppedClock)
    wall: Wall = attrs.Factory(Wall)
    heard: HeardEvents = attrs.Factory(HeardEvents)
    ids: CountingIds = attrs.Factory(CountingIds)

    @property
    def deliver(self) -> DeliverDispatches:
        return DeliverDispatches(self.database.begin, self.wall, self.heard, self.clock)

    @property
    def outbox(self) -> DeliverOutbox:
        enter = EnterTenant(self.database.directory, self.clock)
        return DeliverOutbox(self.database.relay, {DeliverDispatch: self.deliver}, enter, self.clock)

    @property
    def dispatch(self) -> DispatchEmbed:
        return DispatchEmbed(self.database.begin, self.outbox, self.clock, self.ids)


@pytest.fixture
async def stage() -> Stage:
    database = MemoryDatabase()
    return Stage(database, await founded(database))


async def test_what_is_sent_stands_in_discord(stage: Stage) -> None:
    sent = await stage.dispatch(stage.scope, ALEX_HERSELF, NEWS)
    assert (sent.state, sent.failure) == (DispatchState.DELIVERED, None)
    assert stage.wall.standing == {sent.nonce: sent.message_id}
    assert (sent.channel_id, sent.created_at, sent.created_by) == (77, NOON, ALEX_HERSELF)
    assert sent.message == OutgoingMessage(content="News!", embeds=NEWS.embeds)
    assert stage.heard.types == ["dispatch.changed"]
    assert await stage.dispatch.one(stage.scope, sent.id) == sent


async def test_a_message_discord_wouldnt_take_is_refused_by_field_and_goes_nowhere(stage: Stage) -> None:
    with pytest.raises(InvalidMessage) as refusal:
        await stage.dispatch(stage.scope, ALEX_HERSELF, attrs.evolve(NEWS, embeds=(Embed(title="t" * 257),)))
    assert [problem.field for problem in refusal.value.problems] == ["embeds[0].title"]
    await check_nothing_happened(stage)


async def test_publishing_takes_the_permission(stage: Stage) -> None:
    moderator = attrs.evolve(stage.scope, permissions=frozenset({Permission.VIEW, Permission.MODERATE}))
    with pytest.raises(PermissionDenied):
        await stage.dispatch(moderator, ALEX_HERSELF, NEWS)
    await check_nothing_happened(stage)


async def test_discords_refusal_is_final(stage: Stage) -> None:
    stage.wall.switch.trouble = DiscordRefused("Unknown Channel", 10003)
    refused = await stage.dispatch(stage.scope, ALEX_HERSELF, NEWS)
    assert (refused.state, refused.failure) == (DispatchState.FAILED, "Discord refused: Unknown Channel.")
    stage.clock.forward(hours=1)
    assert await stage.outbox.drain() == 0


async def test_while_the_bot_is_away_a_message_waits_and_is_sent_later(stage: Stage) -> None:
    stage.wall.switch.trouble = BotOffline()
    waiting = await stage.dispatch(stage.scope, ALEX_HERSELF, NEWS)
    assert (waiting.state, waiting.message_id) == (DispatchState.PENDING, None)
    stage.clock.forward(seconds=2)
    assert await stage.outbox.drain() == 1
    stage.wall.switch.trouble = None
    stage.clock.forward(seconds=4)
    assert await stage.outbox.drain() == 1
    sent = await stage.dispatch.one(stage.scope, waiting.id)
    assert sent.state is DispatchState.DELIVERED
    assert stage.wall.sends == 3


async def test_an_answer_that_gets_lost_is_no_second_message(stage: Stage) -> None:
    stage.wall.switch.trouble = BotOffline()
    waiting = await stage.dispatch(stage.scope, ALEX_HERSELF, NEWS)
    stage.wall.switch.trouble = None
    stood = await stage.wall.send(stage.scope, waiting)
    stage.clock.forward(seconds=2)
    await stage.outbox.drain()
    assert (await stage.dispatch.one(stage.scope, waiting.id)).message_id == stood
    assert len(stage.wall.standing) == 1


async def test_after_the_last_attempt_it_has_failed(stage: Stage) -> None:
    stage.wall.switch.trouble = BotOffline()
    waiting = await stage.dispatch(stage.scope, ALEX_HERSELF, NEWS)
    for _ in range(ATTEMPTS - 1):
        stage.clock.forward(minutes=10)
        assert await stage.outbox.drain() == 1
    dead = await stage.dispatch.one(stage.scope, waiting.id)
    assert dead.state is DispatchState.FAILED
    assert dead.failure is not None
    assert "an hour" in dead.failure
    assert stage.heard.types == ["dispatch.changed"]


async def test_a_repeated_delivery_sends_nothing(stage: Stage) -> None:
    sent = await stage.dispatch(stage.scope, ALEX_HERSELF, NEWS)
    await stage.deliver.deliver(stage.scope, DeliverDispatch(sent.id))
    await stage.deliver.give_up(stage.scope, DeliverDispatch(sent.id), "late")
    await stage.deliver.deliver(stage.scope, DeliverDispatch(DispatchId(404)))
    assert stage.wall.sends == 1
    assert await stage.dispatch.one(stage.scope, sent.id) == sent


async def test_many_at_once_are_all_delivered_and_listed_newest_first(stage: Stage) -> None:
    await asyncio.gather(*(stage.dispatch(stage.scope, ALEX_HERSELF, NEWS) for _ in range(20)))
    page = await stage.dispatch.recent(stage.scope, limit=15)
    rest = await stage.dispatch.recent(stage.scope, limit=15, cursor=DispatchId(page.next or 0))
    listed = [*page.items, *rest.items]
    assert [one.id for one in listed] == sorted((one.id for one in listed), reverse=True)
    assert (len(page.items), len(rest.items), rest.next) == (15, 5, None)
    assert {one.state for one in listed} == {DispatchState.DELIVERED}
    assert len(stage.wall.standing) == 20


async def test_another_tenants_dispatch_is_unknown(stage: Stage) -> None:
    sent = await stage.dispatch(stage.scope, ALEX_HERSELF, NEWS)
    other = await founded(stage.database, 2, guild=6)
    with pytest.raises(UnknownDispatch):
        await stage.dispatch.one(other, sent.id)
    assert (await stage.dispatch.recent(other)).items == ()


@given(st.integers(1, 2**63 - 1))
def test_every_nonce_fits_discord(number: int) -> None:
    dispatch = Dispatch(
        id=DispatchId(number),
        channel_id=ChannelId(1),
        message=OutgoingMessage(content="x"),
        state=DispatchState.PENDING,
        message_id=None,
        failure=None,
        created_at=NOON,
        created_by=ALEX_HERSELF,
    )
    assert 1 <= len(dispatch.nonce) <= 25
    assert dispatch.nonce.isascii()
    assert attrs.evolve(dispatch, id=DispatchId(number + 1)).nonce != dispatch.nonce


async def check_nothing_happened(stage: Stage) -> None:
    assert (await stage.dispatch.recent(stage.scope)).items == ()
    assert stage.wall.sends == 0
    assert await stage.database.relay.claim(NOON, NOON, 10) == ()
