from datetime import timedelta

import attrs
import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.discord import BotOffline, DiscordRefused
from snowflake_domain.kernel.relay import ATTEMPTS, DeliverOutbox
from snowflake_domain.kernel.scope import Permission, PermissionDenied, RoleId, TenantScope, UserId
from snowflake_domain.moderation.case import Case, CaseNumber, CaseState, InvalidSanction, Sanction, Source
from snowflake_domain.moderation.enforce_case import EnforceCases
from snowflake_domain.moderation.hierarchy import Outranked, Protected
from snowflake_domain.moderation.moderate_member import (
    EnforceCase,
    LiftTimeout,
    ModerateMember,
    ModeratorAway,
    TimeOutMember,
    UnknownMember,
)
from snowflake_domain.moderation.review_cases import ListCases, ReviewCases, UnknownCase
from snowflake_domain.tenancy.change_settings import ChangeSettings, ReviseSettings
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from tests.fakes import ALEX, NOON, ROBIN, Enforcer, HeardEvents, Ranks, StoppedClock, founded, standing

COMMAND = TimeOutMember(member=ROBIN, lasting=timedelta(hours=1), reason=" spam ")


@attrs.define
class Stage:
    """One community whose owner Alex ranks above Robin, and its outbox."""

    database: MemoryDatabase
    scope: TenantScope
    clock: StoppedClock = attrs.Factory(StoppedClock)
    discord: Enforcer = attrs.Factory(Enforcer)
    heard: HeardEvents = attrs.Factory(HeardEvents)
    roster: Ranks = attrs.field(
        factory=lambda: Ranks({ALEX: standing(ALEX, rank=5, name="Alex"), ROBIN: standing(ROBIN, rank=2)})
    )

    @property
    def enforce(self) -> EnforceCases:
        return EnforceCases(self.database.begin, self.discord, self.heard, self.clock)

    @property
    def outbox(self) -> DeliverOutbox:
        enter = EnterTenant(self.database.directory, self.clock)
        return DeliverOutbox(self.database.relay, {EnforceCase: self.enforce}, enter, self.clock)

    @property
    def moderate(self) -> ModerateMember:
        return ModerateMember(self.database.begin, self.roster, self.outbox, self.heard, self.clock)

    @property
    def review(self) -> ReviewCases:
        return ReviewCases(self.database.begin)


@pytest.fixture
async def stage() -> Stage:
    database = MemoryDatabase()
    return Stage(database, await founded(database))


async def test_a_timeout_is_enforced_and_recorded(stage: Stage) -> None:
    opened = await stage.moderate(stage.scope, COMMAND, Source.SLASH)
    assert (opened.number, opened.state, opened.failure) == (1, CaseState.ENFORCED, None)
    case = await stage.review.one(stage.scope, opened.number)
    assert (case.moderator.id, case.moderator.name, case.member.id) == (ALEX, "Alex", ROBIN)
    assert (case.reason, case.source, case.sanction) == ("spam", Source.SLASH, Sanction.TIMEOUT)
    assert (case.opened_at, case.expires_at) == (NOON, NOON + timedelta(hours=1))
    assert [done.number for done in stage.discord.done] == [1]
    assert stage.heard.types == ["case.opened", "case.changed"]


async def test_a_timeout_can_be_lifted(stage: Stage) -> None:
    opened = await stage.moderate(stage.scope, LiftTimeout(member=ROBIN, reason="sorry"), Source.DASHBOARD)
    assert (opened.state, opened.expires_at) == (CaseState.ENFORCED, None)
    assert stage.discord.done[0].sanction is Sanction.UNTIMEOUT


async def test_discords_refusal_is_the_cases_failure(stage: Stage) -> None:
    stage.discord.switch.trouble = DiscordRefused("Missing Permissions", 50013)
    opened = await stage.moderate(stage.scope, COMMAND, Source.API)
    assert (opened.state, opened.failure) == (CaseState.FAILED, "Discord refused: Missing Permissions.")
    assert await stage.outbox.drain() == 0, "a refusal is an outcome, not something to try again"


async def test_while_discord_is_away_a_case_waits_and_is_enforced_later(stage: Stage) -> None:
    stage.discord.switch.trouble = BotOffline()
    opened = await stage.moderate(stage.scope, COMMAND, Source.DASHBOARD)
    assert (opened.state, opened.failure) == (CaseState.PENDING, None)
    assert await stage.outbox.drain() == 0, "not before the first pause is over"
    stage.discord.switch.trouble = None
    stage.clock.forward(seconds=2)
    assert await stage.outbox.drain() == 1
    assert (await stage.review.one(stage.scope, opened.number)).state is CaseState.ENFORCED
    assert stage.heard.types[-1] == "case.changed"
    stage.clock.forward(hours=1)
    assert await stage.outbox.drain() == 0


async def test_after_the_last_attempt_a_human_is_asked(stage: Stage) -> None:
    stage.discord.switch.trouble = BotOffline()
    opened = await stage.moderate(stage.scope, COMMAND, Source.DASHBOARD)
    for attempt in range(2, ATTEMPTS + 1):
        assert (await stage.review.one(stage.scope, opened.number)).state is CaseState.PENDING
        stage.clock.forward(minutes=10)
        assert await stage.outbox.drain() == 1, attempt
    case = await stage.review.one(stage.scope, opened.number)
    assert case.state is CaseState.FAILED
    assert case.failure is not None
    assert "BotOffline" in case.failure
    stage.clock.forward(days=1)
    assert await stage.outbox.drain() == 0


async def test_a_settled_case_is_left_alone(stage: Stage) -> None:
    opened = await stage.moderate(stage.scope, COMMAND, Source.DASHBOARD)
    await stage.enforce.deliver(stage.scope, EnforceCase(opened.number))
    await stage.enforce.give_up(stage.scope, EnforceCase(opened.number), "late")
    await stage.enforce.deliver(stage.scope, EnforceCase(CaseNumber(404)))
    assert len(stage.discord.done) == 1
    assert (await stage.review.one(stage.scope, opened.number)).state is CaseState.ENFORCED


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (attrs.evolve(COMMAND, reason="  "), "reason"),
        (attrs.evolve(COMMAND, reason="x" * 513), "reason"),
        (attrs.evolve(COMMAND, lasting=timedelta(seconds=4)), "lasting"),
        (attrs.evolve(COMMAND, lasting=timedelta(days=28, seconds=1)), "lasting"),
        (attrs.evolve(COMMAND, lasting=timedelta(0)), "lasting"),
    ],
)
async def test_what_discord_wouldnt_take_is_refused_by_field(
    stage: Stage, command: TimeOutMember, field: str
) -> None:
    with pytest.raises(InvalidSanction) as refusal:
        await stage.moderate(stage.scope, command, Source.DASHBOARD)
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert refusal.value.detail == refusal.value.problems[0].detail
    await check_nothing_happened(stage)


@pytest.mark.parametrize("lasting", [timedelta(seconds=5), timedelta(days=28)])
async def test_the_shortest_and_the_longest_timeout_are_fine(stage: Stage, lasting: timedelta) -> None:
    opened = await stage.moderate(stage.scope, attrs.evolve(COMMAND, lasting=lasting), Source.DASHBOARD)
    assert opened.expires_at == NOON + lasting


async def test_acting_upwards_leaves_no_case(stage: Stage) -> None:
    stage.roster.members[ROBIN] = standing(ROBIN, rank=5)
    with pytest.raises(Outranked):
        await stage.moderate(stage.scope, COMMAND, Source.DASHBOARD)
    await check_nothing_happened(stage)


async def test_a_protected_role_is_named_and_its_holder_left_alone(stage: Stage) -> None:
    roles = {RoleId(31): "Guest", RoleId(32): "Speaker"}
    stage.roster.members[ROBIN] = attrs.evolve(standing(ROBIN, rank=2, name="Robin"), roles=roles)
    change = ChangeSettings(stage.database.begin, stage.clock)
    await change(stage.scope, ReviseSettings(protected_roles=(RoleId(32), RoleId(33))))
    with pytest.raises(Protected) as refusal:
        await stage.moderate(stage.scope, COMMAND, Source.SLASH)
    assert refusal.value.detail.startswith("Robin holds Speaker, which this community protects.")
    await check_nothing_happened(stage)
    lifted = await stage.moderate(stage.scope, LiftTimeout(member=ROBIN, reason="sorry"), Source.SLASH)
    assert lifted.state is CaseState.ENFORCED, "letting somebody speak again is no sanction"
    await change(stage.scope, ReviseSettings(protected_roles=(RoleId(33),)))
    assert (await stage.moderate(stage.scope, COMMAND, Source.SLASH)).state is CaseState.ENFORCED


async def test_who_isnt_there_can_neither_act_nor_be_acted_on(stage: Stage) -> None:
    with pytest.raises(UnknownMember):
        await stage.moderate(stage.scope, attrs.evolve(COMMAND, member=UserId(404)), Source.DASHBOARD)
    del stage.roster.members[ALEX]
    with pytest.raises(ModeratorAway):
        await stage.moderate(stage.scope, COMMAND, Source.DASHBOARD)
    await check_nothing_happened(stage)


async def test_without_the_bot_nobody_knows_the_ranks(stage: Stage) -> None:
    stage.roster.switch.trouble = BotOffline()
    with pytest.raises(BotOffline):
        await stage.moderate(stage.scope, COMMAND, Source.DASHBOARD)
    await check_nothing_happened(stage)


async def test_moderating_takes_the_permission(stage: Stage) -> None:
    stranger = attrs.evolve(stage.scope, permissions=frozenset({Permission.VIEW}))
    with pytest.raises(PermissionDenied):
        await stage.moderate(stranger, COMMAND, Source.DASHBOARD)
    await check_nothing_happened(stage)


async def test_the_case_book_pages_newest_first_and_by_member(stage: Stage) -> None:
    stage.roster.members[UserId(7)] = standing(UserId(7), rank=1)
    for nth in range(5):
        member = ROBIN if nth % 2 == 0 else UserId(7)
        await stage.moderate(stage.scope, attrs.evolve(COMMAND, member=member), Source.DASHBOARD)
    read, cursor = list[Case](), None
    while True:
        page = await stage.review(stage.scope, ListCases(limit=2, cursor=cursor))
        read += page.items
        if page.next is None:
            break
        cursor = CaseNumber(page.next)
    assert [case.number for case in read] == [5, 4, 3, 2, 1]
    robins = await stage.review(stage.scope, ListCases(member=ROBIN))
    assert [case.number for case in robins.items] == [5, 3, 1]
    with pytest.raises(UnknownCase):
        await stage.review.one(stage.scope, CaseNumber(6))


async def check_nothing_happened(stage: Stage) -> None:
    assert (await stage.review(stage.scope, ListCases())).items == ()
    assert stage.discord.done == []
    assert stage.heard.events == []
    assert await stage.database.relay.claim(NOON, NOON, 10) == ()
