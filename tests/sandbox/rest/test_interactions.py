"""Answering interactions: once, in time, ephemeral or not."""

from snowflake_entrypoints.sandbox.world import Dispatch
from snowflake_entrypoints.sandbox.world.interactions import Interaction
from tests.sandbox.rest.conftest import Aurora, Client, Ticking


def _open(aurora: Aurora, kind: int = 2, message_id: int | None = None) -> Interaction:
    world = aurora.sandbox.world
    place, who = aurora.channel("general").id, aurora.persona("moderator")
    return world.open_interaction(kind, place, who, {"id": "1", "name": "x"}, message_id=message_id)


def _callback(one: Interaction) -> str:
    return f"/interactions/{one.id}/{one.token}/callback"


async def test_the_first_answer_is_posted_and_a_second_refused(api: Client, aurora: Aurora) -> None:
    one = _open(aurora)
    nobody = api.as_("")
    body = {"type": 4, "data": {"content": "done"}}
    status, response = await nobody("POST", _callback(one) + "?with_response=true", body)
    assert (status, response["resource"]["message"]["content"]) == (200, "done")
    assert response["interaction"]["response_message_ephemeral"] is False
    said = aurora.channel("general").log.by_id[int(response["interaction"]["response_message_id"])]
    assert (said.application_id, said.type) == (api.sandbox.settings.application_id, 20)
    status, refusal = await nobody("POST", _callback(one), body)
    assert (status, refusal["code"]) == (400, 40060)


async def test_an_answer_after_three_seconds_or_with_a_wrong_token_is_unknown(
    api: Client, aurora: Aurora, clock: Ticking
) -> None:
    one = _open(aurora)
    body = {"type": 4, "data": {"content": "x"}}
    wrong = f"/interactions/{one.id}/nonsense/callback"
    assert (await api("POST", wrong, body))[1]["code"] == 10062
    clock.offset += 3.1
    status, refusal = await api("POST", _callback(one), body)
    assert (status, refusal["code"]) == (404, 10062)
    assert one.acknowledged is None


async def test_a_bad_answer_does_not_use_the_interaction_up(api: Client, aurora: Aurora) -> None:
    one = _open(aurora)
    assert (await api("POST", _callback(one), {"type": 4, "data": {"content": "x" * 2001}}))[0] == 400
    assert (await api("POST", _callback(one), {"type": 8, "data": {"choices": []}}))[0] == 400
    assert (await api("POST", _callback(one), {"type": 4, "data": {"content": "x"}}))[0] == 204


async def test_an_ephemeral_deferred_answer_reaches_only_the_asker_and_is_filled_later(
    api: Client, aurora: Aurora
) -> None:
    seen: list[Dispatch] = []
    aurora.sandbox.world.listeners.append(seen.append)
    one, count = _open(aurora), len(aurora.channel("general").log.ids)
    await api("POST", _callback(one), {"type": 5, "data": {"flags": 64}})
    base = f"/webhooks/{api.sandbox.settings.application_id}/{one.token}"
    _, filled = await api.as_("")("PATCH", base + "/messages/@original", {"content": "only you"})
    assert (filled["content"], filled["flags"] & 64, filled["flags"] & 128) == ("only you", 64, 0)
    assert len(aurora.channel("general").log.ids) == count
    assert {dispatch.user for dispatch in seen} == {aurora.persona("moderator")}
    _, more = await api.as_("")("POST", base, {"content": "public"})
    assert len(aurora.channel("general").log.ids) == count + 1
    assert (await api.as_("")("DELETE", f"{base}/messages/{more['id']}"))[0] == 204
    assert (await api.as_("")("DELETE", base + "/messages/@original"))[0] == 204
    assert (await api.as_("")("GET", base + "/messages/@original"))[1]["code"] == 10008


async def test_follow_ups_end_after_fifteen_minutes(api: Client, aurora: Aurora, clock: Ticking) -> None:
    one = _open(aurora)
    await api("POST", _callback(one), {"type": 4, "data": {"content": "x"}})
    clock.offset += 901
    path = f"/webhooks/{api.sandbox.settings.application_id}/{one.token}"
    status, refusal = await api.as_("")("POST", path, {"content": "late"})
    assert (status, refusal["code"]) == (401, 50027)


async def test_a_button_can_change_the_message_it_sits_on(api: Client, aurora: Aurora) -> None:
    channel, bot = aurora.channel("general"), aurora.bot.user_id
    message = aurora.sandbox.world.create_message(channel.id, bot, content="press")
    one = _open(aurora, 3, message.id)
    assert (await api("POST", _callback(one), {"type": 7, "data": {"content": "pressed"}}))[0] == 204
    assert message.content == "pressed"
