"""The Bot Service API: who may call it, and what its clients get."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from snowflake_adapters.bot_service.client import BotServiceClient
from snowflake_adapters.bot_service.live_guild import RemoteLiveGuild
from snowflake_domain.kernel.discord import BotOffline, DiscordRefused
from snowflake_domain.kernel.errors import DomainError
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, GuildId, UserId
from snowflake_domain.moderation.case import Case, CaseNumber, CaseState, Sanction, Source
from snowflake_domain.publishing.dispatch import Dispatch, DispatchId, DispatchState
from snowflake_domain.publishing.message import Byline, Embed, Field, Footer, OutgoingMessage, Picture
from snowflake_entrypoints.sandbox.seed import MOD_LAB_ID
from snowflake_entrypoints.wire import as_dict, from_json
from tests.entrypoints.bot.stage import AURORA, FOUNDRY, SECRET, Stage, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def ask(stage: Stage, method: str, path: str, headers: dict[str, str], **more: Any) -> tuple[int, Any]:
    async with stage.http.request(method, path, headers=headers, **more) as response:
        assert response.headers["X-Request-Id"]
        body = await response.json(content_type=None)
        if response.status >= 400:
            assert response.content_type == "application/problem+json"
            assert body["status"] == response.status
            assert {"type", "title", "status", "code", "detail", "request_id"} <= set(body)
        return response.status, body


async def test_only_the_bare_health_needs_no_secret(stage: Stage) -> None:
    assert await ask(stage, "GET", "/health", {}) == (200, {"ok": True})
    for headers in ({}, {"x-snowflake-secret": "wrong"}, {"authorization": f"Bearer {SECRET}x"}):
        for method, path in (
            ("GET", "/channels"),
            ("POST", "/indexing"),
            ("GET", f"/installations/{AURORA}"),
        ):
            status, body = await ask(stage, method, path, headers)
            assert (status, body["code"]) == (401, "bot.wrong_secret")
    status, _ = await ask(stage, "GET", "/health", {"x-tenant-id": "7001"})
    assert status == 401
    bearer = stage.headers() | {"authorization": f"Bearer {SECRET}"}
    del bearer["x-snowflake-secret"]
    assert (await ask(stage, "GET", "/health", bearer))[0] == 200


async def test_a_tenant_must_own_the_guild(stage: Stage) -> None:
    status, body = await ask(stage, "GET", "/channels", stage.headers(x_guild_id=str(FOUNDRY)))
    assert (status, body["code"]) == (403, "tenancy.guild_mismatch")
    viewer = stage.headers(stage.persona("viewer"))
    assert (await ask(stage, "GET", "/channels", viewer))[1]["code"] == "tenancy.not_staff"
    status, body = await ask(stage, "GET", "/channels", stage.headers(x_tenant_id="12 or 1"))
    assert (status, body["code"], body["errors"][0]["field"]) == (422, "request.malformed", "x-tenant-id")


async def test_a_malformed_body_is_refused(stage: Stage) -> None:
    headers = stage.headers(stage.persona("moderator"))
    wrong_id = b'{"member": "x", "lasting": 60, "reason": "r"}'
    for body in (b"", b"{", b"[]", b'{"member": 5}', wrong_id, b"[" * 60_000):
        status, problem = await ask(stage, "POST", "/moderation/timeout", headers, data=body)
        assert (status, problem["code"]) == (422, "request.malformed")


async def test_an_oversized_body_is_refused_however_it_comes(stage: Stage) -> None:
    headers = stage.headers(stage.persona("moderator"))
    status, problem = await ask(stage, "POST", "/moderation/timeout", headers, data=b"x" * 65_537)
    assert (status, problem["code"]) == (413, "request.too_large")

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b"x" * 1000

    status, problem = await ask(stage, "POST", "/moderation/timeout", headers, data=chunks())
    assert (status, problem["code"]) == (413, "request.too_large")


async def test_unknown_addresses_are_problems_too(stage: Stage) -> None:
    assert (await ask(stage, "GET", "/nothing", stage.headers()))[1]["code"] == "request.not_found"
    assert (await ask(stage, "GET", "/indexing", stage.headers()))[0] == 405


async def test_a_moderator_times_out_through_the_dashboard(stage: Stage) -> None:
    moderator, viewer = stage.persona("moderator"), stage.persona("viewer")
    body = {"member": str(viewer), "lasting": 3600, "reason": "spam"}
    status, said = await ask(
        stage, "POST", "/moderation/timeout", stage.headers(moderator, x_snowflake_source="api"), json=body
    )
    assert (status, said["state"]) == (201, "enforced")
    assert stage.world.guilds[AURORA].members[viewer].timed_out_until is not None
    async with stage.database.begin(await stage.scope()) as work:
        assert (await work.cases.find(said["number"])).source is Source.API
    member = await stage.live.member(await stage.scope(), viewer)
    assert member is not None
    assert member.timed_out_until is not None
    body = {"member": str(stage.persona("owner")), "lasting": 3600, "reason": "spam"}
    status, problem = await ask(stage, "POST", "/moderation/timeout", stage.headers(moderator), json=body)
    assert (status, problem["code"]) == (403, "moderation.outranked")
    assert problem["detail"] == "Nova Lindqvist owns this server."


async def test_people_can_not_skip_the_rules(stage: Stage) -> None:
    """What is recorded and checked elsewhere first is only Snowflake's own to ask for."""
    owner = stage.headers(stage.persona("owner"))
    for path in ("/moderation/enforce", "/snowflake-dispatch", "/indexing"):
        status, problem = await ask(stage, "POST", path, owner, json={})
        assert (status, problem["code"]) in {(403, "tenancy.permission_denied"), (422, "request.malformed")}
    assert (await ask(stage, "POST", "/indexing", owner, json={}))[0] == 403
    dispatch = {"dispatch": as_dict(dispatch_to(stage.channel("general")))}
    assert (await ask(stage, "POST", "/snowflake-dispatch", owner, json=dispatch))[0] == 403


def dispatch_to(channel: ChannelId, number: int = 99) -> Dispatch:
    embed = Embed(
        title="News",
        description="Much of it",
        url="https://example.com",
        color=0x69D2E7,
        timestamp=datetime(2026, 1, 1, tzinfo=UTC),
        footer=Footer(text="foot", icon_url="https://example.com/i.png"),
        image=Picture(url="https://example.com/p.png"),
        author=Byline(name="Nova"),
        fields=(Field(name="a", value="b", inline=True),),
    )
    return Dispatch(
        id=DispatchId(number),
        channel_id=channel,
        message=OutgoingMessage(content="Hello <@&1> @everyone", embeds=(embed,)),
        state=DispatchState.PENDING,
        message_id=None,
        failure=None,
        created_at=datetime.now(UTC),
        created_by=Person(UserId(1), "Nova"),
    )


async def test_a_dispatch_sent_twice_is_one_message(stage: Stage) -> None:
    scope, dispatch = await stage.scope(), dispatch_to(stage.channel("general"))
    first, second = await stage.publisher.send(scope, dispatch), await stage.publisher.send(scope, dispatch)
    assert first == second
    sent = stage.world.message(stage.channel("general"), first)
    assert sent.content == "Hello <@&1> @everyone"
    assert not sent.mention_everyone
    embed = sent.embeds[0]
    assert (embed["title"], embed["fields"][0]["inline"], embed["color"]) == ("News", True, 0x69D2E7)
    assert embed["footer"]["text"] == "foot"


async def test_a_dispatch_into_another_guild_is_refused(stage: Stage) -> None:
    with pytest.raises(DiscordRefused) as refused:
        await stage.publisher.send(await stage.scope(), dispatch_to(stage.channel("chat", FOUNDRY)))
    assert (refused.value.reason, refused.value.discord_code) == ("Unknown Channel", 10003)


async def test_what_discord_refuses_comes_back_in_its_words(stage: Stage) -> None:
    scope, now = await stage.scope(), datetime.now(UTC)
    case = Case(
        number=CaseNumber(5),
        member=Person(stage.persona("owner"), "Nova"),
        moderator=Person(stage.persona("admin"), "Kaito"),
        sanction=Sanction.TIMEOUT,
        reason="r",
        opened_at=now,
        expires_at=now + timedelta(hours=1),
        state=CaseState.PENDING,
        failure=None,
        source=Source.DASHBOARD,
    )
    with pytest.raises(DiscordRefused) as refused:
        await stage.enforcement.enforce(scope, case)
    assert (refused.value.reason, refused.value.discord_code) == ("Missing Permissions", 50013)


async def test_the_live_guild_is_told(stage: Stage) -> None:
    scope, live = await stage.scope(), stage.live
    health = await live.health(scope)
    assert health.connected
    assert health.intents_missing == ()
    profile, presence = await live.profile(scope), await live.presence(scope)
    everybody = len(stage.world.guilds[AURORA].members)
    assert (profile.name, profile.member_count, presence.total) == ("Aurora Guild", everybody, everybody)
    channels = {one.name: one for one in await live.channels(scope)}
    assert (channels["general"].visible, channels["general"].can_send) == (True, True)
    assert not channels["ask-aurora"].can_send
    assert any(
        one.type == "thread" and one.parent_id == channels["ask-aurora"].id for one in channels.values()
    )
    roles = await live.roles(scope)
    assert [roles[0].name, roles[-1].name] == ["Founder", "@everyone"]


async def test_members_are_found_and_paged(stage: Stage) -> None:
    scope, live = await stage.scope(), stage.live
    owner, found, after = stage.persona("owner"), list[int](), 0
    while True:
        page = await live.members(scope, query="", after=after, limit=7)
        found += [one.id for one in page.items]
        if page.next is None:
            break
        after = page.next
    assert found == sorted(stage.world.guilds[AURORA].members)
    for query in ("LINDQ", "nova", "@nova", str(owner)):
        assert owner in [one.id for one in (await live.members(scope, query=query, after=0, limit=50)).items]
    nova = await live.member(scope, owner)
    assert nova is not None
    assert (nova.display_name, nova.top_role) == ("Nova Lindqvist", "Founder")
    assert await live.member(scope, stage.persona("stranger")) is None
    status, problem = await ask(stage, "GET", f"/members/{stage.persona('stranger')}", stage.headers())
    assert (status, problem["code"]) == (404, "moderation.unknown_member")


async def test_installations_are_looked_up(stage: Stage) -> None:
    owner, viewer, lab = stage.persona("owner"), stage.persona("viewer"), GuildId(MOD_LAB_ID)
    seen = await stage.installations.look(AURORA, owner)
    assert (seen.installed, seen.name, seen.asker_may_manage) == (True, "Aurora Guild", True)
    assert seen.missing_permissions == ()
    assert not (await stage.installations.look(AURORA, viewer)).asker_may_manage
    absent = await stage.installations.look(lab, owner)
    assert (absent.installed, absent.name, absent.asker_may_manage) == (False, None, False)
    assert await stage.installations.among(frozenset({AURORA, lab})) == {AURORA}
    role = next(role for role in stage.world.guilds[AURORA].roles.values() if role.name == "Snowflake")
    before = role.permissions
    stage.world.update_role(AURORA, role.id, {"permissions": 0})

    async def lacks() -> bool:
        return (await stage.installations.look(AURORA, owner)).missing_permissions == (
            "Moderate Members",
            "Manage Webhooks",
        )

    await until(lacks)
    stage.world.update_role(AURORA, role.id, {"permissions": before})


async def test_an_absent_bot_is_offline(stage: Stage) -> None:
    scope, away = await stage.scope(), BotServiceClient("http://127.0.0.1:9", SECRET, from_json, as_dict)
    away.open()
    try:
        with pytest.raises(BotOffline):
            await RemoteLiveGuild(away).channels(scope)
        assert not (await RemoteLiveGuild(away).health(scope)).connected
        assert not await away.is_up()
        assert await stage.client.is_up()
    finally:
        await away.close()


async def test_forwarding_passes_status_and_body_on(stage: Stage) -> None:
    scope = await stage.enter(AURORA, stage.persona("moderator"))
    status, kind, body = await stage.client.forward("GET", "guild", {"tenant": "aurora"}, b"", scope)
    assert (status, kind) == (200, "application/json")
    assert b"Aurora Guild" in body
    bad = b'{"member": "1", "lasting": 60, "reason": ""}'
    status, kind, body = await stage.client.forward("POST", "moderation/timeout", {}, bad, scope)
    assert (status, kind) == (422, "application/problem+json")
    assert b"moderation.invalid_sanction" in body


async def test_other_refusals_keep_their_code(stage: Stage) -> None:
    admin = stage.persona("admin")
    scope = await stage.enter(AURORA, admin)
    async with stage.database.begin(await stage.scope()) as work:
        before = next(one for one in await work.staff.all() if one.user_id == admin)
        await work.staff.remove(admin)
    with pytest.raises(DomainError) as refused:
        await stage.live.channels(scope)
    assert refused.value.code == "tenancy.not_staff"
    async with stage.database.begin(await stage.scope()) as work:
        await work.staff.put(before)
