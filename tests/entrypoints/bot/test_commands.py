"""Moderators' slash commands, from Discord's interaction to the reply that only they see."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from snowflake_domain.kernel.scope import UserId
from snowflake_domain.moderation.case import Case, CaseState, Sanction, Source
from snowflake_entrypoints.sandbox.faults import Fault, FaultRule
from snowflake_entrypoints.sandbox.gateway.answers import answered
from snowflake_entrypoints.sandbox.gateway.invocations import Invocations
from tests.entrypoints.bot.stage import AURORA, FOUNDRY, Stage

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def use(
    stage: Stage, command: str, by: str = "moderator", channel: str = "general", **options: Any
) -> str:
    """Use a command and return the one reply."""
    place = stage.channel(channel, FOUNDRY if channel == "chat" else AURORA)
    one = Invocations(stage.world).command(stage.persona(by), place, command, options)
    outcome = await answered(stage.world, one)
    assert [message["ephemeral"] for message in outcome["messages"]] == [True], outcome
    said: str = outcome["messages"][0]["content"]
    return said


async def cases(stage: Stage) -> tuple[Case, ...]:
    async with stage.database.begin(await stage.scope()) as work:
        found: tuple[Case, ...] = await work.cases.page(member=None, below=None, limit=10)
        return found


def timed_out_until(stage: Stage, user: UserId) -> datetime | None:
    until: datetime | None = stage.world.guilds[AURORA].members[user].timed_out_until
    return until


async def test_timeout_times_out_and_records_why(stage: Stage) -> None:
    viewer = stage.persona("viewer")
    said = await use(stage, "timeout", member=viewer, duration="10m", reason="spam")
    case = (await cases(stage))[0]
    number = case.number
    until = timed_out_until(stage, viewer)
    assert until is not None
    assert case.expires_at is not None
    assert abs(until - case.expires_at) < timedelta(seconds=1)
    assert abs(case.expires_at - datetime.now(UTC) - timedelta(minutes=10)) < timedelta(seconds=5)
    until_text = f"<t:{int(case.expires_at.timestamp())}:f>"
    assert said == f"Case #{number} opened: Tom Becker is timed out until {until_text}."
    assert (case.state, case.sanction, case.source) == (CaseState.ENFORCED, Sanction.TIMEOUT, Source.SLASH)
    entry = stage.world.guilds[AURORA].audit[-1]
    assert entry.reason == f"#{number} Mara Okafor: spam"

    said = await use(stage, "untimeout", member=viewer, reason="said sorry")
    assert said == f"Case #{number + 1} opened: Tom Becker may speak again."
    assert timed_out_until(stage, viewer) is None


async def test_who_may_not_be_timed_out_is_said(stage: Stage) -> None:
    before = await cases(stage)
    for target, because in (
        ("owner", "🔒 Nova Lindqvist owns this server."),
        ("admin", "🔒 Kaito Mori's top role Admin isn't below yours."),
        ("moderator", "🔒 You can't time yourself out."),
        ("stranger", "🔍 That person isn't in this server."),
    ):
        said = await use(stage, "timeout", member=stage.persona(target), duration="10m", reason="x")
        assert said == because
    assert await cases(stage) == before


async def test_who_is_no_staff_is_told(stage: Stage) -> None:
    guild, viewer, owner = stage.world.guilds[AURORA], stage.persona("viewer"), stage.persona("owner")
    moderator = next(role.id for role in guild.roles.values() if role.name == "Moderator")
    before = list(guild.members[viewer].roles)
    stage.world.set_roles(AURORA, viewer, [moderator], actor=owner)
    said = await use(stage, "timeout", by="viewer", member=owner, duration="1h", reason="x")
    assert said == "🔒 You aren't on this community's staff; its owner can add you."
    stage.world.set_roles(AURORA, viewer, before, actor=owner)


async def test_bad_durations_are_explained(stage: Stage) -> None:
    viewer = stage.persona("viewer")
    said = await use(stage, "timeout", member=viewer, duration="soon", reason="x")
    assert said == "✏️ “soon” is no duration. Write 10m, 2h or 1d."
    said = await use(stage, "timeout", member=viewer, duration="29d", reason="x")
    assert said == "✏️ A timeout lasts from 5 seconds to 28 days."


async def test_an_unprovisioned_guild_is_told_so(stage: Stage) -> None:
    target = stage.persona("moderator")
    said = await use(stage, "timeout", by="owner", channel="chat", member=target, duration="1h", reason="x")
    assert said == "🔍 That server isn't on Snowflake yet."


async def test_a_case_that_discord_refuses_says_so(stage: Stage) -> None:
    path = f"/guilds/{AURORA}/members/*"
    stage.sandbox.faults.rules.append(FaultRule("PATCH", path, Fault("status_before", status=403)))
    said = await use(stage, "timeout", member=stage.persona("viewer"), duration="1h", reason="x")
    assert "opened, but nothing changed for Tom Becker. Discord refused: " in said
    assert (await cases(stage))[0].state is CaseState.FAILED


async def test_a_broken_database_is_answered_calmly(stage: Stage) -> None:
    stage.database.away = True
    said = await use(stage, "timeout", member=stage.persona("viewer"), duration="1h", reason="x")
    assert said.startswith("Something broke on our side. Try again; if it stays, tell us this: ")
    stage.database.away = False


async def test_durations_are_offered_while_typing(stage: Stage) -> None:
    one = Invocations(stage.world).command(
        stage.persona("moderator"),
        stage.channel("general"),
        "timeout",
        {"duration": "1", "member": stage.persona("viewer")},
        focused="duration",
    )
    outcome = await answered(stage.world, one)
    choices = outcome["answers"][0]["data"]["choices"]
    assert {"name": "1 hour", "value": "1h"} in choices
