"""Messages over REST: paging, nonces, mentions, files, limits."""

import io
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from snowflake_entrypoints.sandbox.world.ids import id_at
from tests.sandbox.rest.conftest import Aurora, Client, Ticking


def _at(aurora: Aurora, name: str = "general") -> str:
    return f"/channels/{aurora.channel(name).id}/messages"


async def test_pages_meet_without_gap_or_overlap_in_both_directions(api: Client, aurora: Aurora) -> None:
    path, everything = _at(aurora), aurora.channel("general").log.ids
    back: list[str] = []
    before = ""
    while page := (await api("GET", f"{path}?limit=7{before}"))[1]:
        back += [one["id"] for one in page]
        before = f"&before={page[-1]['id']}"
    forth: list[str] = []
    after = "0"
    while page := (await api("GET", f"{path}?limit=9&after={after}"))[1]:
        forth += [one["id"] for one in reversed(page)]
        after = page[0]["id"]
    assert back[::-1] == forth == [str(one) for one in everything]


async def test_around_gives_the_message_and_its_neighbours_newest_first(api: Client, aurora: Aurora) -> None:
    ids = aurora.channel("general").log.ids
    middle = len(ids) // 2
    _, page = await api("GET", f"{_at(aurora)}?around={ids[middle]}&limit=5")
    assert [int(one["id"]) for one in page] == ids[middle - 2 : middle + 3][::-1]


async def test_the_same_enforced_nonce_is_one_message_and_a_plain_one_is_two(
    api: Client, aurora: Aurora, events: Callable[[], list[str]]
) -> None:
    body = {"content": "once", "nonce": "abc", "enforce_nonce": True}
    first, second = await api("POST", _at(aurora), body), await api("POST", _at(aurora), body)
    assert first[1]["id"] == second[1]["id"]
    assert first[1]["nonce"] == "abc"
    assert events().count("MESSAGE_CREATE") == 1
    plain = {"content": "twice", "nonce": "abcd"}
    assert (await api("POST", _at(aurora), plain))[1]["id"] != (await api("POST", _at(aurora), plain))[1][
        "id"
    ]


async def test_a_nonce_is_forgotten_after_five_minutes(api: Client, aurora: Aurora, clock: Ticking) -> None:
    body = {"content": "later", "nonce": 7, "enforce_nonce": True}
    _, first = await api("POST", _at(aurora), body)
    clock.offset += 301
    _, second = await api("POST", _at(aurora), body)
    assert first["id"] != second["id"]


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"content": "x" * 2001}, ("content",), "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"title": "x" * 257}]}, ("embeds", "0", "title"), "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"description": "x" * 4097}]}, ("embeds", "0", "description"), "BASE_TYPE_MAX_LENGTH"),
        (
            {"embeds": [{"fields": [{"name": "n", "value": "x" * 1025}]}]},
            ("embeds", "0", "fields", "0", "value"),
            "BASE_TYPE_MAX_LENGTH",
        ),
        ({"embeds": [{"title": "t"}] * 11}, ("embeds",), "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"description": "x" * 4000}] * 2}, ("embeds", "1"), "MAX_EMBED_SIZE_EXCEEDED"),
        ({"embeds": [{"title": "t", "url": "nonsense"}]}, ("embeds", "0", "url"), "URL_TYPE_INVALID_SCHEME"),
        ({"embeds": [{"title": "t", "color": 1 << 24}]}, ("embeds", "0", "color"), "NUMBER_TYPE_MAX"),
        (
            {"embeds": [{"title": "t", "timestamp": "soon"}]},
            ("embeds", "0", "timestamp"),
            "DATE_TIME_TYPE_PARSE",
        ),
        (
            {"content": "a", "components": [{"type": 1, "components": [{"type": 2, "label": "x" * 81}]}]},
            ("components", "0", "components", "0", "label"),
            "BASE_TYPE_MAX_LENGTH",
        ),
        (
            {"content": "a", "message_reference": {"message_id": "1"}},
            ("message_reference",),
            "REPLIES_UNKNOWN_MESSAGE",
        ),
        (
            {"content": "a", "allowed_mentions": {"parse": ["x"]}},
            ("allowed_mentions", "parse", "0"),
            "BASE_TYPE_CHOICES",
        ),
    ],
)
async def test_what_breaks_a_limit_is_named_by_its_place(
    api: Client, aurora: Aurora, body: dict[str, Any], path: tuple[str, ...], code: str
) -> None:
    before = len(aurora.channel("general").log.ids)
    status, refusal = await api("POST", _at(aurora), body)
    assert (status, refusal["code"]) == (400, 50035)
    place = refusal["errors"]
    for key in path:
        place = place[key]
    assert place["_errors"][0]["code"] == code
    assert len(aurora.channel("general").log.ids) == before


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"content": "   "}, {"embeds": []}])
async def test_a_message_of_nothing_is_refused(api: Client, aurora: Aurora, body: dict[str, Any]) -> None:
    status, refusal = await api("POST", _at(aurora), body)
    assert (status, refusal["code"]) == (400, 50006)


async def test_a_body_that_is_no_json_is_a_400(api: Client, aurora: Aurora) -> None:
    for data in (b"{", b"\xff\xfe", b'{"content": NaN}'):
        answer = await api.raw("POST", _at(aurora), data=data, headers={"Content-Type": "application/json"})
        assert answer.status == 400
        assert (await answer.json())["code"] == 50109


async def test_mentions_are_parsed_again_on_edit_and_allowed_mentions_hold_them_back(
    api: Client, aurora: Aurora
) -> None:
    viewer = aurora.persona("viewer")
    body = {"content": f"<@{viewer}> @everyone", "allowed_mentions": {"parse": []}}
    _, said = await api("POST", _at(aurora), body)
    assert (said["mentions"], said["mention_everyone"]) == ([], False)
    _, edited = await api("PATCH", f"{_at(aurora)}/{said['id']}", {"content": body["content"]})
    assert [one["id"] for one in edited["mentions"]] == [str(viewer)]
    assert edited["mention_everyone"] is True
    assert edited["edited_timestamp"] is not None


async def test_bulk_delete_takes_two_to_a_hundred_young_messages(
    api: Client, aurora: Aurora, events: Callable[[], list[str]]
) -> None:
    path = f"{_at(aurora)}/bulk-delete"
    made = [(await api("POST", _at(aurora), {"content": str(i)}))[1]["id"] for i in range(3)]
    assert (await api("POST", path, {"messages": made[:1]}))[1]["code"] == 50016
    old = str(id_at(aurora.sandbox.world.moment) - (15 * 86_400_000 << 22))
    assert (await api("POST", path, {"messages": [made[0], old]}))[1]["code"] == 50034
    assert (await api("POST", path, {"messages": made}))[0] == 204
    assert events()[-1] == "MESSAGE_DELETE_BULK"
    assert (await api("GET", f"{_at(aurora)}/{made[0]}"))[1]["code"] == 10008


async def test_an_upload_comes_back_from_the_cdn_and_an_embed_points_at_it(
    api: Client, aurora: Aurora
) -> None:
    form = aiohttp.FormData(quote_fields=False)
    embed = '{"title": "map", "image": {"url": "attachment://Karte ä.png"}}'
    described = '[{"id": 0, "description": "a map"}]'
    form.add_field(
        "payload_json",
        f'{{"content": "see", "embeds": [{embed}], "attachments": {described}}}',
        content_type="application/json",
    )
    form.add_field("files[0]", b"\x89PNG....", filename="Karte ä.png", content_type="image/png")
    answer = await api.raw("POST", _at(aurora), data=form)
    said = await answer.json()
    file = said["attachments"][0]
    assert (answer.status, file["size"], file["description"]) == (200, 8, "a map")
    assert said["embeds"][0]["image"]["url"].startswith(api.sandbox.base_url)
    fetched = await api.raw("GET", file["url"])
    assert await fetched.read() == b"\x89PNG...."
    assert file["filename"] == "Karte_ä.png"


async def test_a_file_over_ten_mebibytes_is_too_large(api: Client, aurora: Aurora) -> None:
    form = aiohttp.FormData()
    form.add_field("files[0]", io.BytesIO(b"\0" * (10 * 2**20 + 1)), filename="big.bin")
    answer = await api.raw("POST", _at(aurora), data=form)
    assert answer.status == 413
    assert (await answer.json())["code"] == 40005


async def test_others_messages_can_be_deleted_but_not_edited(api: Client, aurora: Aurora) -> None:
    theirs = aurora.channel("general").log.ids[-1]
    status, refusal = await api("PATCH", f"{_at(aurora)}/{theirs}", {"content": "mine"})
    assert (status, refusal["code"]) == (403, 50005)
    assert (await api("DELETE", f"{_at(aurora)}/{theirs}"))[0] == 204
    assert theirs not in aurora.channel("general").log.ids


async def test_pins_are_paged_newest_first_and_the_old_route_lists_the_same(
    api: Client, aurora: Aurora, events: Callable[[], list[str]]
) -> None:
    channel = aurora.channel("events")
    made = [(await api("POST", _at(aurora, "events"), {"content": str(i)}))[1]["id"] for i in range(3)]
    for one in made:
        assert (await api("PUT", f"/channels/{channel.id}/messages/pins/{one}"))[0] == 204
    _, page = await api("GET", f"/channels/{channel.id}/messages/pins?limit=2")
    assert [item["message"]["id"] for item in page["items"]] == made[:0:-1]
    assert page["has_more"] is True
    cursor = page["items"][-1]["pinned_at"].replace("+", "%2B")
    answer = await api.raw("GET", f"/channels/{channel.id}/messages/pins?before={cursor}")
    assert [item["message"]["id"] for item in (await answer.json())["items"]] == made[:1]
    _, old = await api("GET", f"/channels/{channel.id}/pins")
    assert [one["id"] for one in old] == made[::-1]
    assert "CHANNEL_PINS_UPDATE" in events()
    assert channel.log.by_id[channel.log.ids[-1]].type == 6


async def test_the_ledger_knows_what_lives_was_edited_and_is_gone(api: Client, aurora: Aurora) -> None:
    _, kept = await api("POST", _at(aurora), {"content": "first"})
    await api("PATCH", f"{_at(aurora)}/{kept['id']}", {"content": "second"})
    _, gone = await api("POST", _at(aurora), {"content": "gone"})
    await api("DELETE", f"{_at(aurora)}/{gone['id']}")
    book = aurora.sandbox.world.ledger()[str(aurora.channel("general").id)]
    assert book["messages"][kept["id"]] == "second"
    assert book["edits"] == [{"id": kept["id"], "content": "second"}]
    assert book["deleted"] == [gone["id"]]


async def test_without_the_content_intent_only_own_and_mentioning_messages_are_readable(
    api: Client, aurora: Aurora
) -> None:
    world = aurora.sandbox.world
    world.application.flags = 0
    channel, viewer, bot = aurora.channel("general"), aurora.persona("viewer"), world.application.bot_id
    world.create_message(channel.id, viewer, content="secret")
    world.create_message(channel.id, viewer, content=f"hey <@{bot}>")
    world.create_message(channel.id, bot, content="mine")
    _, page = await api("GET", f"{_at(aurora)}?limit=3")
    assert [one["content"] for one in page] == ["mine", f"hey <@{bot}>", ""]
