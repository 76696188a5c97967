"""The control API looks at the world and makes things happen in it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import attrs
import pytest

from snowflake_entrypoints.sandbox.world.permissions import Permission
from tests.sandbox.gateway.stage import ALICE, BOB, BOT, GENERAL, GUILD, OWNER, STAFF, Stage, client


@attrs.frozen
class Control:
    http: aiohttp.ClientSession

    async def get(self, path: str) -> Any:
        async with self.http.get(f"/_sandbox/{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, /, status: int = 200, **body: Any) -> Any:
        async with self.http.post(f"/_sandbox/{path}", json=body) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()


@pytest.fixture
async def control(stage: Stage) -> AsyncIterator[Control]:
    stage.world.personas.update({"owner": OWNER, "viewer": BOB})
    async with aiohttp.ClientSession(stage.base_url) as http:
        yield Control(http)


async def test_the_state_names_who_and_what_there_is(stage: Stage, control: Control) -> None:
    async with client(stage) as bot:
        await bot.identify()
        await bot.until("GUILD_CREATE")
        state = await control.get("state")
    assert state["guilds"][0]["channels"] == {"general": str(GENERAL), "staff": str(STAFF)}
    assert state["personas"] == {"owner": str(OWNER), "viewer": str(BOB)}
    assert state["gateway"]["identifies"] == 1
    assert [session["connected"] for session in state["gateway"]["sessions"]] == [True]


async def test_people_say_edit_and_delete_by_name(stage: Stage, control: Control) -> None:
    async with client(stage) as bot:
        await bot.identify()
        await bot.until("GUILD_CREATE")
        said = await control.post(
            "say",
            channel="#general",
            author="alice",
            content="look",
            embeds=[{"title": "t"}],
            attachments=[{"filename": "notes.txt", "content": "hi"}],
        )
        heard = await bot.until("MESSAGE_CREATE")
        assert heard["id"] == said["id"]
        assert heard["attachments"][0]["content_type"] == "text/plain"
        reply = await control.post(
            "say", channel=GENERAL, author="viewer", content="nice", reply_to=said["id"]
        )
        assert (await bot.until("MESSAGE_CREATE"))["referenced_message"]["id"] == said["id"]
        await control.post("edit", channel="general", message=said["id"], content="look!")
        await bot.until("MESSAGE_UPDATE")
        await control.post("delete", channel="general", message=reply["id"])
        await bot.until("MESSAGE_DELETE")
    ledger = await control.get("ledger?channel=general")
    assert ledger["messages"] == {said["id"]: "look!"}
    assert ledger["deleted"] == [reply["id"]]
    assert [message["content"] for message in await control.get("messages?channel=general")] == ["look!"]


async def test_a_list_or_a_file_is_played_in_order(stage: Stage, control: Control, tmp_path: Path) -> None:
    rows = [{"author": "alice", "content": f"row {number}"} for number in range(30)]
    played = await control.post("play", channel="general", messages=rows)
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(json.dumps({"content": f"line {number}"}) for number in range(3)))
    again = await control.post("play", channel="general", author="viewer", file=str(file), rate=1000)
    assert (played["played"], again["played"]) == (30, 3)
    log = stage.world.channels[GENERAL].log
    assert [log.by_id[one].content for one in log.ids] == [row["content"] for row in rows] + [
        "line 0",
        "line 1",
        "line 2",
    ]


async def test_members_and_the_audit_log_are_seen_as_discord_has_them(stage: Stage, control: Control) -> None:
    stage.world.set_nick(GUILD, ALICE, "Al", actor=OWNER, reason="shorter")
    member = await control.get(f"members/{GUILD}/alice")
    assert (member["nick"], member["user"]["username"]) == ("Al", "alice")
    entries = await control.get("audit")
    assert (entries[0]["reason"], entries[0]["user_id"]) == ("shorter", str(OWNER))


async def test_events_are_lost_and_sockets_dropped_on_demand(stage: Stage, control: Control) -> None:
    async with client(stage) as bot:
        await bot.identify()
        await bot.until("GUILD_CREATE")
        assert await control.post("lose", events="MESSAGE_CREATE", count=1) == {"MESSAGE_CREATE": 1}
        stage.say("lost")
        stage.say("found")
        assert (await bot.until("MESSAGE_CREATE"))["content"] == "found"
        await control.post("gateway", action="op7")
        assert (await bot.receive())["op"] == 7
        await control.post("gateway", action="close", code=4009)
        assert await bot.closed() == 4009
    assert (await control.get("state"))["gateway"]["sessions"] == []


async def test_the_bot_is_kept_out_of_a_channel_and_let_in_again(stage: Stage, control: Control) -> None:
    await control.post("permission", channel="general")
    assert not stage.world.can_view(BOT, GENERAL)
    await control.post("permission", channel="general", restore=True)
    assert stage.world.can_view(BOT, GENERAL)
    await control.post("permission", channel="general", deny=["SEND_MESSAGES"])
    assert not stage.world.permissions_in(BOT, GENERAL) & Permission.SEND_MESSAGES


async def test_faults_are_planned_seen_and_taken_back(stage: Stage, control: Control) -> None:
    await control.post("faults", method="POST", path="/channels/*/messages", kind="status_after", count=2)
    assert [rule["kind"] for rule in await control.get("faults")] == ["status_after"]
    assert stage.faults.match("GET", "/channels/1/messages") is None
    for _ in range(2):
        fault = stage.faults.match("POST", "/channels/1/messages")
        assert fault is not None
        assert fault.status == 500
    assert stage.faults.match("POST", "/channels/1/messages") is None
    await control.post("faults", kind="drop", count=None)
    await control.http.delete("/_sandbox/faults")
    assert stage.faults.rules == []


async def test_any_event_can_be_sent(stage: Stage, control: Control) -> None:
    async with client(stage) as bot:
        await bot.identify(1)
        await bot.until("GUILD_CREATE")
        await control.post("emit", name="ENTITLEMENT_CREATE", data={"id": "1", "sku_id": "2"})
        assert await bot.until("ENTITLEMENT_CREATE") == {"id": "1", "sku_id": "2"}


async def test_a_reset_ends_all_misbehaviour(stage: Stage, control: Control) -> None:
    await control.post("faults", kind="drop")
    await control.post("lose", events=5)
    await control.post("gateway", action="silence")
    await control.post("chatter", on=True, rate=100)
    assert stage.gateway.silent
    await control.post("reset")
    assert stage.faults.rules == []
    assert stage.gateway.losses.to_json() == {}
    assert not stage.gateway.silent
    assert not stage.chatter.running


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("say", {"channel": "nowhere", "author": "alice"}, "there is no channel 'nowhere'"),
        ("say", {"channel": "general", "author": "nobody"}, "there is no user 'nobody'"),
        ("say", {"channel": "general"}, "'author' is missing"),
        ("gateway", {"action": "dance"}, "the gateway can't 'dance'"),
        ("faults", {"kind": "melt"}, "kind must be one of"),
        ("permission", {"channel": "general", "deny": ["FLY"]}, "there is no permission 'FLY'"),
        (
            "interact",
            {"user": "alice", "channel": "general", "command": "x"},
            "the application has no command 'x'",
        ),
    ],
)
async def test_what_does_not_fit_is_said_in_a_sentence(
    control: Control, path: str, body: dict[str, Any], says: str
) -> None:
    assert says in (await control.post(path, 400, **body))["error"]


async def test_other_sites_are_kept_out(stage: Stage) -> None:
    async with aiohttp.ClientSession(stage.base_url) as http:
        foreign = await http.post("/_sandbox/reset", headers={"Origin": "http://evil.example"})
        own = await http.post("/_sandbox/reset", headers={"Origin": stage.base_url})
        page = await http.get("/_sandbox/")
        assert (foreign.status, own.status, page.status) == (403, 200, 200)
        assert "<h1>Sandbox</h1>" in await page.text()


async def test_the_bot_is_thrown_out_and_invited_again(stage: Stage, control: Control) -> None:
    async with client(stage) as bot:
        await bot.identify()
        await bot.until("GUILD_CREATE")
        await control.post("kick_bot")
        assert (await bot.until("GUILD_DELETE"))["id"] == str(GUILD)
        assert BOT not in stage.world.guilds[GUILD].members
        await control.post("kick_bot", 404)
        await control.post("invite_bot", permissions=["SEND_MESSAGES"])
        assert (await bot.until("GUILD_CREATE"))["id"] == str(GUILD)
        (role,) = [one for one in stage.world.guilds[GUILD].roles.values() if one.bot_id == BOT]
        assert role.permissions == Permission.SEND_MESSAGES
