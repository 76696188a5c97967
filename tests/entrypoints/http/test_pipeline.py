import logging
from pathlib import Path

import pytest

from snowflake_domain.kernel.limits import Limit
from snowflake_entrypoints.http.pipeline import rate_limit
from tests.entrypoints.http.stage import PANEL, Browser, Stage, begun, code_of

JSON = {"Content-Type": "application/json"}
EVERYWHERE = ["/", "/app", "/api/me", "/nowhere", "/api/nowhere", "/healthz", "/openapi.json", "/c/nobody"]


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_answer_carries_the_headers(stage: Stage, path: str) -> None:
    headers = (await stage.visitor().get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "connect-src 'self' ws://127.0.0.1:8721;" in policy
    assert "img-src 'self';" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"]
    assert headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert headers["X-Request-Id"]


async def test_plain_http_promises_no_https(tmp_path: Path) -> None:
    stage = Stage(frontend=tmp_path, panel="http://127.0.0.1:8720")
    assert "Strict-Transport-Security" not in (await stage.visitor().get("/")).headers


async def test_answers_of_the_api_are_not_stored(stage: Stage) -> None:
    browser = await stage.signed_in()
    assert (await browser.get("/api/me")).headers["Cache-Control"] == "no-store"
    assert (await browser.get("/auth/discord")).headers["Cache-Control"] == "no-store"


async def test_a_sane_request_id_is_kept_and_others_are_replaced(stage: Stage) -> None:
    browser = stage.visitor()
    kept = await browser.get("/healthz", headers={"X-Request-Id": "edge-4711.aB"})
    assert kept.headers["X-Request-Id"] == "edge-4711.aB"
    for strange in ("short", "a" * 65, "a b c d e f g", "<script>alert(1)</script>"):
        given = await browser.get("/healthz", headers={"X-Request-Id": strange})
        assert given.headers["X-Request-Id"] != strange


async def test_log_lines_carry_the_request_id_and_no_query(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    response = await stage.visitor().get("/auth/callback?code=verysecret&state=x")
    lines = [record for record in caplog.records if "request_id" in vars(record)]
    assert [vars(line)["request_id"] for line in lines] == [response.headers["X-Request-Id"]]
    assert "verysecret" not in caplog.text


async def test_a_bug_is_a_500_with_an_id_and_no_internals(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    browser = await stage.signed_in()
    stage.installed.switch.trouble = RuntimeError("the database password is hunter2")
    response = await browser.get("/api/me")
    assert await code_of(response, 500) == "internal"
    assert b"hunter2" not in await response.get_data()
    assert "hunter2" in caplog.text
    assert response.headers["X-Request-Id"] in caplog.text
    assert "Traceback" in caplog.text


@pytest.mark.parametrize(
    "host", ["evil.example", "panel.example.com.evil.example", "panel.example.com:8080", "127.0.0.1"]
)
async def test_other_hosts_are_refused(stage: Stage, host: str) -> None:
    stranger = Browser(stage.app, host=host)
    assert await code_of(await stranger.get("/api/me"), 421) == "request.wrong_host"
    assert (await stranger.get("/healthz")).status_code == 200


@pytest.mark.parametrize("host", ["", "a b", "[::1", "panel.example.com:port"])
async def test_a_host_that_is_none_is_refused(stage: Stage, host: str) -> None:
    response = await Browser(stage.app, host=host).get("/api/me")
    assert response.status_code in {400, 421}


@pytest.mark.parametrize("host", ["PANEL.example.com", "panel.example.com:443"])
async def test_our_host_may_be_spelled_as_browsers_may(stage: Stage, host: str) -> None:
    assert (await Browser(stage.app, host=host).get("/app")).status_code == 503


async def test_the_marketing_name_serves_public_pages_only(tmp_path: Path) -> None:
    stage = Stage(frontend=tmp_path, marketing="https://example.com")
    visitor = Browser(stage.app, host="example.com")
    assert (await visitor.get("/")).status_code == 200
    assert (await visitor.get("/robots.txt")).status_code == 200
    assert await code_of(await visitor.get("/api/me"), 421) == "request.wrong_host"
    assert (await visitor.get("/app")).status_code == 421


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://panel.example.com", ""])
async def test_unsafe_calls_come_from_our_own_pages_only(stage: Stage, origin: str | None) -> None:
    browser = await stage.signed_in()
    browser.origin = origin
    for path in ("/api/provision", "/auth/logout", "/auth/discord/callback", "/api/bot/ws-ticket"):
        response = await browser.post(path, json={})
        assert await code_of(response, 403) == "request.wrong_origin"
    assert (await browser.get("/api/me")).status_code == 200


async def test_two_origins_are_none(stage: Stage) -> None:
    async with stage.app.test_client().request(
        "/auth/logout",
        method="POST",
        headers=[("Host", "panel.example.com"), ("Origin", PANEL), ("Origin", "https://evil.example")],  # type: ignore[arg-type]
    ) as connection:
        await connection.send_complete()
    assert (await connection.as_response()).status_code == 403


async def test_asking_too_often_is_refused_with_the_time_to_wait(stage: Stage) -> None:
    browser = stage.visitor()
    for _ in range(rate_limit.SIGNING_IN.burst):
        await begun(browser)
    response = await browser.get("/auth/discord")
    assert await code_of(response, 429) == "limits.too_many"
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert (await browser.get("/healthz")).status_code == 200
    assert (await browser.get("/api/me")).status_code == 401


async def test_the_whole_site_has_a_limit_for_each_address(stage: Stage) -> None:
    assert Limit(300, 10.0) == rate_limit.EVERYTHING
    browser = stage.visitor()
    seen = {(await browser.get("/robots.txt")).status_code for _ in range(rate_limit.EVERYTHING.burst + 25)}
    assert seen == {200, 429}


async def test_an_unknown_address_and_a_wrong_method_are_told_apart(stage: Stage) -> None:
    browser = await stage.signed_in()
    assert await code_of(await browser.get("/api/nowhere"), 404) == "request.not_found"
    response = await browser.ask("DELETE", "/api/me")
    assert await code_of(response, 405) == "request.method_not_allowed"
    assert "GET" in response.headers["Allow"]


async def test_the_link_of_an_invitation_is_in_no_log(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    secret = "5ec4e7" * 10
    with caplog.at_level("DEBUG"):
        for address in (f"/invite/{secret}", f"/invite/{secret}/"):
            await stage.visitor().get(address)
        await (await stage.signed_in()).post("/api/invitations/look", json={"secret": secret})
    said = [record.getMessage() for record in caplog.records]
    assert any(line.startswith("GET /invite/... ") for line in said)
    assert secret not in "\n".join(said)


async def test_people_get_a_page_where_programs_get_a_document(stage: Stage) -> None:
    html = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = await stage.visitor().get("/nowhere", headers=html)
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert page.headers["X-Request-Id"] in (await page.get_data(as_text=True))
    assert await code_of(await stage.visitor().get("/api/me", headers=html), 401) == "identity.signed_out"
