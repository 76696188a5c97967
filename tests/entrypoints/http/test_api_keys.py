import logging
from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from quart import Response
from typing_extensions import override

from snowflake_domain.kernel.scope import Permission
from snowflake_domain.tenancy.api_key import GRANTABLE, MOST_KEYS
from snowflake_domain.tenancy.staff import PERMISSIONS, Role
from snowflake_entrypoints.http.openapi.document import operations_in
from snowflake_entrypoints.http.pipeline import rate_limit
from tests.entrypoints.http.contract import document_of
from tests.entrypoints.http.stage import Browser, Stage, code_of
from tests.entrypoints.http.test_isolation import BODIES, PARTS, QUERIES
from tests.fakes import ALEX, SAM

KEYS = "/api/v1/tenants/polar-1/keys"
SENT = "/api/v1/tenants/polar-1/dispatches"
HELLO = {"channel": "77", "content": "hello"}


@attrs.define
class Program(Browser):
    """An integrator's program: a key, no cookie, no page that it comes from."""

    key: str = ""
    origin: str | None = None

    @override
    async def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Response:
        sent = {"Authorization": f"Bearer {self.key}", **(headers or {})}
        return await super().ask(method, path, headers=sent, **more)


async def make(owner: Browser, *scopes: str, name: str = "Feed", **more: Any) -> dict[str, Any]:
    response = await owner.post(KEYS, json={"name": name, "scopes": list(scopes or ("view",)), **more})
    assert response.status_code == 201, await response.get_data()
    made: dict[str, Any] = await response.get_json()
    return made


@pytest.fixture
async def owner(stage: Stage) -> Browser:
    await stage.found(1)
    return await stage.signed_in()


async def program(stage: Stage, owner: Browser, *scopes: str, **more: Any) -> Program:
    return Program(stage.app, key=(await make(owner, *scopes, **more))["token"])


async def test_a_program_reads_without_cookie_and_publishes_without_origin(
    stage: Stage, owner: Browser
) -> None:
    feed = await program(stage, owner, "view", "publish")
    assert (await feed.json(f"{KEYS}"))["items"][0]["name"] == "Feed"
    response = await feed.post(SENT, json=HELLO)
    assert response.status_code == 201
    (made,) = (await owner.json(KEYS))["items"]
    assert (await response.get_json())["created_by"] == {"id": made["id"], "name": "API key Feed"}
    assert made["last_used_at"] == "2030-01-01T12:00:00Z"


async def test_the_text_is_told_once(stage: Stage, owner: Browser) -> None:
    made = await make(owner, "view", expires_in=7 * 86400)
    token = made["token"]
    secret = token.rpartition("_")[2]
    assert token == f"sf_live_{made['key']['id']}_{secret}"
    assert len(secret) == 64
    assert made["key"]["created_by"] == {"id": str(ALEX), "name": f"User {ALEX}"}
    assert made["key"]["expires_at"] == "2030-01-08T12:00:00Z"
    held = await stage.database.directory.key(int(made["key"]["id"]))
    assert held is not None
    said = await (await owner.get(KEYS)).get_data(as_text=True)
    assert secret not in said
    assert held.digest not in said
    assert set((await owner.json(KEYS))["items"][0]) == {
        "id",
        "name",
        "scopes",
        "created_at",
        "created_by",
        "expires_at",
        "last_used_at",
    }


async def test_wrong_expired_and_revoked_keys_are_refused_alike(stage: Stage, owner: Browser) -> None:
    week, lasting = await make(owner, expires_in=7 * 86400), await make(owner, name="Other")
    revoked = await make(owner, name="Third")
    await owner.ask("DELETE", f"{KEYS}/{revoked['key']['id']}")
    stage.clock.forward(days=7)
    good = lasting["token"]
    last = "0" if good[-1] != "0" else "1"
    wrong = [week["token"], revoked["token"], good[:-1] + last, good[:-1], "", "nonsense", "sf_live_1_é"]
    said = set()
    for key in wrong:
        response = await Program(stage.app, key=key.encode().decode("latin-1")).get(SENT)
        assert await code_of(response, 401) == "identity.bad_key"
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="Snowflake", error="invalid_token"'
        said.add((await response.get_json())["detail"])
    assert len(said) == 1
    assert (await Program(stage.app, key=good).get(SENT)).status_code == 200


async def test_a_key_is_good_in_its_own_community_alone(stage: Stage, owner: Browser) -> None:
    await stage.found(2, guild=6000)
    feed = await program(stage, owner, "view", "publish")
    for slug in ("polar-2", "nobody"):
        for method, more in (("GET", {}), ("POST", {"json": HELLO})):
            response = await feed.ask(method, f"/api/v1/tenants/{slug}/dispatches", **more)
            assert await code_of(response, 404) == "tenancy.unknown_tenant"


@pytest.mark.parametrize("scopes", [("view",), ("view", "publish")])
async def test_every_route_asks_a_key_for_its_scope(
    stage: Stage, owner: Browser, scopes: tuple[str, ...]
) -> None:
    feed = await program(stage, owner, *scopes)
    routes = [route for route in operations_in(stage.app) if route[3].reads_keys]
    assert routes
    for method, address, _, one in routes:
        body = {"json": BODIES[one.name]} if one.name in BODIES else {}
        path = address.format(tenant="polar-1", **PARTS)
        response = await feed.ask(method, path, query_string=QUERIES.get(one.name, {}), **body)
        if one.needs in scopes:
            assert response.status_code in {200, 201, 404, 409}, (method, path, await response.get_data())
        else:
            assert await code_of(response, 403) == "tenancy.permission_denied"
            assert (await response.get_json())["detail"].startswith("This API key's scopes don't let it")
        assert one.needs in {*GRANTABLE, *scopes} or response.status_code == 403


async def test_keys_open_nothing_but_their_tenants_api(stage: Stage, owner: Browser) -> None:
    feed = await program(stage, owner, "view", "publish")
    for path in ("/api/me", "/api/me/sessions", "/__bot-proxy/channels?tenant=polar-1"):
        assert await code_of(await feed.get(path), 401) == "identity.signed_out"
    for path in ("/api/bot/ws-ticket", "/__bot-proxy/moderation/timeout?tenant=polar-1", "/auth/logout"):
        assert await code_of(await feed.post(path, json={}), 403) == "request.wrong_origin"
    assert stage.bot.calls == []


@pytest.mark.parametrize("key", ["", "nonsense", "sf_live_1_" + "0" * 64])
async def test_beside_a_key_the_cookie_counts_for_nothing(stage: Stage, owner: Browser, key: str) -> None:
    confused = Program(stage.app, key=key, cookies=dict(owner.cookies))
    assert await code_of(await confused.get(SENT), 401) == "identity.bad_key"
    assert await code_of(await confused.post(SENT, json=HELLO), 401) == "identity.bad_key"
    scheme = {"Authorization": f"bEaReR   {key}"}
    assert await code_of(await confused.get(SENT, headers=scheme), 401) == "identity.bad_key"


async def test_a_viewers_key_does_not_grow_by_the_owners_cookie(stage: Stage, owner: Browser) -> None:
    viewing = await make(owner, "view")
    both = Program(stage.app, key=viewing["token"], cookies=dict(owner.cookies))
    assert await code_of(await both.post(SENT, json=HELLO), 403) == "tenancy.permission_denied"


@pytest.mark.parametrize("scheme", ["Basic", "Bearer:", "Token", "NotBearer"])
async def test_other_schemes_leave_the_cookies_rules_in_force(
    stage: Stage, owner: Browser, scheme: str
) -> None:
    made = await make(owner, "view", "publish")
    forged = Browser(stage.app, origin="https://evil.example", cookies=dict(owner.cookies))
    headers = {"Authorization": f"{scheme} {made['token']}"}
    response = await forged.post(SENT, json=HELLO, headers=headers)
    assert await code_of(response, 403) == "request.wrong_origin"


@pytest.mark.parametrize("role", list(Role))
async def test_who_may_make_keys_and_with_which_scopes(stage: Stage, role: Role) -> None:
    scope = await stage.found(1)
    await stage.appoint(scope, SAM, role)
    somebody = await stage.signed_in(SAM)
    held = PERMISSIONS[role]
    assert (await somebody.get(KEYS)).status_code == 200
    for permission in Permission:
        asked = [Permission.VIEW, permission] if permission is not Permission.VIEW else [permission]
        response = await somebody.post(KEYS, json={"name": "Key", "scopes": asked})
        if Permission.MANAGE_SETTINGS not in held:
            assert await code_of(response, 403) == "tenancy.permission_denied"
        elif permission in GRANTABLE:
            assert response.status_code == 201
        else:
            assert await code_of(response, 422) == "tenancy.invalid_api_key"
            assert [one["field"] for one in (await response.get_json())["errors"]] == ["scopes"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a", "expires_in": 60}, "expires_in"),
        ({"name": "a", "expires_in": 400 * 86400}, "expires_in"),
        ({"name": "a", "expires_in": "soon"}, "expires_in"),
        ({"name": "a", "scopes": ["view", "rule"]}, "scopes[1]"),
        ({"name": "a", "scopes": "view"}, "scopes"),
        ({"scopes": ["view"]}, "name"),
        ({"name": "a", "digest": "00"}, ""),
    ],
)
async def test_a_key_that_cannot_be_is_refused_by_field(
    owner: Browser, body: dict[str, Any], field: str
) -> None:
    response = await owner.post(KEYS, json=body)
    assert response.status_code == 422
    assert [one["field"] for one in (await response.get_json())["errors"]] == [field]


async def test_there_is_an_end_to_keys(owner: Browser) -> None:
    made = [await make(owner, name=f"Key {nth}") for nth in range(MOST_KEYS)]
    response = await owner.post(KEYS, json={"name": "One more"})
    assert await code_of(response, 409) == "tenancy.too_many_keys"
    await owner.ask("DELETE", f"{KEYS}/{made[0]['key']['id']}")
    await make(owner, name="One more")


async def test_each_key_has_a_limit_of_its_own(stage: Stage, owner: Browser) -> None:
    busy, calm = await program(stage, owner), await program(stage, owner, name="Calm")
    seen = [(await busy.get(KEYS)).status_code for _ in range(rate_limit.PER_KEY.burst + 20)]
    assert set(seen) == {200, 429}
    assert seen.count(200) < rate_limit.PER_KEY.burst + 5
    assert int((await busy.get(KEYS)).headers["Retry-After"]) >= 1
    assert (await calm.get(KEYS)).status_code == 200


async def test_guessing_is_slow_and_locks_nobody_out(stage: Stage, owner: Browser) -> None:
    good = await program(stage, owner)
    guess = Program(stage.app, key="sf_live_1_" + "0" * 64)
    for _ in range(rate_limit.WRONG_KEYS.burst):
        assert (await guess.get(KEYS)).status_code == 401
    assert await code_of(await guess.get(KEYS), 429) == "limits.too_many"
    assert (await good.get(KEYS)).status_code == 200


async def test_each_person_has_a_limit_whatever_the_browser(stage: Stage, owner: Browser) -> None:
    await stage.appoint(await stage.found(1), SAM, Role.VIEWER)
    again, other = await stage.signed_in(), await stage.signed_in(SAM)
    turns = range(rate_limit.PER_PERSON.burst + 20)
    seen = [(await (owner if nth % 2 else again).get(KEYS)).status_code for nth in turns]
    assert set(seen) == {200, 429}
    assert (await other.get(KEYS)).status_code == 200


async def test_no_log_line_holds_a_key(
    stage: Stage, owner: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = await make(owner, "view", "publish")
    feed = Program(stage.app, key=made["token"])
    await feed.get(SENT)
    await feed.post(SENT, json=HELLO)
    await feed.get("/api/v1/tenants/polar-2/dispatches")
    await feed.get("/nowhere")
    wrong = made["token"][:-4] + "0000"
    await Program(stage.app, key=wrong).get(SENT)
    stage.guild.online = False
    await feed.get("/api/v1/tenants/polar-1/overview")
    secret = made["token"].rpartition("_")[2]
    lines = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert SENT in lines
    assert secret[:32] not in lines + caplog.text


def test_the_document_knows_both_ways_in(stage: Stage) -> None:
    document = document_of(stage.app)
    schemes = document["components"]["securitySchemes"]
    assert (schemes["key"]["type"], schemes["key"]["scheme"]) == ("http", "bearer")
    assert schemes["session"]["in"] == "cookie"
    cookie: list[dict[str, list[str]]] = [{"session": []}]
    both = [*cookie, {"key": []}]
    paths = document["paths"]
    tenants = "/api/v1/tenants/{tenant}"
    assert paths[f"{tenants}/dispatches"]["post"]["security"] == both
    assert paths[f"{tenants}/keys"]["get"]["security"] == both
    assert paths[f"{tenants}/keys"]["post"]["security"] == cookie
    assert paths["/__bot-proxy/channels"]["get"]["security"] == cookie
    assert "`identity.bad_key`" in paths[f"{tenants}/dispatches"]["get"]["responses"]["401"]["description"]
    assert "token" not in document["components"]["schemas"]["ApiKey"]["properties"]
