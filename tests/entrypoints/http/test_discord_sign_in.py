"""Sign-in against a small OAuth2 server on loopback that checks what Discord checks."""

import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import attrs
import pytest
from aiohttp import web

from snowflake_adapters.discord.consent import authorize_page
from snowflake_adapters.discord.sign_in import HikariSignIn
from snowflake_domain.identity.sign_in import SignInFailed

REDIRECT = "https://panel.example.com/auth/callback"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
MANAGE, ADMINISTRATOR = 1 << 5, 1 << 3


def a_guild(number: int, *, owner: bool = False, permissions: int = 0) -> dict[str, Any]:
    return {
        "id": str(number),
        "name": f"Guild {number}",
        "icon": "abc" if owner else None,
        "owner": owner,
        "permissions": str(permissions),
        "features": [],
        "approximate_member_count": 3,
        "approximate_presence_count": 1,
    }


@attrs.define
class OAuthServer:
    """Codes are good once and bound to a PKCE challenge; tokens are good until revoked."""

    guilds: list[dict[str, Any]] = attrs.Factory(list)
    codes: dict[str, str] = attrs.field(factory=lambda: {"good": CHALLENGE})
    tokens: set[str] = attrs.Factory(set)
    revoked: list[str] = attrs.Factory(list)
    pages: list[str] = attrs.Factory(list)
    broken: bool = False

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/api/v10/oauth2/token", self.token)
        app.router.add_post("/api/v10/oauth2/token/revoke", self.revoke)
        app.router.add_get("/api/v10/users/@me", self.me)
        app.router.add_get("/api/v10/users/@me/guilds", self.my_guilds)
        return app

    async def token(self, request: web.Request) -> web.Response:
        form = await request.post()
        basic = base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
        challenge = self.codes.pop(str(form["code"]), None)
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        proven = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if basic != "42:secret" or challenge != proven or form["redirect_uri"] != REDIRECT:
            return web.json_response({"error": "invalid_grant"}, status=400)
        self.tokens.add("token-1")
        return web.json_response(
            {
                "access_token": "token-1",
                "token_type": "Bearer",
                "expires_in": 604800,
                "refresh_token": "refresh-1",
                "scope": "identify guilds",
            }
        )

    async def revoke(self, request: web.Request) -> web.Response:
        token = str((await request.post())["token"])
        self.tokens.discard(token)
        self.revoked.append(token)
        return web.json_response({})

    def _refuse(self, request: web.Request) -> web.Response | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        return None

    async def me(self, request: web.Request) -> web.Response:
        said = {
            "id": "101",
            "username": "mira",
            "discriminator": "0",
            "global_name": "Mira",
            "avatar": "hash",
            "mfa_enabled": False,
            "flags": 0,
        }
        return self._refuse(request) or web.json_response({"id": "101"} if self.broken else said)

    async def my_guilds(self, request: web.Request) -> web.Response:
        if refused := self._refuse(request):
            return refused
        after = int(request.query["after"])
        self.pages.append(request.query["after"])
        following = sorted(
            (one for one in self.guilds if int(one["id"]) > after), key=lambda one: int(one["id"])
        )
        return web.json_response(following[:200])


@pytest.fixture
async def server() -> AsyncIterator[tuple[OAuthServer, str]]:
    oauth = OAuthServer()
    runner = web.AppRunner(oauth.app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield oauth, f"http://127.0.0.1:{port}/api/v10"
    await runner.cleanup()


def signing_in(api: str) -> HikariSignIn:
    return HikariSignIn(
        client_id="42", client_secret="secret", redirect_uri=REDIRECT, api_url=api, cdn="http://cdn.example"
    )


async def test_a_code_becomes_a_person_and_the_token_goes_back(server: tuple[OAuthServer, str]) -> None:
    oauth, api = server
    oauth.guilds = [
        a_guild(1),
        a_guild(2, permissions=MANAGE),
        a_guild(3, permissions=ADMINISTRATOR),
        a_guild(4, owner=True),
        a_guild(5, permissions=MANAGE >> 1),
    ]
    async with signing_in(api) as discord:
        seen = await discord.redeem("good", verifier=VERIFIER)
    assert (seen.user.id, seen.user.username, seen.user.display_name) == (101, "mira", "Mira")
    assert seen.user.avatar_url == "http://cdn.example/avatars/101/hash.png"
    assert [guild.id for guild in seen.guilds] == [2, 3, 4]
    assert seen.guilds[-1].icon_url == "http://cdn.example/icons/4/abc.png"
    assert oauth.revoked == ["token-1"]
    assert oauth.tokens == set()


async def test_guilds_are_read_to_the_last_page(server: tuple[OAuthServer, str]) -> None:
    oauth, api = server
    oauth.guilds = [a_guild(number, owner=True) for number in range(1, 203)]
    async with signing_in(api) as discord:
        seen = await discord.redeem("good", verifier=VERIFIER)
    assert len(seen.guilds) == 202
    assert oauth.pages == ["0", "200", "202"]


@pytest.mark.parametrize(
    ("code", "verifier"), [("bad", VERIFIER), ("good", "w" * 64), ("", VERIFIER), ("x" * 513, VERIFIER)]
)
async def test_what_discord_refuses_is_a_failed_sign_in(
    server: tuple[OAuthServer, str], code: str, verifier: str
) -> None:
    oauth, api = server
    async with signing_in(api) as discord:
        with pytest.raises(SignInFailed):
            await discord.redeem(code, verifier=verifier)
    assert oauth.revoked == []


async def test_a_strange_answer_is_a_failed_sign_in_and_the_token_goes_back(
    server: tuple[OAuthServer, str],
) -> None:
    oauth, api = server
    oauth.broken = True
    async with signing_in(api) as discord:
        with pytest.raises(SignInFailed):
            await discord.redeem("good", verifier=VERIFIER)
    assert oauth.revoked == ["token-1"]


async def test_a_server_that_is_away_is_a_failed_sign_in() -> None:
    async with signing_in("http://127.0.0.1:9/api/v10") as discord:
        with pytest.raises(SignInFailed):
            await discord.redeem("good", verifier=VERIFIER)


@pytest.mark.parametrize(
    ("api", "page"),
    [
        ("https://discord.com/api/v10", "https://discord.com/oauth2/authorize"),
        ("http://127.0.0.1:8722/api/v10", "http://127.0.0.1:8722/oauth2/authorize"),
        ("https://chat.example.org:8443/discord/api", "https://chat.example.org:8443/oauth2/authorize"),
    ],
)
def test_each_server_has_its_own_consent_page(api: str, page: str) -> None:
    assert authorize_page(api) == page
    asked = urlsplit(signing_in(api).consent_url(state="s t&", challenge=CHALLENGE))
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == page
    assert parse_qs(asked.query) == {
        "client_id": ["42"],
        "response_type": ["code"],
        "redirect_uri": [REDIRECT],
        "scope": ["identify guilds"],
        "state": ["s t&"],
        "code_challenge": [CHALLENGE],
        "code_challenge_method": ["S256"],
    }
