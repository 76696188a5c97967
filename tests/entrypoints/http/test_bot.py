import asyncio
from pathlib import Path
from typing import Any

import hikari
import orjson
import pytest

from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.scope import Permission, UserId
from snowflake_domain.tenancy.staff import Role
from snowflake_entrypoints.membership import SIGNATURE, TIMESTAMP, signature_of
from tests.entrypoints.http.stage import Browser, Stage, code_of
from tests.fakes import ALEX, GUILD, NOON, ROBIN, SAM

P = hikari.Permissions
NEEDED = (
    P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.SEND_MESSAGES_IN_THREADS
    | P.EMBED_LINKS
    | P.READ_MESSAGE_HISTORY
    | P.MODERATE_MEMBERS
    | P.MANAGE_WEBHOOKS
)
TIMEOUT = {"member": "102", "lasting": 3600, "reason": "spam"}


async def test_an_allowed_call_goes_on_with_the_scope_and_nothing_of_the_browser(stage: Stage) -> None:
    scope = await stage.found(1)
    browser = await stage.signed_in()
    forged = {"X-Tenant-Id": "999", "X-Guild-Id": "999", "X-Actor-Id": "999", "Authorization": "Bearer x"}
    response = await browser.get("/__bot-proxy/members?tenant=polar-1&query=rob&after=5", headers=forged)
    assert (response.status_code, await response.get_json()) == (200, {"connected": True})
    (sent,) = stage.bot.calls
    assert sent == (scope, "GET", "/members", {"query": "rob", "limit": "50", "after": "5"}, None)


async def test_a_timeout_goes_on_as_it_was_read(stage: Stage) -> None:
    await stage.found(1)
    stage.bot.answer = (201, "application/json", b'{"number":1}')
    response = await (await stage.signed_in()).post(
        "/__bot-proxy/moderation/timeout?tenant=polar-1", json=TIMEOUT
    )
    assert response.status_code == 201
    (_, method, path, query, body) = stage.bot.calls[0]
    assert (method, path, query, body) == ("POST", "/moderation/timeout", {}, TIMEOUT)


async def test_the_path_goes_on_in_one_piece(stage: Stage) -> None:
    await stage.found(1)
    browser = await stage.signed_in()
    await browser.get("/__bot-proxy/members/102?tenant=polar-1")
    assert stage.bot.calls[0][2] == "/members/102"
    for odd in (
        "/__bot-proxy/members/..%2Froles?tenant=polar-1",
        "/__bot-proxy/members/1%3Fx?tenant=polar-1",
    ):
        assert (await browser.get(odd)).status_code in {404, 422}
    assert len(stage.bot.calls) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("POST", "/snowflake-dispatch"), ("POST", "/moderation/ban"), ("DELETE", "/channels")],
)
async def test_what_is_not_on_the_list_goes_nowhere(stage: Stage, method: str, path: str) -> None:
    await stage.found(1)
    response = await (await stage.signed_in()).ask(method, f"/__bot-proxy{path}?tenant=polar-1")
    assert response.status_code in {404, 405}
    assert stage.bot.calls == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**TIMEOUT, "member": 102}, "member"),
        ({**TIMEOUT, "lasting": "1h"}, "lasting"),
        ({**TIMEOUT, "lasting": -1}, "lasting"),
        ({"member": "102", "lasting": 60}, "reason"),
    ],
)
async def test_a_bad_timeout_never_reaches_the_bot(stage: Stage, body: Any, field: str) -> None:
    await stage.found(1)
    response = await (await stage.signed_in()).post(
        "/__bot-proxy/moderation/timeout?tenant=polar-1", json=body
    )
    assert await code_of(response, 422) == "request.malformed"
    assert [one["field"] for one in (await response.get_json())["errors"]] == [field]
    assert stage.bot.calls == []


async def test_a_tenant_must_be_named(stage: Stage) -> None:
    response = await (await stage.signed_in()).get("/__bot-proxy/channels")
    assert await code_of(response, 422) == "request.malformed"


async def test_the_bots_refusals_pass_through(stage: Stage) -> None:
    scope = await stage.found(1)
    await stage.appoint(scope, SAM, Role.MODERATOR)
    said = b'{"type":"about:blank","title":"Forbidden","status":403,"code":"moderation.outranked"}'
    stage.bot.answer = (403, "application/problem+json", said)
    response = await (await stage.signed_in(SAM)).post(
        "/__bot-proxy/moderation/timeout?tenant=polar-1", json=TIMEOUT
    )
    assert (response.status_code, await response.get_data()) == (403, said)
    assert stage.bot.calls[0][0].permissions >= {Permission.MODERATE}
    assert stage.bot.calls[0][0].actor == SAM


async def test_a_bot_that_is_away_is_a_503(stage: Stage) -> None:
    await stage.found(1)
    stage.bot.switch.trouble = BotOffline()
    response = await (await stage.signed_in()).get("/__bot-proxy/health?tenant=polar-1")
    assert await code_of(response, 503) == "bot.offline"


async def test_a_bot_that_does_not_know_us_never_signs_the_visitor_out(stage: Stage) -> None:
    await stage.found(1)
    stage.bot.answer = (401, "application/problem+json", b"{}")
    response = await (await stage.signed_in()).get("/__bot-proxy/health?tenant=polar-1")
    assert await code_of(response, 503) == "bot.offline"


async def test_a_bot_that_hangs_is_given_up(tmp_path: Path) -> None:
    stage = Stage(frontend=tmp_path, bot_patience=0.1)
    await stage.found(1)
    stage.bot.switch.slow = 3600
    asked = (await stage.signed_in()).get("/__bot-proxy/health?tenant=polar-1")
    response = await asyncio.wait_for(asked, 5)
    assert await code_of(response, 503) == "bot.offline"


async def test_a_ticket_opens_the_bots_stream_from_the_panel(stage: Stage) -> None:
    await stage.found(1)
    response = await (await stage.signed_in()).post("/api/bot/ws-ticket", json={"tenant": "polar-1"})
    ticket = await response.get_json()
    assert (ticket["url"], ticket["expires_in"]) == ("ws://127.0.0.1:8721/ws", 30)
    tickets = stage.web().stream_tickets
    scope = await tickets.redeem(ticket["ticket"], "https://panel.example.com")
    assert (scope.actor, scope.guild) == (ALEX, GUILD)


async def test_strangers_get_no_ticket(stage: Stage) -> None:
    await stage.found(1)
    stranger = await stage.signed_in(ROBIN)
    for tenant in ("polar-1", "nobody"):
        response = await stranger.post("/api/bot/ws-ticket", json={"tenant": tenant})
        assert await code_of(response, 404) == "tenancy.unknown_tenant"


async def test_a_guild_becomes_a_tenant_once(stage: Stage) -> None:
    browser = await stage.signed_in()
    first = await browser.post("/api/provision", json={"guild_id": "5000", "name": "Polar Lounge"})
    again = await browser.post("/api/provision", json={"guild_id": "5000", "name": "Other"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert await first.get_json() == await again.get_json()
    assert (await first.get_json())["tenant"]["slug"] == "polar-lounge"


async def test_provisioning_refuses_what_it_must(stage: Stage) -> None:
    browser = await stage.signed_in()
    absent = await browser.post("/api/provision", json={"guild_id": "6000"})
    assert await code_of(absent, 409) == "tenancy.bot_not_installed"
    stranger = await stage.signed_in(ROBIN)
    assert await code_of(await stranger.post("/api/provision", json={"guild_id": "5000"}), 403) == (
        "tenancy.not_your_guild"
    )
    named = await browser.post("/api/provision", json={"guild_id": "5000", "name": "n" * 101})
    assert await code_of(named, 422) == "tenancy.invalid_settings"


async def test_a_manager_who_is_no_staff_learns_whom_to_ask(stage: Stage) -> None:
    await stage.found(1)
    stage.installed.managers.add(UserId(ROBIN))
    response = await (await stage.signed_in(ROBIN)).post("/api/provision", json={"guild_id": "5000"})
    assert await code_of(response, 403) == "tenancy.not_staff"


async def test_the_bot_is_looked_for_where_the_visitor_manages(stage: Stage) -> None:
    browser = await stage.signed_in(guilds=(6000,))
    here = await browser.json("/api/provision/verify-bot?guild_id=6000")
    assert (here["guild_id"], here["installed"], here["missing_permissions"]) == ("6000", False, [])
    assert here["install_url"] == (
        "http://127.0.0.1:8722/oauth2/authorize?client_id=42&scope=bot+applications.commands"
        f"&permissions={int(NEEDED)}&guild_id=6000&disable_guild_select=true"
    )
    stranger = await stage.signed_in(ROBIN, guilds=())
    response = await stranger.get("/api/provision/verify-bot?guild_id=5000")
    assert await code_of(response, 403) == "tenancy.not_your_guild"


def signed(body: bytes, *, at: float = NOON.timestamp(), secret: str = "b" * 48) -> dict[str, str]:
    stamp = str(int(at))
    return {
        TIMESTAMP: stamp,
        SIGNATURE: signature_of(secret, stamp, body),
        "Content-Type": "application/json",
    }


async def tell(stage: Stage, body: bytes, headers: dict[str, str]) -> Any:
    return await Browser(stage.app, origin=None).post(
        "/api/internal/bot-membership", data=body, headers=headers
    )


async def test_dashboards_hear_that_the_bot_left(stage: Stage) -> None:
    await stage.found(1)
    body = orjson.dumps({"guild_id": "5000", "joined": False})
    assert (await tell(stage, body, signed(body))).status_code == 204
    assert stage.events.types == ["gateway.changed"]


async def test_a_guild_without_a_tenant_is_only_noted(stage: Stage) -> None:
    body = orjson.dumps({"guild_id": "5000", "joined": True})
    assert (await tell(stage, body, signed(body))).status_code == 204
    assert stage.events.types == []


async def test_only_the_bot_says_where_it_is(stage: Stage) -> None:
    await stage.found(1)
    body = orjson.dumps({"guild_id": "5000", "joined": False})
    moment = NOON.timestamp()
    for headers in (
        {"Content-Type": "application/json"},
        signed(b"other"),
        signed(body, secret="c" * 48),
        signed(body, at=moment - 301),
        signed(body, at=moment + 301),
        {**signed(body), TIMESTAMP: "now"},
    ):
        assert await code_of(await tell(stage, body, headers), 401) == "internal.bad_signature"
    good = signed(body)
    assert (await tell(stage, body, good)).status_code == 204
    assert await code_of(await tell(stage, body, good), 401) == "internal.bad_signature"
    assert stage.events.types == ["gateway.changed"]
