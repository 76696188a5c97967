from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from quart import Response

from snowflake_domain.identity.session import ABSOLUTE_LIMIT, IDLE_LIMIT
from snowflake_domain.kernel.discord import BotOffline
from tests.entrypoints.http.stage import Browser, Stage, begun, code_of
from tests.fakes import GUILD, ROBIN


def cookie(response: Response, name: str) -> dict[str, str]:
    for line in response.headers.getlist("Set-Cookie"):
        jar = SimpleCookie(line)
        if name in jar:
            return {"value": jar[name].value, **{key: str(value) for key, value in jar[name].items()}}
    raise AssertionError(f"no cookie {name}")


async def finish(browser: Browser, state: str, code: str = "good") -> Response:
    return await browser.post("/auth/discord/callback", json={"code": code, "state": state})


async def test_signing_in_ends_in_a_session_and_goes_where_it_was_meant_to(stage: Stage) -> None:
    browser = stage.visitor()
    asked = await begun(browser, "/app/polar-1/live?channel=5")
    response = await finish(browser, asked["state"][0])
    assert (response.status_code, await response.get_json()) == (200, {"next": "/app/polar-1/live?channel=5"})
    assert (await browser.json("/api/me"))["user"]["display_name"] == "User 101"


async def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(stage: Stage) -> None:
    browser = stage.visitor()
    response = await finish(browser, (await begun(browser))["state"][0])
    kept = cookie(response, "__Host-sf_session")
    assert kept["httponly"] == "True"
    assert kept["secure"] == "True"
    assert (kept["samesite"], kept["path"], kept["domain"]) == ("Lax", "/", "")
    assert int(kept["max-age"]) == ABSOLUTE_LIMIT.total_seconds()


async def test_on_plain_http_the_cookie_has_a_name_that_browsers_take(tmp_path: Path) -> None:
    stage = Stage(frontend=tmp_path, panel="http://127.0.0.1:8720")
    browser = stage.visitor()
    response = await finish(browser, (await begun(browser))["state"][0])
    kept = cookie(response, "sf_session")
    assert (kept["secure"], kept["httponly"]) == ("", "True")
    assert (await browser.get("/api/me")).status_code == 200


async def test_the_attempt_is_signed_short_lived_and_dropped_after_use(stage: Stage) -> None:
    browser = stage.visitor()
    response = await browser.get("/auth/discord")
    kept = cookie(response, "__Host-sf_attempt")
    assert (kept["httponly"], kept["secure"], kept["samesite"]) == ("True", "True", "Lax")
    assert kept["max-age"] == "600"
    asked = await begun(browser)
    response = await finish(browser, asked["state"][0])
    assert cookie(response, "__Host-sf_attempt")["max-age"] == "0"


async def test_another_browsers_state_is_refused(stage: Stage) -> None:
    mine, theirs = stage.visitor(), stage.visitor()
    state = (await begun(theirs))["state"][0]
    assert await code_of(await finish(mine, state), 422) == "identity.sign_in_failed"
    await begun(mine)
    assert await code_of(await finish(mine, state), 422) == "identity.sign_in_failed"
    assert stage.discord.codes == {"good"}


async def test_an_attempt_is_good_once_even_with_a_kept_cookie_and_a_fresh_code(stage: Stage) -> None:
    browser = stage.visitor()
    state = (await begun(browser))["state"][0]
    kept = dict(browser.cookies)
    assert (await finish(browser, state)).status_code == 200
    stage.discord.codes.add("second")
    thief = Browser(stage.app, cookies=kept)
    assert await code_of(await finish(thief, state, "second"), 422) == "identity.sign_in_failed"


async def test_a_code_is_good_once(stage: Stage) -> None:
    first, second = stage.visitor(), stage.visitor()
    assert (await finish(first, (await begun(first))["state"][0])).status_code == 200
    state = (await begun(second))["state"][0]
    assert await code_of(await finish(second, state), 422) == "identity.sign_in_failed"


async def test_a_forged_attempt_is_refused(stage: Stage) -> None:
    browser = stage.visitor()
    state = (await begun(browser))["state"][0]
    name = "__Host-sf_attempt"
    browser.cookies[name] = "e30." + browser.cookies[name].split(".", 1)[1]
    assert await code_of(await finish(browser, state), 422) == "identity.sign_in_failed"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "/app\r\nSet-Cookie: a=b",
        "",
        "/" + "a" * 5000,
    ],
)
async def test_no_sign_in_leads_off_the_panel(stage: Stage, target: str) -> None:
    browser = stage.visitor()
    state = (await begun(browser, target))["state"][0]
    response = await finish(browser, state)
    assert (await response.get_json())["next"] == "/app"


async def test_signing_in_takes_a_fresh_key_each_time(stage: Stage) -> None:
    stage.discord.codes.add("again")
    browser = stage.visitor()
    await finish(browser, (await begun(browser))["state"][0])
    before = browser.cookies["__Host-sf_session"]
    await finish(browser, (await begun(browser))["state"][0], "again")
    assert browser.cookies["__Host-sf_session"] != before


async def test_signing_out_ends_the_session_on_the_server(stage: Stage) -> None:
    browser = await stage.signed_in()
    kept = dict(browser.cookies)
    assert (await browser.post("/auth/logout")).status_code == 204
    assert not browser.cookies
    replay = Browser(stage.app, cookies=kept)
    assert await code_of(await replay.get("/api/me"), 401) == "identity.signed_out"


async def test_signing_out_twice_is_harmless(stage: Stage) -> None:
    assert (await stage.visitor().post("/auth/logout")).status_code == 204


async def test_a_session_ends_by_itself(stage: Stage) -> None:
    browser = await stage.signed_in()
    stage.clock.moment += IDLE_LIMIT * 1.01
    assert await code_of(await browser.get("/api/me"), 401) == "identity.signed_out"


@pytest.mark.parametrize("broken", ["", "nonsense", "a.b.c", "é"])
async def test_a_cookie_that_we_did_not_sign_is_nobody(stage: Stage, broken: str) -> None:
    browser = stage.visitor()
    browser.cookies["__Host-sf_session"] = broken
    assert await code_of(await browser.get("/api/me"), 401) == "identity.signed_out"


async def test_me_tells_where_the_bot_is(stage: Stage) -> None:
    await stage.found(1)
    stage.installed.installed = {GUILD, 6000}  # type: ignore[arg-type]
    me = await (await stage.signed_in(guilds=(GUILD, 6000, 7000))).json("/api/me")
    assert [(one["id"], one["status"], one["tenant"]) for one in me["guilds"]] == [
        ("5000", "provisioned", "polar-1"),
        ("6000", "bot_installed", None),
        ("7000", "neither", None),
    ]
    assert me["bot_reachable"] is True
    assert me["tenants"][0]["role"] == "owner"
    assert "index" not in me["tenants"][0]["permissions"]


async def test_me_does_not_guess_while_the_bot_is_away(stage: Stage) -> None:
    await stage.found(1)
    stage.installed.switch.trouble = BotOffline()
    me = await (await stage.signed_in(guilds=(GUILD, 6000))).json("/api/me")
    assert [one["status"] for one in me["guilds"]] == ["provisioned", None]
    assert me["bot_reachable"] is False


async def test_me_keeps_a_strangers_tenant_to_itself(stage: Stage) -> None:
    await stage.found(1)
    me = await (await stage.signed_in(ROBIN)).json("/api/me")
    assert me["tenants"] == []
    assert (me["guilds"][0]["status"], me["guilds"][0]["tenant"]) == ("provisioned", None)
