import string
from typing import Any

import pytest

from snowflake_domain.identity.session import ABSOLUTE_LIMIT
from tests.entrypoints.http.stage import Browser, Stage, begun, code_of
from tests.fakes import SAM, user

COOKIE = "__Host-sf_session"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"


async def sign_in(stage: Stage, browser: Browser, agent: str = FIREFOX) -> Browser:
    """Go through Discord, as people do."""
    stage.discord.codes.add("good")
    state = (await begun(browser))["state"][0]
    response = await browser.post(
        "/auth/discord/callback", json={"code": "good", "state": state}, headers={"User-Agent": agent}
    )
    assert response.status_code == 200
    return browser


async def listed(browser: Browser) -> list[Any]:
    found = (await browser.json("/api/me/sessions"))["items"]
    assert isinstance(found, list)
    return found


async def test_shows_each_browser_and_which_one_asks(stage: Stage) -> None:
    first = await sign_in(stage, stage.visitor())
    stage.clock.forward(minutes=5)
    second = await sign_in(stage, stage.visitor(), "curl/8")
    mine = await listed(second)
    assert [(one["current"], one["browser"], one["platform"], one["network"]) for one in mine] == [
        (True, None, None, None),
        (False, "Firefox", "Linux", None),
    ]
    assert mine[1]["created_at"] == "2030-01-01T12:00:00Z"
    assert [one["current"] for one in await listed(first)] == [True, False]


async def test_the_list_holds_nothing_that_opens_a_session(stage: Stage) -> None:
    browser = await sign_in(stage, stage.visitor())
    said = await (await browser.get("/api/me/sessions")).get_data(as_text=True)
    (auth,) = stage.app.extensions["QUART_AUTH"]
    key = auth.load_token(browser.cookies[COOKIE], app=stage.app)
    assert key
    assert key not in said
    assert browser.cookies[COOKIE] not in said


async def test_one_browser_signs_another_out(stage: Stage) -> None:
    lost, here = await sign_in(stage, stage.visitor()), await sign_in(stage, stage.visitor())
    (other,) = [one["id"] for one in await listed(here) if not one["current"]]
    assert (await here.ask("DELETE", f"/api/me/sessions/{other}")).status_code == 204
    assert await code_of(await lost.get("/api/me"), 401) == "identity.signed_out"
    assert await code_of(await here.ask("DELETE", f"/api/me/sessions/{other}"), 404) == (
        "identity.unknown_session"
    )
    assert len(await listed(here)) == 1


async def test_ending_the_session_that_asks_takes_its_cookie_too(stage: Stage) -> None:
    browser = await sign_in(stage, stage.visitor())
    kept = dict(browser.cookies)
    (mine,) = await listed(browser)
    assert (await browser.ask("DELETE", f"/api/me/sessions/{mine['id']}")).status_code == 204
    assert COOKIE not in browser.cookies
    replay = Browser(stage.app, cookies=kept)
    assert await code_of(await replay.get("/api/me"), 401) == "identity.signed_out"


async def test_other_peoples_sessions_are_as_unknown_as_none(stage: Stage) -> None:
    theirs = await sign_in(stage, stage.visitor())
    (target,) = await listed(theirs)
    stage.discord.user = user(SAM)
    mine = await sign_in(stage, stage.visitor())
    for one in (target["id"], "1"):
        response = await mine.ask("DELETE", f"/api/me/sessions/{one}")
        assert await code_of(response, 404) == "identity.unknown_session"
    assert len(await listed(theirs)) == 1


@pytest.mark.parametrize("keep", [True, False])
async def test_signing_out_everywhere(stage: Stage, keep: bool) -> None:  # noqa: FBT001 - pytest names it
    others = [await sign_in(stage, stage.visitor()) for _ in range(2)]
    here = await sign_in(stage, stage.visitor())
    kept = dict(here.cookies)
    response = await here.post("/api/me/sessions/end", json={"keep_current": keep})
    assert await response.get_json() == {"ended": 2 if keep else 3}
    for other in others:
        assert await code_of(await other.get("/api/me"), 401) == "identity.signed_out"
    replay = Browser(stage.app, cookies=kept)
    assert (await replay.get("/api/me")).status_code == (200 if keep else 401)
    assert (COOKIE in here.cookies) is keep


async def test_signing_in_again_ends_the_old_session_of_this_browser(stage: Stage) -> None:
    browser = await sign_in(stage, stage.visitor())
    before = dict(browser.cookies)
    await sign_in(stage, browser)
    assert len(await listed(browser)) == 1
    thief = Browser(stage.app, cookies=before)
    assert await code_of(await thief.get("/api/me"), 401) == "identity.signed_out"


async def test_a_busy_session_ends_after_thirty_days(stage: Stage) -> None:
    browser = await sign_in(stage, stage.visitor())
    for _ in range(ABSOLUTE_LIMIT.days * 2):
        stage.clock.forward(hours=12)
        assert (await browser.get("/api/me/sessions")).status_code == 200
    stage.clock.forward(seconds=1)
    assert await code_of(await browser.get("/api/me"), 401) == "identity.signed_out"


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "https://panel.example.com.evil.example"]
)
async def test_other_sites_cannot_sign_anybody_out(stage: Stage, origin: str | None) -> None:
    browser = await sign_in(stage, stage.visitor())
    (mine,) = await listed(browser)
    browser.origin = origin
    for method, path in (("DELETE", f"/api/me/sessions/{mine['id']}"), ("POST", "/api/me/sessions/end")):
        response = await browser.ask(method, path, json={"keep_current": False})
        assert await code_of(response, 403) == "request.wrong_origin"
    assert len(await listed(browser)) == 1


async def test_a_cookie_with_any_bit_flipped_is_nobody(stage: Stage) -> None:
    browser = await stage.signed_in()
    good = browser.cookies[COOKIE]
    assert (await browser.get("/api/me")).status_code == 200
    let_in = []
    for at, mark in enumerate(good):
        for bit in range(7):
            flipped = chr(ord(mark) ^ (1 << bit))
            if flipped.isprintable():
                cookie = good[:at] + flipped + good[at + 1 :]
                if await resumes(stage, cookie):
                    let_in.append((at, mark, flipped))
    assert not let_in


async def test_one_signature_has_one_spelling(stage: Stage) -> None:
    """The last base64 character of a signature has bits that decode to nothing."""
    good = (await stage.signed_in()).cookies[COOKIE]
    spellings = [good[:-1] + mark for mark in string.ascii_letters + string.digits + "-_" if mark != good[-1]]
    spellings += [f"{good}=", f"{good}==", f"{good}!", f"{good[:-4]}!{good[-4:]}", f"{good}.", f".{good}"]
    assert [cookie for cookie in spellings if await resumes(stage, cookie)] == []
    assert await resumes(stage, good)


async def resumes(stage: Stage, cookie: str) -> bool:
    """Tell whether a cookie lets in; the app is asked below its rate limit."""
    headers = {"Host": "panel.example.com", "Cookie": f"{COOKIE}={cookie}"}
    async with stage.app.test_request_context("/api/me", headers=headers):
        (auth,) = stage.app.extensions["QUART_AUTH"]
        key = auth.load_cookie()
    return key is not None and await stage.database.sessions.find(key) is not None
