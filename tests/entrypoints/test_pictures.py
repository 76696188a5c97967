"""Signed addresses, and JSON that shows no other."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import attrs
from hypothesis import given
from hypothesis import strategies as st

from snowflake_domain.kernel.realtime import Event
from snowflake_entrypoints.pictures import DAY, PERIOD, Claim, PictureAddresses
from tests.fakes import NOON, StoppedClock

AVATAR, PHOTO = (
    "https://cdn.discordapp.com/avatars/1/a.png?size=64",
    "https://pictures.example/ä b.png?x=1&y=2",
)
KEY = "k" * 48


def addresses(clock: StoppedClock | None = None, key: str = KEY) -> PictureAddresses:
    return PictureAddresses(key, clock or StoppedClock())


def claim_of(address: str) -> Claim:
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", "/img")
    query = parse_qs(parts.query, strict_parsing=True)
    return Claim(query["url"][0], query["until"][0], query["sig"][0])


def signed(some: PictureAddresses, url: str) -> str:
    address = some.of(url)
    assert address is not None
    return address


def test_what_was_signed_is_good_and_says_what_it_leads_to() -> None:
    some = addresses()
    claim = claim_of(signed(some, PHOTO))
    assert claim.url == PHOTO
    assert DAY <= (some.seconds_left(claim) or 0) <= PERIOD + DAY


def test_every_process_signs_alike_and_other_keys_do_not() -> None:
    assert addresses().of(PHOTO) == addresses().of(PHOTO)
    assert addresses(key="j" * 48).of(PHOTO) != addresses().of(PHOTO)
    assert addresses(key="j" * 48).seconds_left(claim_of(signed(addresses(), PHOTO))) is None


def test_an_address_stays_the_same_for_a_week_and_is_always_good_for_a_day() -> None:
    clock = StoppedClock()
    some = addresses(clock)
    seen = set()
    for _ in range(14 * 24):
        address = signed(some, PHOTO)
        assert (some.seconds_left(claim_of(address)) or 0) >= DAY
        seen.add(address)
        clock.forward(hours=1)
    assert len(seen) <= 3


def test_not_all_addresses_change_in_the_same_hour() -> None:
    clock = StoppedClock()
    some = addresses(clock)
    urls = [f"{PHOTO}&n={number}" for number in range(200)]
    before = [some.of(url) for url in urls]
    clock.forward(hours=1)
    assert sum(old != some.of(url) for old, url in zip(before, urls, strict=True)) < 20


def test_an_address_runs_out() -> None:
    clock = StoppedClock()
    some = addresses(clock)
    claim = claim_of(signed(some, PHOTO))
    clock.forward(seconds=(some.seconds_left(claim) or 0) - 1)
    assert some.seconds_left(claim) == 1
    clock.forward(seconds=1)
    assert some.seconds_left(claim) is None


def test_each_flipped_bit_breaks_it() -> None:
    some = addresses()
    claim = claim_of(signed(some, AVATAR))
    for part in ("url", "until", "signature"):
        text = getattr(claim, part)
        for at in range(len(text)):
            for bit in range(7):
                other = text[:at] + chr(ord(text[at]) ^ 1 << bit) + text[at + 1 :]
                parts = {"url": claim.url, "until": claim.until, "signature": claim.signature} | {part: other}
                assert some.seconds_left(Claim(**parts)) is None, (part, at, bit)


@given(url=st.text(), until=st.text(), signature=st.text())
def test_made_up_claims_are_neither_good_nor_a_crash(url: str, until: str, signature: str) -> None:
    assert addresses().seconds_left(Claim(url, until, signature)) is None


def test_the_parts_of_a_claim_do_not_flow_into_each_other() -> None:
    some = addresses()
    claim = claim_of(signed(some, "https://a.example/ https://b.example/"))
    first, _, second = claim.url.partition(" ")
    assert some.seconds_left(Claim(second, f"{claim.until} {first}", claim.signature)) is None
    assert some.seconds_left(Claim(claim.url, f" {claim.until}", claim.signature)) is None
    assert some.seconds_left(Claim(claim.url, f"0{claim.until}", claim.signature)) is None


def test_only_web_addresses_of_decent_length_are_signed() -> None:
    for url in ("", "x", "attachment://a.png", "data:image/png;base64,", "javascript:alert(1)", "ftp://a/b",
                "https://a.example/" + "a" * 2048):  # fmt: skip
        assert addresses().of(url) is None


MESSAGE: dict[str, Any] = {
    "id": "1",
    "author": {"id": "2", "name": "Nova", "avatar_url": AVATAR, "bot": False},
    "content": AVATAR,
    "attachments": [
        {"id": "3", "filename": "a.PNG", "content_type": None, "url": "https://cdn.example/a.PNG"},
        {"id": "4", "filename": "a.png", "content_type": "text/html", "url": "https://cdn.example/a.html"},
        {"id": "5", "filename": "b", "content_type": "image/webp", "url": "https://cdn.example/b"},
    ],
    "embeds": [
        {
            "title": "T",
            "url": "https://elsewhere.example/",
            "image": {"url": PHOTO, "proxy_url": "https://media.example/x"},
            "thumbnail": {"url": "attachment://a.png"},
            "author": {"name": "A", "url": "https://page.example/", "icon_url": "https://icons.example/a"},
            "footer": {"text": "F", "icon_url": "https://icons.example/f"},
        },
        {"image": None, "thumbnail": {}, "footer": {"text": "F"}, "author": "?"},
    ],
}


def test_a_message_is_shown_with_our_addresses_beside_its_own() -> None:
    some = addresses()
    shown = some.show({"items": [{"message": MESSAGE}], "next": None})["items"][0]["message"]
    assert shown["author"]["avatar_url"] == some.of(AVATAR)
    assert shown["embeds"] == MESSAGE["embeds"]
    assert shown["attachments"] == MESSAGE["attachments"]
    assert shown["content"] == AVATAR
    assert shown["proxied"] == {
        url: some.of(url)
        for url in (
            PHOTO,
            "https://icons.example/a",
            "https://icons.example/f",
            "https://cdn.example/a.PNG",
            "https://cdn.example/b",
        )
    }
    assert MESSAGE["author"]["avatar_url"] == AVATAR


def test_cards_lose_nothing_but_foreign_addresses() -> None:
    some = addresses()
    given_to_us = {
        "tenants": [{"icon_url": None, "name": "A"}],
        "user": {"avatar_url": "x"},
        "n": 1,
        "t": (1, 2),
    }
    assert some.show(given_to_us) == {
        "tenants": [{"icon_url": None, "name": "A"}],
        "user": {"avatar_url": None},
        "n": 1,
        "t": [1, 2],
    }


@attrs.frozen
class Somebody:
    avatar_url: str


def test_a_frame_is_a_shown_event() -> None:
    frame = addresses().frame(Event("somebody.came", NOON, Somebody(AVATAR)))
    assert b'"/img?url=' in frame
    assert b'"https://cdn' not in frame
