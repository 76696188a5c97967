"""Whose data it is, route by route."""

from typing import Any

import pytest

from snowflake_domain.tenancy.staff import Role
from snowflake_entrypoints.http.openapi.document import operations_in
from tests.entrypoints.http.stage import Browser, Stage, code_of
from tests.fakes import SAM

BODIES: dict[str, Any] = {
    "dispatchEmbed": {"channel": "77", "content": "hello"},
    "setStaffRole": {"role": "viewer"},
    "transferOwnership": {"to": "102"},
    "inviteStaff": {"role": "viewer"},
    "setRoleMapping": {"role": "viewer"},
    "changeSettings": {"name": "Mine now"},
    "createApiKey": {"name": "Feed", "scopes": ["view"]},
    "proxyImages": {"urls": []},
    "makeWebhook": {"channel": "77"},
    "timeOut": {"member": "102", "lasting": 60, "reason": "spam"},
    "endTimeout": {"member": "102", "reason": "enough"},
}
QUERIES = {"searchMessages": {"q": "hello"}, "listMessages": {"channel": "77"}}
PARTS = {"id": "5", "number": "1", "user_id": "102", "discord_role": "31"}
ROUTES = [
    ("GET", "/api/v1/tenants/{tenant}/overview", "overview"),
    ("GET", "/api/v1/tenants/{tenant}/messages", "listMessages"),
    ("GET", "/api/v1/tenants/{tenant}/messages/search", "searchMessages"),
    ("GET", "/api/v1/tenants/{tenant}/messages/{id}", "readMessage"),
    ("GET", "/api/v1/tenants/{tenant}/cases", "listCases"),
    ("GET", "/api/v1/tenants/{tenant}/cases/{number}", "readCase"),
    ("POST", "/api/v1/tenants/{tenant}/dispatches", "dispatchEmbed"),
    ("GET", "/api/v1/tenants/{tenant}/dispatches", "listDispatches"),
    ("GET", "/api/v1/tenants/{tenant}/dispatches/{id}", "readDispatch"),
    ("GET", "/api/v1/tenants/{tenant}/staff", "listStaff"),
    ("PUT", "/api/v1/tenants/{tenant}/staff/{user_id}", "setStaffRole"),
    ("DELETE", "/api/v1/tenants/{tenant}/staff/{user_id}", "removeStaff"),
    ("POST", "/api/v1/tenants/{tenant}/staff/leave", "leaveStaff"),
    ("POST", "/api/v1/tenants/{tenant}/staff/transfer", "transferOwnership"),
    ("GET", "/api/v1/tenants/{tenant}/invitations", "listInvitations"),
    ("POST", "/api/v1/tenants/{tenant}/invitations", "inviteStaff"),
    ("DELETE", "/api/v1/tenants/{tenant}/invitations/{id}", "revokeInvitation"),
    ("GET", "/api/v1/tenants/{tenant}/role-mappings", "listRoleMappings"),
    ("PUT", "/api/v1/tenants/{tenant}/role-mappings/{discord_role}", "setRoleMapping"),
    ("DELETE", "/api/v1/tenants/{tenant}/role-mappings/{discord_role}", "removeRoleMapping"),
    ("GET", "/api/v1/tenants/{tenant}/activity", "listActivity"),
    ("GET", "/api/v1/tenants/{tenant}/settings", "readSettings"),
    ("PATCH", "/api/v1/tenants/{tenant}/settings", "changeSettings"),
    ("GET", "/api/v1/tenants/{tenant}/settings/revisions", "listSettingsRevisions"),
    ("GET", "/api/v1/tenants/{tenant}/settings/revisions/{number}", "compareSettings"),
    ("POST", "/api/v1/tenants/{tenant}/settings/revisions/{number}/restore", "restoreSettings"),
    ("GET", "/api/v1/tenants/{tenant}/keys", "listApiKeys"),
    ("POST", "/api/v1/tenants/{tenant}/keys", "createApiKey"),
    ("DELETE", "/api/v1/tenants/{tenant}/keys/{id}", "revokeApiKey"),
    ("POST", "/api/v1/tenants/{tenant}/images", "proxyImages"),
    ("GET", "/api/v1/tenants/{tenant}/webhooks", "listWebhooks"),
    ("POST", "/api/v1/tenants/{tenant}/webhooks", "makeWebhook"),
    ("DELETE", "/api/v1/tenants/{tenant}/webhooks/{id}", "removeWebhook"),
    ("GET", "/auth/discord/webhook", "beginWebhook"),
    ("GET", "/__bot-proxy/health", "botHealth"),
    ("GET", "/__bot-proxy/channels", "listChannels"),
    ("GET", "/__bot-proxy/guild", "readGuild"),
    ("GET", "/__bot-proxy/roles", "listRoles"),
    ("GET", "/__bot-proxy/members", "listMembers"),
    ("GET", "/__bot-proxy/members/{id}", "readMember"),
    ("GET", "/__bot-proxy/presence", "readPresence"),
    ("POST", "/__bot-proxy/moderation/timeout", "timeOut"),
    ("POST", "/__bot-proxy/moderation/untimeout", "endTimeout"),
]
EVERY = pytest.mark.parametrize(("method", "address", "name"), ROUTES, ids=[name for *_, name in ROUTES])
NEED_MORE = {
    "dispatchEmbed",
    "setStaffRole",
    "removeStaff",
    "transferOwnership",
    "listInvitations",
    "inviteStaff",
    "revokeInvitation",
    "setRoleMapping",
    "removeRoleMapping",
    "listActivity",
    "changeSettings",
    "restoreSettings",
    "createApiKey",
    "revokeApiKey",
    "listWebhooks",
    "makeWebhook",
    "removeWebhook",
    "beginWebhook",
    "timeOut",
    "endTimeout",
}


async def call(browser: Browser, method: str, address: str, name: str, tenant: str) -> Any:
    query = dict(QUERIES.get(name, {}))
    if address.startswith(("/__bot-proxy", "/auth/")):
        query["tenant"] = tenant
    more = {"json": BODIES[name]} if name in BODIES else {}
    return await browser.ask(method, address.format(tenant=tenant, **PARTS), query_string=query, **more)


def test_the_list_above_is_every_tenant_route_there_is(stage: Stage) -> None:
    found = [(method, address, one.name) for method, address, _, one in operations_in(stage.app) if one.needs]
    assert sorted(found) == sorted(ROUTES)


@EVERY
async def test_without_a_session_nothing_is_told(stage: Stage, method: str, address: str, name: str) -> None:
    await stage.found(1)
    response = await call(stage.visitor(), method, address, name, "polar-1")
    assert await code_of(response, 401) == "identity.signed_out"


@EVERY
async def test_another_communitys_staff_sees_nothing(
    stage: Stage, method: str, address: str, name: str
) -> None:
    await stage.found(1)
    await stage.found(2, guild=6000, owner=SAM)
    stranger = await stage.signed_in(SAM)
    there = await call(stranger, method, address, name, "polar-1")
    absent = await call(stranger, method, address, name, "nobody")
    assert await code_of(there, 404) == await code_of(absent, 404) == "tenancy.unknown_tenant"
    assert stage.bot.calls == []


@EVERY
async def test_a_viewer_looks_and_does_not_touch(stage: Stage, method: str, address: str, name: str) -> None:
    scope = await stage.found(1)
    await stage.appoint(scope, SAM, Role.VIEWER)
    response = await call(await stage.signed_in(SAM), method, address, name, "polar-1")
    if name in NEED_MORE:
        assert await code_of(response, 403) == "tenancy.permission_denied"
        assert stage.bot.calls == []
    else:
        assert response.status_code in {200, 204, 404}
