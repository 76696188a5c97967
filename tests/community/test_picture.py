import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snowflake_domain.community.picture import Look, look_at
from tests.community.photos import (
    AVIF,
    GIF,
    HTML,
    SVG,
    WEBP_ALPHA,
    WEBP_LOSSLESS,
    WEBP_LOSSY,
    jpeg,
    png,
)

REAL = [
    (png(5, 3), Look("image/png", 5, 3)),
    (GIF, Look("image/gif", 1, 1)),
    (b"GIF87a" + GIF[6:], Look("image/gif", 1, 1)),
    (jpeg(640, 480), Look("image/jpeg", 640, 480)),
    (jpeg(7, 9, marker=0xC2), Look("image/jpeg", 7, 9)),
    (jpeg(7, 9).replace(b"\xff\xdb", b"\xff\xff\xff\xdb"), Look("image/jpeg", 7, 9)),
    (WEBP_LOSSY, Look("image/webp", 1, 1)),
    (WEBP_LOSSLESS, Look("image/webp", 1, 1)),
    (WEBP_ALPHA, Look("image/webp", 1, 1)),
    (AVIF, Look("image/avif", 2, 2)),
    (AVIF.replace(b"ftypavif", b"ftypmif1", 1), Look("image/avif", 2, 2)),
]


@pytest.mark.parametrize(("content", "look"), REAL)
def test_each_kind_is_told_by_its_own_bytes(content: bytes, look: Look) -> None:
    assert look_at(content) == look


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG",
        SVG,
        b"<?xml version='1.0'?>" + SVG,
        b"\xef\xbb\xbf" + SVG,
        HTML,
        b"GIF89a" + HTML[:3],
        b"\n\n" + png(1, 1),
        b"BM" + bytes(60),
        b"II*\0" + bytes(60),
        b"\0\0\1\0" + bytes(60),
        b"%PDF-1.7" + bytes(60),
        b"RIFF" + bytes(4) + b"WAVE" + bytes(60),
        WEBP_LOSSY.replace(b"\x9d\x01\x2a", b"\x9d\x01\x2b"),
        AVIF.replace(b"avif", b"heic"),
        AVIF.replace(b"ispe", b"ispf"),
        png(0, 5),
        png(5, 0),
        jpeg(0, 5),
        jpeg(5, 0),
        jpeg(5, 5, marker=0xC4),
        b"\xff\xd8\xff" + bytes(60),
        b"\xff\xd8" + b"\xff" * 60,
    ],
)
def test_nothing_else_is_a_picture(content: bytes) -> None:
    assert look_at(content) is None


def test_a_claim_of_many_pixels_is_read() -> None:
    assert look_at(png(100_000, 100_000)) == Look("image/png", 100_000, 100_000)
    huge = AVIF.replace(struct.pack(">II", 2, 2), struct.pack(">II", 60_000, 60_000))
    assert look_at(huge) == Look("image/avif", 60_000, 60_000)


@settings(max_examples=500, deadline=200)
@given(start=st.sampled_from([one for one, _ in REAL]), cut=st.integers(0, 400), junk=st.binary(max_size=80))
def test_cut_and_garbled_pictures_are_no_crash(start: bytes, cut: int, junk: bytes) -> None:
    for content in (start[:cut], start[:cut] + junk, start[:cut] + junk + start[cut + len(junk) :]):
        look = look_at(content)
        assert look is None or look.pixels > 0


def test_boxes_that_lead_back_or_nowhere_end_the_search() -> None:
    begun = AVIF[: AVIF.index(b"meta") - 4]
    for length in (0, 1, 2, 7, 8, 2**32 - 1):
        assert look_at(begun + struct.pack(">I", length) + b"free" + bytes(40)) is None
    assert look_at(begun + (struct.pack(">I", 8) + b"free") * 200_000) is None
