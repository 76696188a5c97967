"""Invitations, mapped roles, ownership, activity and settings' revisions over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from snowflake_domain.community.guild import GuildRole
from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.tenancy.staff import Role
from tests.entrypoints.http.stage import Browser, Stage, a_member, code_of
from tests.fakes import ALEX, NOON, ROBIN, SAM

A = "/api/v1/tenants/polar-1"


def secret_in(made: Any) -> str:
    prefix = "https://panel.example.com/invite/"
    assert made["url"].startswith(prefix)
    return str(made["url"].removeprefix(prefix))


async def invite(browser: Browser, role: str = "moderator", **more: Any) -> Any:
    response = await browser.post(f"{A}/invitations", json={"role": role, **more})
    assert response.status_code == 201, await response.get_data()
    return await response.get_json()


async def test_a_stranger_joins_by_a_link_once(stage: Stage) -> None:
    await stage.found(1)
    owner, robin, sam = [await stage.signed_in(who) for who in (ALEX, ROBIN, SAM)]
    made = await invite(owner)
    listed = await owner.json(f"{A}/invitations")
    assert listed["items"] == [made["invitation"]]
    link = {"secret": secret_in(made)}
    assert link["secret"] not in str(listed)
    offered = await (await robin.post("/api/invitations/look", json=link)).get_json()
    assert (offered["community"], offered["role"], offered["already"]) == ("Polar 1", "moderator", None)
    taken = await (await robin.post("/api/invitations/accept", json=link)).get_json()
    assert (taken["tenant"]["slug"], taken["tenant"]["role"]) == ("polar-1", "moderator")
    me = await robin.json("/api/me")
    assert [one["slug"] for one in me["tenants"]] == ["polar-1"]
    for address in ("look", "accept"):
        again = await sam.post(f"/api/invitations/{address}", json=link)
        assert await code_of(again, 409) == "tenancy.invitation_used"
    assert (await sam.json("/api/me"))["tenants"] == []


async def test_links_that_are_no_good_say_so(stage: Stage) -> None:
    await stage.found(1)
    owner, robin = await stage.signed_in(), await stage.signed_in(ROBIN)
    revoked, late = await invite(owner), await invite(owner)
    gone = await owner.ask("DELETE", f"{A}/invitations/{revoked['invitation']['id']}")
    assert gone.status_code == 204
    refused = await robin.post("/api/invitations/accept", json={"secret": secret_in(revoked)})
    assert await code_of(refused, 409) == "tenancy.invitation_revoked"
    unknown = await robin.post("/api/invitations/look", json={"secret": "f" * 64})
    assert await code_of(unknown, 404) == "tenancy.unknown_invitation"
    stage.clock.forward(days=7)
    old = await (await stage.signed_in(ROBIN)).post(
        "/api/invitations/accept", json={"secret": secret_in(late)}
    )
    assert await code_of(old, 409) == "tenancy.invitation_expired"


async def test_nobody_sees_an_invitation_without_signing_in(stage: Stage) -> None:
    await stage.found(1)
    made = await invite(await stage.signed_in())
    for address in ("look", "accept"):
        response = await stage.visitor().post(f"/api/invitations/{address}", json={"secret": secret_in(made)})
        assert await code_of(response, 401) == "identity.signed_out"


async def test_invitations_of_another_community_cant_be_revoked(stage: Stage) -> None:
    await stage.found(1)
    await stage.found(2, guild=6000, owner=SAM)
    made = await invite(await stage.signed_in())
    stranger = await stage.signed_in(SAM)
    response = await stranger.ask("DELETE", f"/api/v1/tenants/polar-2/invitations/{made['invitation']['id']}")
    assert await code_of(response, 404) == "tenancy.unknown_invitation"
    assert len((await (await stage.signed_in()).json(f"{A}/invitations"))["items"]) == 1


async def test_a_role_ends_when_it_was_said_to(stage: Stage) -> None:
    await stage.found(1)
    stage.guild.members_there = (a_member(ROBIN),)
    owner = await stage.signed_in()
    until = (NOON + timedelta(hours=2)).isoformat()
    response = await owner.ask("PUT", f"{A}/staff/{ROBIN}", json={"role": "admin", "until": until})
    assert (await response.get_json())["until"] == "2030-01-01T14:00:00Z"
    robin = await stage.signed_in(ROBIN)
    assert (await robin.get(f"{A}/activity")).status_code == 200
    stage.clock.forward(hours=2)
    assert await code_of(await robin.get(f"{A}/activity"), 404) == "tenancy.unknown_tenant"
    assert (await robin.json("/api/me"))["tenants"] == []
    entries = (await owner.json(f"{A}/staff"))["items"]
    assert [one["lapsed"] for one in entries] == [False, True]
    past = await owner.ask("PUT", f"{A}/staff/{ROBIN}", json={"role": "admin", "until": until})
    assert await code_of(past, 422) == "tenancy.invalid_grant"
    assert (await past.get_json())["errors"][0]["field"] == "until"


async def test_roles_are_mapped_by_the_name_that_discord_has(stage: Stage) -> None:
    await stage.found(1)
    stage.guild.all_roles = (GuildRole(id=31, name="Night Watch", color=0, position=3, managed=False),)
    owner = await stage.signed_in()
    response = await owner.ask("PUT", f"{A}/role-mappings/31", json={"role": "moderator"})
    mapped = {"discord_role": "31", "name": "Night Watch", "role": "moderator"}
    assert await response.get_json() == mapped
    assert (await owner.json(f"{A}/role-mappings"))["items"] == [mapped]
    unknown = await owner.ask("PUT", f"{A}/role-mappings/32", json={"role": "viewer"})
    assert await code_of(unknown, 404) == "tenancy.unknown_discord_role"
    owners = await owner.ask("PUT", f"{A}/role-mappings/31", json={"role": "owner"})
    assert await code_of(owners, 422) == "tenancy.invalid_grant"
    assert (await owner.ask("DELETE", f"{A}/role-mappings/31")).status_code == 204
    gone = await owner.ask("DELETE", f"{A}/role-mappings/31")
    assert await code_of(gone, 404) == "tenancy.unknown_mapping"
    stage.guild.online = False
    away = await owner.ask("PUT", f"{A}/role-mappings/31", json={"role": "viewer"})
    assert await code_of(away, 503) == BotOffline.code


async def test_ownership_is_handed_over_and_the_former_owner_leaves(stage: Stage) -> None:
    scope = await stage.found(1)
    await stage.appoint(scope, ROBIN, Role.MODERATOR)
    owner, robin = await stage.signed_in(), await stage.signed_in(ROBIN)
    assert await code_of(await owner.post(f"{A}/staff/leave"), 409) == "tenancy.last_owner"
    refused = await robin.post(f"{A}/staff/transfer", json={"to": str(ROBIN)})
    assert await code_of(refused, 403) == "tenancy.permission_denied"
    stranger = await owner.post(f"{A}/staff/transfer", json={"to": str(SAM)})
    assert await code_of(stranger, 404) == "tenancy.unknown_staff"
    entry = await (await owner.post(f"{A}/staff/transfer", json={"to": str(ROBIN)})).get_json()
    assert (entry["user_id"], entry["role"]) == (str(ROBIN), "owner")
    assert (await owner.post(f"{A}/staff/leave")).status_code == 204
    assert await code_of(await owner.get(f"{A}/staff"), 404) == "tenancy.unknown_tenant"


async def test_activity_is_filtered_and_paged(stage: Stage) -> None:
    scope = await stage.found(1)
    await stage.appoint(scope, ROBIN, Role.ADMIN)
    owner, robin = await stage.signed_in(), await stage.signed_in(ROBIN)
    await owner.ask("PATCH", f"{A}/settings", json={"name": "Aurora", "accent": "#000000"})
    await invite(robin, "viewer")
    whole = (await owner.json(f"{A}/activity"))["items"]
    assert [one["kind"] for one in whole] == ["invitation.made", "settings.changed", "staff.appointed"]
    changed = whole[1]
    assert changed["actor"] == {"id": str(ALEX), "name": "Alex"}
    assert changed["before"] == {"name": "Polar 1", "accent": "#69d2e7"}
    assert changed["after"] == {"name": "Aurora", "accent": "#000000"}
    by_robin = (await owner.json(f"{A}/activity?person={ROBIN}"))["items"]
    assert [one["kind"] for one in by_robin] == ["invitation.made", "staff.appointed"]
    of_kind = await owner.json(f"{A}/activity?kind=settings.changed")
    assert of_kind["items"] == [changed]
    first = await owner.json(f"{A}/activity?limit=2")
    rest = await owner.json(f"{A}/activity?limit=2&cursor={first['next']}")
    assert first["items"] + rest["items"] == whole
    assert rest["next"] is None
    assert await code_of(await owner.get(f"{A}/activity?kind=nonsense"), 422) == "request.malformed"


async def test_a_stale_change_of_settings_is_told_both_values(stage: Stage) -> None:
    await stage.found(1)
    owner = await stage.signed_in()
    seen = (await owner.json(f"{A}/settings"))["revision"]
    await owner.ask("PATCH", f"{A}/settings", json={"name": "First", "revision": seen})
    stale = await owner.ask("PATCH", f"{A}/settings", json={"name": "Second", "revision": seen})
    assert await code_of(stale, 409) == "tenancy.stale_settings"
    assert (await stale.get_json())["errors"] == [
        {"field": "name", "detail": "It is “First” now; you asked for “Second”."}
    ]


async def test_settings_are_compared_and_restored(stage: Stage) -> None:
    await stage.found(1)
    owner = await stage.signed_in()
    logo = "https://cdn.example.org/logo.png"
    body = {"logo_url": logo, "locale": "de", "protected_roles": ["31"], "alert_channel": "77"}
    response = await owner.ask("PATCH", f"{A}/settings", json=body)
    settings = await response.get_json()
    assert {name: settings[name] for name in body} == body
    assert settings["icon_url"].startswith("/img?"), "browsers see it through our own address"
    cleared = await owner.ask("PATCH", f"{A}/settings", json={"clear": ["logo_url", "alert_channel"]})
    assert (await cleared.get_json())["logo_url"] is None
    difference = await owner.json(f"{A}/settings/revisions/3")
    assert (difference["older"], difference["newer"]) == (2, 3)
    assert difference["changes"] == [
        {"field": "logo_url", "before": logo, "after": None},
        {"field": "alert_channel", "before": "77", "after": None},
    ]
    against = await owner.json(f"{A}/settings/revisions/3?against=1")
    assert [one["field"] for one in against["changes"]] == ["locale", "protected_roles"]
    restored = await (await owner.post(f"{A}/settings/revisions/2/restore")).get_json()
    assert (restored["revision"], restored["logo_url"], restored["alert_channel"]) == (4, logo, "77")
    page = await owner.json(f"{A}/settings/revisions?limit=1")
    (newest,) = page["items"]
    assert (newest["number"], newest["restored"], newest["by"]["name"], page["next"]) == (4, 2, "Alex", "4")
    missing = await owner.post(f"{A}/settings/revisions/99/restore")
    assert await code_of(missing, 404) == "tenancy.unknown_revision"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"alert_channel": 77}, 422),
        ({"protected_roles": "31"}, 422),
        ({"protected_roles": ["x"]}, 422),
        ({"clear": ["name"]}, 422),
        ({"revision": "1"}, 422),
        ({"logo_url": "http://example.org/a.png"}, 422),
        ({"locale": "tlh"}, 422),
    ],
)
async def test_settings_that_dont_fit_are_refused(stage: Stage, body: dict[str, Any], status: int) -> None:
    await stage.found(1)
    owner = await stage.signed_in()
    assert (await owner.ask("PATCH", f"{A}/settings", json=body)).status_code == status
    assert (await owner.json(f"{A}/settings"))["revision"] == 1
