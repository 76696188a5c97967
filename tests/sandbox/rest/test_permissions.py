"""Who may see and do what: roles, overwrites, hierarchy, timeouts, with Discord's codes."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from snowflake_entrypoints.sandbox.seed import MOD_LAB_ID
from snowflake_entrypoints.sandbox.world.permissions import MEMBER_DEFAULT, Permission
from tests.sandbox.rest.conftest import Aurora, Client


async def test_a_channel_that_the_bot_cannot_see_is_missing_from_lists_and_refused(
    api: Client, aurora: Aurora
) -> None:
    hidden = aurora.channel("founders").id
    _, channels = await api("GET", f"/guilds/{aurora.guild.id}/channels")
    assert str(hidden) not in {one["id"] for one in channels}
    for method, path in (
        ("GET", f"/channels/{hidden}"),
        ("GET", f"/channels/{hidden}/messages"),
        ("POST", f"/channels/{hidden}/messages"),
    ):
        status, refusal = await api(method, path, {"content": "x"} if method == "POST" else None)
        assert (status, refusal["code"]) == (403, 50001)


async def test_unknown_things_have_their_own_codes(api: Client, aurora: Aurora) -> None:
    guild, channel, nobody = aurora.guild.id, aurora.channel("general").id, 5
    stranger = aurora.persona("stranger")
    for path, code in {
        f"/channels/{nobody}": 10003,
        f"/guilds/{nobody}": 10004,
        f"/guilds/{MOD_LAB_ID}": 10004,
        f"/guilds/{guild}/members/{stranger}": 10007,
        f"/guilds/{guild}/members/{nobody}": 10013,
        f"/channels/{channel}/messages/{nobody}": 10008,
        f"/users/{nobody}": 10013,
        f"/webhooks/{nobody}": 10015,
        f"/guilds/{guild}/bans/{stranger}": 10026,
        f"/guilds/{guild}/roles/{nobody}": 10011,
        "/nowhere": 0,
    }.items():
        status, refusal = await api("GET", path)
        assert (status, refusal["code"]) == (404, code), path
    status, refusal = await api("GET", "/channels/abc")
    assert (status, refusal["errors"]["channel_id"]["_errors"][0]["code"]) == (400, "NUMBER_TYPE_COERCE")


async def test_a_bad_or_missing_token_is_a_401(api: Client, aurora: Aurora) -> None:
    for authorization in ("", "Bot nonsense", "Bot ü", "Bearer nonsense", api.sandbox.settings.bot_token):
        status, refusal = await api.as_(authorization)("GET", "/users/@me")
        assert (status, refusal) == (401, {"message": "401: Unauthorized", "code": 0})
    assert aurora.sandbox.world.invalid_requests == 5


async def test_without_read_message_history_the_list_is_empty_but_not_refused(
    api: Client, aurora: Aurora
) -> None:
    aurora.demote_bot(0)
    aurora.guild.roles[aurora.guild.id].permissions = int(Permission.VIEW_CHANNEL)
    path = f"/channels/{aurora.channel('general').id}/messages"
    assert await api("GET", path) == (200, [])
    assert (await api("POST", path, {"content": "x"}))[1]["code"] == 50013


async def test_overwrites_count_for_everyone_then_roles_together_then_the_member(aurora: Aurora) -> None:
    world, channel, viewer = aurora.sandbox.world, aurora.channel("general"), aurora.persona("viewer")
    artist, veteran, send = aurora.role("Artist"), aurora.role("Veteran"), int(Permission.SEND_MESSAGES)
    aurora.guild.members[viewer].roles = [artist.id, veteran.id]

    def may_send() -> bool:
        return bool(world.permissions_in(viewer, channel.id) & send)

    assert may_send()
    world.set_overwrite(channel.id, aurora.guild.id, 0, 0, send)
    assert not may_send()
    world.set_overwrite(channel.id, artist.id, 0, 0, send)
    world.set_overwrite(channel.id, veteran.id, 0, send, 0)
    assert may_send(), "one role's allow beats another's deny"
    world.set_overwrite(channel.id, viewer, 1, 0, send)
    assert not may_send()
    world.set_overwrite(channel.id, viewer, 1, 0, int(Permission.VIEW_CHANNEL))
    assert world.permissions_in(viewer, channel.id) == 0, "what can't be seen can't be used"


async def test_administrators_and_the_owner_pass_every_overwrite(aurora: Aurora) -> None:
    world, channel = aurora.sandbox.world, aurora.channel("general")
    for persona in ("owner", "admin"):
        world.set_overwrite(channel.id, aurora.persona(persona), 1, 0, int(Permission.VIEW_CHANNEL))
        assert world.can_view(aurora.persona(persona), channel.id)


async def test_a_timeout_leaves_seeing_and_reading(aurora: Aurora) -> None:
    world, viewer = aurora.sandbox.world, aurora.persona("viewer")
    until = world.moment + timedelta(minutes=5)
    world.timeout_member(aurora.guild.id, viewer, until, actor=aurora.persona("moderator"))
    left = int(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
    assert world.permissions_in(viewer, aurora.channel("general").id) == left
    assert world.permissions(viewer, aurora.guild.id) == left


@pytest.mark.parametrize("target", ["owner", "admin"])
async def test_nobody_moderates_above_themselves(api: Client, aurora: Aurora, target: str) -> None:
    who, guild = aurora.persona(target), aurora.guild.id
    until = (aurora.sandbox.world.moment + timedelta(hours=1)).isoformat()
    for method, path, body in (
        ("PATCH", f"/guilds/{guild}/members/{who}", {"communication_disabled_until": until}),
        ("PATCH", f"/guilds/{guild}/members/{who}", {"nick": "small"}),
        ("DELETE", f"/guilds/{guild}/members/{who}", None),
        ("PUT", f"/guilds/{guild}/bans/{who}", {}),
    ):
        status, refusal = await api(method, path, body)
        assert (status, refusal["code"]) == (403, 50013), path
    assert who in aurora.guild.members
    assert aurora.guild.members[who].timed_out_until is None


async def test_an_administrator_below_the_bot_still_cannot_be_timed_out(api: Client, aurora: Aurora) -> None:
    viewer = aurora.persona("viewer")
    aurora.role("Newcomer").permissions = int(Permission.ADMINISTRATOR)
    until = (aurora.sandbox.world.moment + timedelta(hours=1)).isoformat()
    path = f"/guilds/{aurora.guild.id}/members/{viewer}"
    status, refusal = await api("PATCH", path, {"communication_disabled_until": until})
    assert (status, refusal["code"]) == (403, 50013)
    assert (await api("DELETE", path))[0] == 204, "but can be kicked"


async def test_a_timeout_ends_within_28_days(api: Client, aurora: Aurora) -> None:
    path = f"/guilds/{aurora.guild.id}/members/{aurora.persona('viewer')}"
    now = aurora.sandbox.world.moment
    body = {"communication_disabled_until": (now + timedelta(days=28, minutes=1)).isoformat()}
    status, refusal = await api("PATCH", path, body)
    key = "communication_disabled_until"
    assert status == 400
    assert refusal["errors"][key]["_errors"][0]["code"] == "INVALID_COMMUNICATION_DISABLED_TIMESTAMP"
    body = {"communication_disabled_until": (now + timedelta(days=27)).isoformat()}
    assert (await api("PATCH", path, body))[0] == 200


async def test_roles_at_or_above_ones_own_are_out_of_reach(api: Client, aurora: Aurora) -> None:
    base = f"/guilds/{aurora.guild.id}/members/{aurora.persona('viewer')}/roles"
    assert (await api("PUT", f"{base}/{aurora.role('Admin').id}"))[1]["code"] == 50013
    assert (await api("PUT", f"{base}/{aurora.role('Snowflake').id}"))[1]["code"] == 50028
    assert (await api("PUT", f"{base}/{aurora.role('Moderator').id}"))[0] == 204
    assert aurora.role("Moderator").id in aurora.guild.members[aurora.persona("viewer")].roles


async def test_a_refused_change_of_several_parts_changes_none(api: Client, aurora: Aurora) -> None:
    viewer = aurora.persona("viewer")
    body = {"nick": "new", "roles": [str(aurora.role("Admin").id)]}
    assert (await api("PATCH", f"/guilds/{aurora.guild.id}/members/{viewer}", body))[0] == 403
    assert aurora.guild.members[viewer].nick is None


async def test_the_bot_without_rights_gets_missing_permissions(api: Client, aurora: Aurora) -> None:
    aurora.demote_bot(MEMBER_DEFAULT)
    guild, viewer = aurora.guild.id, aurora.persona("viewer")
    for method, path in (
        ("DELETE", f"/guilds/{guild}/members/{viewer}"),
        ("PUT", f"/guilds/{guild}/bans/{viewer}"),
        ("GET", f"/guilds/{guild}/bans"),
        ("GET", f"/guilds/{guild}/audit-logs"),
        ("GET", f"/guilds/{guild}/webhooks"),
        ("PATCH", f"/guilds/{guild}/members/{viewer}"),
    ):
        body = {"communication_disabled_until": None} if method == "PATCH" else None
        status, refusal = await api(method, path, body)
        assert (status, refusal["code"]) == (403, 50013), path


async def test_reasons_reach_the_audit_log_decoded(api: Client, aurora: Aurora) -> None:
    viewer, guild = aurora.persona("viewer"), aurora.guild.id
    headers = {"X-Audit-Log-Reason": quote("größer als 2 % — スパム")}
    answer = await api.raw("PUT", f"/guilds/{guild}/bans/{viewer}", headers=headers)
    assert answer.status == 204
    _, log = await api("GET", f"/guilds/{guild}/audit-logs?action_type=22&limit=1")
    entry = log["audit_log_entries"][0]
    assert entry["reason"] == "größer als 2 % — スパム"
    assert (entry["target_id"], entry["user_id"]) == (str(viewer), str(aurora.bot.user_id))
    assert {one["id"] for one in log["users"]} == {entry["target_id"], entry["user_id"]}
    assert (await api("GET", f"/guilds/{guild}/bans/{viewer}"))[1]["reason"] == entry["reason"]


async def test_the_audit_log_pages_both_ways(api: Client, aurora: Aurora) -> None:
    guild = aurora.guild.id
    world = aurora.sandbox.world
    for number in range(7):
        world.set_nick(guild, aurora.persona("viewer"), str(number), actor=aurora.persona("admin"))
    query = f"/guilds/{guild}/audit-logs?user_id={aurora.persona('admin')}&limit=3"
    _, newest = await api("GET", query)
    ids = [entry["id"] for entry in newest["audit_log_entries"]]
    assert ids == sorted(ids, key=int, reverse=True)
    _, older = await api("GET", f"{query}&before={ids[-1]}")
    _, newer = await api("GET", f"{query}&after={older['audit_log_entries'][0]['id']}")
    assert [entry["id"] for entry in newer["audit_log_entries"]] == ids[::-1]


async def test_a_ban_with_deletion_takes_only_the_last_seconds_words(api: Client, aurora: Aurora) -> None:
    world, viewer, channel = aurora.sandbox.world, aurora.persona("viewer"), aurora.channel("general")
    old = world.create_message(
        channel.id, viewer, content="old", message_id=world.ids.next() - (7200_000 << 22)
    )
    new = world.create_message(channel.id, viewer, content="new")
    body = {"delete_message_seconds": 3600}
    assert (await api("PUT", f"/guilds/{aurora.guild.id}/bans/{viewer}", body))[0] == 204
    assert old.id in channel.log.by_id
    assert new.id not in channel.log.by_id
    assert viewer not in aurora.guild.members
