"""Webhooks over HTTP: a list without secrets, and the way over Discord's consent page."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from snowflake_domain.tenancy.staff import Role
from tests.entrypoints.http.stage import Browser, Stage, code_of
from tests.fakes import ALEX, SAM
from tests.tenancy.webhooks import TOKEN

LIST = "/api/v1/tenants/polar-1/webhooks"
BEGIN = "/auth/discord/webhook?tenant=polar-1"
FINISH = "/auth/discord/webhook/callback"


async def begun(browser: Browser) -> str:
    """Go to Discord's page and return the state that it would bring back."""
    response = await browser.get(BEGIN)
    assert response.status_code == 302
    (state,) = parse_qs(urlsplit(response.headers["Location"]).query)["state"]
    return state


async def finished(browser: Browser, state: str, code: str = "good") -> Any:
    return await browser.post(FINISH, json={"code": code, "state": state})


async def items(browser: Browser) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await browser.json(LIST))["items"]
    return found


async def test_the_bot_is_asked_for_a_webhook_once(stage: Stage) -> None:
    await stage.found(1)
    browser = await stage.signed_in()
    first = await browser.post(LIST, json={"channel": "77"})
    again = await browser.post(LIST, json={"channel": "77"})
    assert (first.status_code, again.status_code) == (201, 201)
    made = await first.get_json()
    assert made == await again.get_json()
    assert (made["channel_id"], made["state"], made["maker"]) == ("77", "pending", "bot")
    assert made["asked_by"] == {"id": str(ALEX), "name": f"User {ALEX}"}
    assert await items(browser) == [made]


async def test_one_is_taken_away(stage: Stage) -> None:
    await stage.found(1)
    browser = await stage.signed_in()
    made = await (await browser.post(LIST, json={"channel": "77"})).get_json()
    assert (await browser.ask("DELETE", f"{LIST}/{made['id']}")).status_code == 204
    assert [one["state"] for one in await items(browser)] == ["removing"]
    unknown = await browser.ask("DELETE", f"{LIST}/404")
    assert await code_of(unknown, 404) == "tenancy.unknown_webhook"


async def test_a_persons_webhook_comes_over_discords_page(stage: Stage) -> None:
    await stage.found(1)
    stage.people.choose("good")
    browser = await stage.signed_in()
    state = await begun(browser)
    response = await finished(browser, state)
    assert response.status_code == 201
    said = await response.get_json()
    assert said["next"] == "/app/polar-1/webhooks"
    assert (said["webhook"]["maker"], said["webhook"]["state"]) == ("consent", "ready")
    assert await items(browser) == [said["webhook"]]


async def test_no_answer_holds_what_opens_a_webhook(stage: Stage) -> None:
    await stage.found(1)
    stage.people.choose("good")
    browser = await stage.signed_in()
    kept = await finished(browser, await begun(browser))
    for response in (kept, await browser.get(LIST)):
        raw = await response.get_data(as_text=True)
        assert TOKEN not in raw
        assert "token" not in raw
        assert "discord_id" not in raw


async def test_a_consent_is_good_once(stage: Stage) -> None:
    await stage.found(1)
    for code in ("good", "other"):
        stage.people.choose(code)
    browser = await stage.signed_in()
    state = await begun(browser)
    cookies = dict(browser.cookies)
    assert (await finished(browser, state)).status_code == 201
    browser.cookies = cookies
    assert await code_of(await finished(browser, state, "other"), 422) == "tenancy.webhook_failed"
    assert len(await items(browser)) == 1


@pytest.mark.parametrize("what", ["no cookie", "other state", "bent cookie", "other person", "used code"])
async def test_a_consent_is_bound_to_browser_and_person(stage: Stage, what: str) -> None:
    scope = await stage.found(1)
    stage.people.choose("good")
    browser = await stage.signed_in()
    state = await begun(browser)
    if what == "no cookie":
        browser.cookies.pop("__Host-sf_webhook")
    if what == "other state":
        state = "webhook." + "f" * 64
    if what == "bent cookie":
        browser.cookies["__Host-sf_webhook"] = "x" + browser.cookies["__Host-sf_webhook"][1:]
    if what == "other person":
        await stage.appoint(scope, SAM, Role.ADMIN)
        other = await stage.signed_in(SAM)
        other.cookies["__Host-sf_webhook"] = browser.cookies["__Host-sf_webhook"]
        browser = other
    if what == "used code":
        stage.people.codes.clear()
    assert await code_of(await finished(browser, state), 422) == "tenancy.webhook_failed"
    assert await items(browser) == []


async def test_whoever_was_taken_off_the_staff_meanwhile_brings_nothing(stage: Stage) -> None:
    scope = await stage.found(1)
    await stage.appoint(scope, SAM, Role.ADMIN)
    stage.people.choose("good")
    browser = await stage.signed_in(SAM)
    state = await begun(browser)
    await stage.appoint(scope, SAM, Role.MODERATOR)
    assert await code_of(await finished(browser, state), 403) == "tenancy.permission_denied"
    async with stage.database.begin(scope) as work:
        await work.staff.remove(SAM)
    again = await stage.signed_in(SAM)
    again.cookies |= {"__Host-sf_webhook": browser.cookies.get("__Host-sf_webhook", "")}
    assert (await finished(again, state)).status_code in {404, 422}


async def test_a_channel_of_another_server_is_refused_and_given_back(stage: Stage) -> None:
    await stage.found(1)
    stage.people.choose("good", guild=404)
    browser = await stage.signed_in()
    assert await code_of(await finished(browser, await begun(browser)), 409) == "tenancy.webhook_elsewhere"
    assert await items(browser) == []
    assert stage.people.discarded == [9000]


async def test_the_callback_must_come_from_the_panel(stage: Stage) -> None:
    await stage.found(1)
    stage.people.choose("good")
    browser = await stage.signed_in()
    state = await begun(browser)
    browser.origin = "https://evil.example"
    assert await code_of(await finished(browser, state), 403) == "request.wrong_origin"
