"""A real lightbulb bot registers commands and answers what users do with them, over REST and gateway."""

from collections.abc import AsyncIterator

import aiohttp
import hikari
import lightbulb
import pytest

from snowflake_entrypoints.sandbox.gateway.answers import answered
from tests.sandbox.gateway.stage import ALICE, BOB, GENERAL, OWNER, Stage

loader = lightbulb.Loader()


async def complete(ctx: lightbulb.AutocompleteContext[str]) -> None:
    await ctx.respond([f"{ctx.focused.value}am", f"{ctx.focused.value}oon"])


@loader.command
class Warn(
    lightbulb.SlashCommand,
    name="warn",
    description="Warn a member",
    default_member_permissions=hikari.Permissions.MODERATE_MEMBERS,
):
    member = lightbulb.user("member", "Whom")
    reason = lightbulb.string("reason", "Why", autocomplete=complete)

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        await ctx.defer(ephemeral=True)
        await ctx.respond(f"{self.member.username} was warned: {self.reason}", ephemeral=True)


@loader.command
class Greet(lightbulb.SlashCommand, name="greet", description="Say hello"):
    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        row = hikari.impl.MessageActionRowBuilder()
        row.add_interactive_button(hikari.ButtonStyle.PRIMARY, "again", label="Again")
        await ctx.respond("hello", component=row)


@pytest.fixture
async def bot(stage: Stage) -> AsyncIterator[hikari.GatewayBot]:
    running = stage.bot()
    client = lightbulb.client_from_app(running)
    await loader.add_to_client(client)

    async def press(event: hikari.ComponentInteractionCreateEvent) -> None:
        await event.interaction.create_initial_response(
            hikari.ResponseType.MESSAGE_UPDATE, "hello again", components=[]
        )

    running.subscribe(hikari.ComponentInteractionCreateEvent, press)
    await running.start(check_for_updates=False)
    await client.start()
    try:
        yield running
    finally:
        await client.stop()
        await running.close()


@pytest.mark.usefixtures("bot")
async def test_commands_completion_and_buttons_make_the_round_trip(stage: Stage) -> None:
    interact, world = stage.gateway.interact, stage.world
    commands = {one.body["name"] for one in world.application.commands.values()}
    assert commands == {"warn", "greet"}

    warned = await answered(
        world, interact.command(OWNER, GENERAL, "warn", {"member": BOB, "reason": "spam"})
    )
    assert [(one["content"], one["ephemeral"]) for one in warned["messages"]] == [
        ("bob was warned: spam", True)
    ]

    typed = interact.command(OWNER, GENERAL, "warn", {"reason": "sp"}, focused="reason")
    choices = (await answered(world, typed))["answers"][0]["data"]["choices"]
    assert [choice["value"] for choice in choices] == ["spam", "spoon"]

    greeted = await answered(world, interact.command(ALICE, GENERAL, "greet"))
    message = int(greeted["messages"][0]["id"])
    assert world.channels[GENERAL].log.by_id[message].content == "hello"
    pressed = await answered(world, interact.press(ALICE, GENERAL, "again", message=message))
    assert pressed["acknowledged"] == hikari.ResponseType.MESSAGE_UPDATE
    assert world.channels[GENERAL].log.by_id[message].content == "hello again"


@pytest.mark.usefixtures("bot")
async def test_the_control_api_waits_for_the_answer(stage: Stage) -> None:
    async with aiohttp.ClientSession(stage.base_url) as http:
        body = {
            "command": "warn",
            "user": "owner",
            "channel": "general",
            "options": {"member": {"user": "bob"}, "reason": "noise"},
        }
        said = await (await http.post("/_sandbox/interact", json=body)).json()
    assert said["messages"][0]["content"] == "bob was warned: noise"
    assert said["messages"][0]["ephemeral"]
