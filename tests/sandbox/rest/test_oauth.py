"""Sign-in as Discord does it: consent page, codes, PKCE, tokens, scopes."""

import base64
import hashlib
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from snowflake_entrypoints.sandbox.seed import AURORA_ID, FOUNDRY_ID, MOD_LAB_ID, new_world
from snowflake_entrypoints.sandbox.settings import SandboxSettings
from tests.sandbox.rest.conftest import SMALL, Aurora, Client, Ticking

BACK = "http://127.0.0.1:8080/auth/callback"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def _asked(api: Client, scope: str = "identify guilds", **more: str) -> str:
    query = {
        "client_id": str(api.sandbox.settings.client_id),
        "response_type": "code",
        "redirect_uri": BACK,
        "scope": scope,
        "state": "s1",
    } | more
    kept = {key: value for key, value in query.items() if value}
    return f"{api.sandbox.base_url}/oauth2/authorize?{urlencode(kept)}"


async def _decide(api: Client, url: str, **form: str) -> dict[str, str]:
    answer = await api.raw("POST", url, data=form, allow_redirects=False)
    assert answer.status == 302, await answer.text()
    target = answer.headers["Location"]
    assert target.startswith(BACK)
    return {key: values[0] for key, values in parse_qs(urlsplit(target).query).items()}


async def _code(api: Client, persona: str = "viewer", scope: str = "identify guilds", **more: str) -> str:
    outcome = await _decide(api, _asked(api, scope, **more), persona=persona, decision="authorize")
    assert outcome["state"] == "s1"
    return outcome["code"]


async def _token(api: Client, **form: str) -> tuple[int, dict[str, str]]:
    settings = api.sandbox.settings
    body = {"client_id": str(settings.client_id), "client_secret": settings.client_secret} | form
    answer = await api.as_("").raw("POST", "/oauth2/token", data=body)
    return answer.status, await answer.json()


def _redeem(code: str, **more: str) -> dict[str, str]:
    return {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK} | more


async def _bearer(api: Client, persona: str, scope: str) -> Client:
    _, token = await _token(api, **_redeem(await _code(api, persona, scope)))
    return api.as_(f"Bearer {token['access_token']}")


@pytest.mark.parametrize("path", ["/oauth2/authorize", "/api/oauth2/authorize"])
async def test_the_page_offers_each_persona_and_then_the_consent(api: Client, path: str) -> None:
    url = _asked(api).replace("/oauth2/authorize", path)
    text = await (await api.raw("GET", url)).text()
    assert re.findall(r'<button class="who" name="persona" value="(\w+)">', text) == [
        "owner",
        "admin",
        "moderator",
        "viewer",
        "stranger",
    ]
    assert re.findall(r'data-scope="([\w.]+)"', text) == ["identify", "guilds"]
    assert "http://" not in text.replace(api.sandbox.base_url, "")
    for picture in re.findall(r'<img alt="" src="([^"]+)">', text):
        assert (await api.raw("GET", api.sandbox.base_url + picture)).status == 200
    consent = await (await api.raw("POST", url, data={"persona": "owner"})).text()
    assert '<button class="go" name="decision" value="authorize">' in consent
    assert "Nova Lindqvist" in consent


async def test_cancel_sends_back_access_denied_with_the_state(api: Client) -> None:
    outcome = await _decide(api, _asked(api), decision="cancel")
    assert (outcome["error"], outcome["state"]) == ("access_denied", "s1")


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "5"},
        {"redirect_uri": "https://evil.example/back"},
        {"redirect_uri": "http://127.0.0.1.evil.example/"},
        {"response_type": "token"},
        {"scope": "identify nonsense"},
        {"scope": ""},
        {"code_challenge": "x", "code_challenge_method": "plain"},
    ],
)
async def test_a_request_that_cannot_be_trusted_never_redirects(api: Client, change: dict[str, str]) -> None:
    form = {"persona": "owner", "decision": "authorize"}
    answer = await api.raw("POST", _asked(api, **change), data=form, allow_redirects=False)
    assert answer.status == 400
    assert "Location" not in answer.headers


async def test_only_registered_addresses_are_allowed_when_loopback_is_not(clock: Ticking) -> None:
    settings = SandboxSettings(
        seed=SMALL, now=clock, any_loopback=False, redirect_uris=("https://app.example/back",)
    )
    world = new_world(settings)
    assert world.allows_redirect("https://app.example/back")
    assert not world.allows_redirect("https://app.example/back/more")
    assert not world.allows_redirect(BACK)


async def test_a_code_gives_tokens_once(api: Client) -> None:
    code = await _code(api)
    status, token = await _token(api, **_redeem(code))
    assert status == 200
    assert (token["token_type"], token["scope"]) == ("Bearer", "identify guilds")
    status, refusal = await _token(api, **_redeem(code))
    assert (status, refusal["error"]) == (400, "invalid_grant")


async def test_a_code_is_only_good_with_its_redirect_and_within_a_minute(api: Client, clock: Ticking) -> None:
    wrong = _redeem(await _code(api)) | {"redirect_uri": "http://127.0.0.1:9/other"}
    assert (await _token(api, **wrong))[1]["error"] == "invalid_grant"
    late = await _code(api)
    clock.offset += 61
    assert (await _token(api, **_redeem(late)))[1]["error"] == "invalid_grant"


async def test_pkce_wants_the_verifier_of_the_challenge(api: Client) -> None:
    more = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    for form in ({}, {"code_verifier": "w" * 50}):
        code = await _code(api, **more)
        assert (await _token(api, **_redeem(code), **form))[0] == 400
        assert (await _token(api, **_redeem(code), code_verifier=VERIFIER))[0] == 400, "spent by the attempt"
    code = await _code(api, **more)
    assert (await _token(api, **_redeem(code), code_verifier=VERIFIER))[0] == 200


async def test_a_wrong_client_and_other_bad_requests_have_oauths_own_errors(api: Client) -> None:
    code = await _code(api)
    assert await _token(api, **_redeem(code), client_secret="no") == (401, {"error": "invalid_client"})
    assert (await _token(api))[1]["error"] == "invalid_request"
    assert (await _token(api, grant_type="password"))[1]["error"] == "unsupported_grant_type"
    assert (await _token(api, grant_type="client_credentials", scope="nonsense"))[1][
        "error"
    ] == "invalid_scope"
    status, token = await _token(api, grant_type="client_credentials", scope="identify")
    assert (status, "refresh_token" in token) == (200, False)


async def test_a_refresh_replaces_both_tokens_and_revoking_ends_them(api: Client) -> None:
    _, first = await _token(api, **_redeem(await _code(api)))
    status, second = await _token(api, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert status == 200
    assert (await _token(api, grant_type="refresh_token", refresh_token=first["refresh_token"]))[0] == 400
    old, new = (api.as_(f"Bearer {token['access_token']}") for token in (first, second))
    assert (await old("GET", "/users/@me"))[0] == 401
    assert (await new("GET", "/users/@me"))[0] == 200
    settings = api.sandbox.settings
    pair = f"{settings.client_id}:{settings.client_secret}".encode()
    basic = api.as_(f"Basic {base64.b64encode(pair).decode()}")
    answer = await basic.raw("POST", "/oauth2/token/revoke", data={"token": second["refresh_token"]})
    assert answer.status == 200
    assert (await new("GET", "/users/@me"))[0] == 401


async def test_a_token_opens_only_what_its_scopes_name_and_ends_in_a_week(
    api: Client, clock: Ticking
) -> None:
    slim = await _bearer(api, "owner", "identify")
    assert (await slim("GET", "/users/@me"))[1].get("email") is None
    assert (await slim("GET", "/users/@me/guilds"))[0] == 401
    assert (await slim("GET", f"/guilds/{AURORA_ID}"))[0] == 401
    full = await _bearer(api, "owner", "identify email guilds guilds.members.read")
    assert (await full("GET", "/users/@me"))[1]["email"] == "nova@sandbox.example"
    _, guilds = await full("GET", "/users/@me/guilds")
    assert [int(one["id"]) for one in guilds] == [AURORA_ID, FOUNDRY_ID, MOD_LAB_ID]
    assert all(one["owner"] for one in guilds)
    assert (await full("GET", f"/users/@me/guilds/{AURORA_ID}/member"))[1]["user"]["username"] == "nova"
    _, current = await full("GET", "/oauth2/@me")
    assert current["user"]["username"] == "nova"
    clock.offset += 604_801
    assert (await full("GET", "/users/@me"))[0] == 401


async def test_a_stranger_is_in_no_guild(api: Client) -> None:
    stranger = await _bearer(api, "stranger", "identify guilds guilds.members.read")
    assert (await stranger("GET", "/users/@me/guilds"))[1] == []
    assert (await stranger("GET", f"/users/@me/guilds/{AURORA_ID}/member"))[1]["code"] == 10004


async def test_the_bot_scope_installs_where_the_person_manages_the_server(api: Client) -> None:
    url = _asked(api, "bot applications.commands identify", permissions="8192")
    form = {"persona": "owner", "decision": "authorize", "guild_id": str(MOD_LAB_ID)}
    outcome = await _decide(api, url, **form)
    assert outcome["guild_id"] == str(MOD_LAB_ID)
    _, token = await _token(api, **_redeem(outcome["code"]))
    assert token["guild"]["id"] == str(MOD_LAB_ID)  # type: ignore[index]
    _, guild = await api("GET", f"/guilds/{MOD_LAB_ID}")
    managed = [role for role in guild["roles"] if role["managed"]]
    assert [role["permissions"] for role in managed] == ["8192"]
    form |= {"persona": "viewer", "guild_id": str(AURORA_ID)}
    answer = await api.raw("POST", url, data=form, allow_redirects=False)
    assert answer.status == 400


async def test_the_webhook_scope_hands_over_a_webhook(api: Client, aurora: Aurora) -> None:
    url, channel = _asked(api, "webhook.incoming"), aurora.channel("announcements")
    form = {"persona": "admin", "decision": "authorize", "channel_id": str(channel.id)}
    outcome = await _decide(api, url, **form)
    _, token = await _token(api, **_redeem(outcome["code"]))
    hook = token["webhook"]
    assert hook["channel_id"] == str(channel.id)  # type: ignore[index]
    status, said = await api.as_("")("POST", hook["url"] + "?wait=true", {"content": "hello"})  # type: ignore[index]
    assert (status, said["channel_id"]) == (200, str(channel.id))
