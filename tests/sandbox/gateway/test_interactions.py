"""What users do to the application reaches it as Discord would send it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from snowflake_entrypoints.sandbox.gateway.answers import answered
from snowflake_entrypoints.sandbox.world.interactions import DEFER_REPLY, EPHEMERAL, REPLY
from snowflake_entrypoints.sandbox.world.model import Command
from snowflake_entrypoints.sandbox.world.permissions import Permission
from tests.sandbox.gateway.stage import (
    ALICE,
    APP,
    BOB,
    BOT,
    GENERAL,
    GUILD,
    OWNER,
    STAFF,
    Client,
    Stage,
    client,
)

USER, STRING, INTEGER, CHANNEL, ROLE = 6, 3, 4, 7, 8
TIMEOUT = {
    "name": "timeout",
    "options": [
        {"name": "member", "type": USER, "required": True},
        {"name": "minutes", "type": INTEGER, "required": True, "min_value": 1, "max_value": 40_320},
        {"name": "reason", "type": STRING, "max_length": 10, "autocomplete": True},
    ],
    "default_member_permissions": str(int(Permission.MODERATE_MEMBERS)),
}
CASE = {
    "name": "case",
    "options": [
        {
            "name": "note",
            "type": 2,
            "options": [{"name": "add", "type": 1, "options": [{"name": "where", "type": CHANNEL}]}],
        }
    ],
}
MENUS: list[dict[str, Any]] = [{"name": "Report", "type": 3}, {"name": "Cases", "type": 2}]


@pytest.fixture
async def bot(stage: Stage) -> AsyncIterator[Client]:
    for number, body in enumerate([TIMEOUT, CASE, *MENUS]):
        stage.world.application.commands[9000 + number] = Command(9000 + number, None, 1, body)
    async with client(stage) as one:
        await one.identify()
        await one.until("GUILD_CREATE")
        yield one


async def test_a_command_names_and_resolves_what_was_chosen(stage: Stage, bot: Client) -> None:
    sent = stage.gateway.interact.command(
        OWNER, GENERAL, "/timeout", {"member": BOB, "minutes": 10, "reason": "spam"}
    )
    heard = await bot.until("INTERACTION_CREATE")
    assert (heard["id"], heard["token"], heard["type"]) == (str(sent.id), sent.token, 2)
    assert (heard["application_id"], heard["guild_id"], heard["channel_id"]) == (
        str(APP),
        str(GUILD),
        str(GENERAL),
    )
    assert heard["data"]["options"] == [
        {"name": "member", "type": USER, "value": str(BOB)},
        {"name": "minutes", "type": INTEGER, "value": 10},
        {"name": "reason", "type": STRING, "value": "spam"},
    ]
    resolved = heard["data"]["resolved"]
    assert resolved["users"][str(BOB)]["username"] == "bob"
    assert int(resolved["members"][str(BOB)]["permissions"]) & Permission.SEND_MESSAGES
    assert int(heard["member"]["permissions"]) & Permission.ADMINISTRATOR
    assert not int(heard["app_permissions"]) & Permission.MODERATE_MEMBERS
    assert int(heard["channel"]["permissions"]) & Permission.SEND_MESSAGES


async def test_subcommands_nest(stage: Stage, bot: Client) -> None:
    stage.gateway.interact.command(ALICE, GENERAL, "case note add", {"where": GENERAL})
    heard = await bot.until("INTERACTION_CREATE")
    group = heard["data"]["options"][0]
    assert (group["name"], group["type"]) == ("note", 2)
    assert group["options"] == [
        {"name": "add", "type": 1, "options": [{"name": "where", "type": CHANNEL, "value": str(GENERAL)}]}
    ]
    assert heard["data"]["resolved"]["channels"][str(GENERAL)]["name"] == "general"


async def test_completion_marks_the_option_and_needs_no_others(stage: Stage, bot: Client) -> None:
    stage.gateway.interact.command(OWNER, GENERAL, "timeout", {"reason": "sp"}, focused="reason")
    heard = await bot.until("INTERACTION_CREATE")
    assert heard["type"] == 4
    assert heard["data"]["options"] == [{"name": "reason", "type": STRING, "value": "sp", "focused": True}]


async def test_menus_buttons_and_forms(stage: Stage, bot: Client) -> None:
    said = stage.say("bad words")
    interact = stage.gateway.interact
    interact.menu(ALICE, GENERAL, "Report", target=said, kind=3)
    report = await bot.until("INTERACTION_CREATE")
    assert report["data"]["target_id"] == str(said)
    assert report["data"]["resolved"]["messages"][str(said)]["content"] == "bad words"
    interact.menu(ALICE, GENERAL, "Cases", target=BOB)
    assert (await bot.until("INTERACTION_CREATE"))["data"]["resolved"]["users"][str(BOB)]["id"] == str(BOB)
    interact.press(ALICE, GENERAL, "ok:1", message=said)
    pressed = await bot.until("INTERACTION_CREATE")
    assert (pressed["type"], pressed["message"]["id"]) == (3, str(said))
    assert pressed["data"] == {"custom_id": "ok:1", "component_type": 2, "id": 1}
    interact.press(ALICE, GENERAL, "pick", message=said, component=3, values=["a"])
    assert (await bot.until("INTERACTION_CREATE"))["data"]["values"] == ["a"]
    interact.press(ALICE, GENERAL, "whom", message=said, component=5, values=[str(BOB)])
    assert (await bot.until("INTERACTION_CREATE"))["data"]["resolved"]["users"][str(BOB)]["username"] == "bob"
    interact.submit(ALICE, GENERAL, "note:7", {"text": "hello"})
    form = await bot.until("INTERACTION_CREATE")
    assert form["type"] == 5
    assert form["data"]["components"][0]["components"][0]["value"] == "hello"


@pytest.mark.parametrize(
    ("user", "channel", "name", "options", "says"),
    [
        (OWNER, GENERAL, "dance", {}, "no command 'dance'"),
        (BOB, GENERAL, "timeout", {"member": ALICE, "minutes": 1}, "is not shown the command"),
        (ALICE, STAFF, "case note add", {}, "is not shown the command"),
        (OWNER, GENERAL, "timeout", {"minutes": 1}, "'member' is required"),
        (OWNER, GENERAL, "timeout", {"member": 1, "minutes": 1}, "there is no user 1"),
        (OWNER, GENERAL, "timeout", {"member": BOB, "minutes": 0}, "doesn't take 0"),
        (OWNER, GENERAL, "timeout", {"member": BOB, "minutes": "1"}, "doesn't take '1'"),
        (OWNER, GENERAL, "timeout", {"member": BOB, "minutes": 1, "reason": "x" * 11}, "doesn't take"),
        (OWNER, GENERAL, "timeout", {"member": BOB, "minutes": 1, "why": "x"}, "no option 'why'"),
        (OWNER, GENERAL, "case", {}, "needs a subcommand"),
        (OWNER, GENERAL, "case note remove", {}, "no subcommand 'remove'"),
    ],
)
@pytest.mark.usefixtures("bot")
async def test_what_discords_client_would_not_send_is_refused(
    stage: Stage, user: int, channel: int, name: str, options: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        stage.gateway.interact.command(user, channel, name, options)


@pytest.mark.usefixtures("bot")
async def test_the_answer_is_waited_for_and_says_who_sees_it(stage: Stage) -> None:
    world = stage.world
    one = stage.gateway.interact.command(ALICE, GENERAL, "case note add")
    waiting = asyncio.create_task(answered(world, one, 2))
    world.acknowledge(one.id, one.token, DEFER_REPLY)
    loading = world.answer(one, loading=True, flags=EPHEMERAL)
    await asyncio.sleep(0.05)
    assert not waiting.done()
    world.edit_answer(one, loading.id, content="noted")
    said = await waiting
    assert said["acknowledged"] == DEFER_REPLY
    assert [(message["content"], message["ephemeral"]) for message in said["messages"]] == [("noted", True)]
    assert world.channels[GENERAL].log.ids == []


@pytest.mark.usefixtures("bot")
async def test_silence_and_public_answers_are_told_apart(stage: Stage) -> None:
    world = stage.world
    silent = stage.gateway.interact.command(ALICE, GENERAL, "case note add")
    assert (await answered(world, silent, 0.05))["acknowledged"] is None
    loud = stage.gateway.interact.command(ALICE, GENERAL, "case note add")
    world.acknowledge(loud.id, loud.token, REPLY)
    world.answer(loud, content="hello all")
    said = await answered(world, loud)
    assert [(message["content"], message["ephemeral"]) for message in said["messages"]] == [
        ("hello all", False)
    ]
    assert said["messages"][0]["author"]["id"] == str(BOT)
