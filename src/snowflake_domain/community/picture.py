"""What a file's own first bytes say of the picture in it.

Nothing else is believed: neither the name nor the type that a server claims. SVG and HTML are no pictures
here, since browsers run what is written in them.
"""

import struct
from collections.abc import Iterator
from typing import Final

import attrs

_LARGEST_BOX: Final = 2**31
_START_OF_FRAME: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_START_OF_SCAN: Final = 0xDA
_AVIF: Final = frozenset({b"avif", b"avis"})
_SHORTEST: Final = 16


@attrs.frozen
class Look:
    """The kind of a picture as a media type, and its size in pixels."""

    content_type: str
    width: int
    height: int

    @property
    def pixels(self) -> int:
        """Return how many pixels a browser has to unpack."""
        return self.width * self.height


def look_at(content: bytes) -> Look | None:
    """Return what a PNG, JPEG, GIF, WebP or AVIF shows; None for anything else, broken ones included."""
    if len(content) < _SHORTEST:
        return None
    try:
        return _look_at(content)
    except (struct.error, IndexError):
        return None


def _look_at(content: bytes) -> Look | None:
    size: tuple[int, int] | None = None
    kind = ""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        kind, size = "image/png", struct.unpack_from(">II", content, 16)
    elif content.startswith((b"GIF87a", b"GIF89a")):
        kind, size = "image/gif", struct.unpack_from("<HH", content, 6)
    elif content.startswith(b"\xff\xd8\xff"):
        kind, size = "image/jpeg", _jpeg(content)
    elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        kind, size = "image/webp", _webp(content)
    elif content[4:8] == b"ftyp" and _is_avif(content):
        kind, size = "image/avif", _avif(content)
    if size is None or 0 in size:
        return None
    return Look(kind, *size)


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """Walk the segments to the frame header (ITU T.81, B.2.2)."""
    at = 2
    while True:
        if content[at] != 0xFF:  # noqa: PLR2004 - every marker begins with it
            return None
        marker = content[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - fill byte
            at += 1
        elif marker in _START_OF_FRAME:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        elif marker == _START_OF_SCAN:
            return None
        elif marker in _WITHOUT_LENGTH:
            at += 2
        else:
            at += 2 + max(2, int.from_bytes(content[at + 2 : at + 4], "big"))


def _webp(content: bytes) -> tuple[int, int] | None:
    """Read the first chunk: lossy, lossless or extended (RFC 9649)."""
    match content[12:16]:
        case b"VP8 " if content[23:26] == b"\x9d\x01\x2a":
            width, height = struct.unpack_from("<HH", content, 26)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L" if content[20] == 0x2F:  # noqa: PLR2004 - its signature
            (bits,) = struct.unpack_from("<I", content, 21)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X" if len(content) >= 30:  # noqa: PLR2004 - where its header ends
            wide, high = content[24:27], content[27:30]
            return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
    return None


def _is_avif(content: bytes) -> bool:
    (end,) = struct.unpack_from(">I", content, 0)
    brands = content[8:12], *(content[at : at + 4] for at in range(16, min(end, 256), 4))
    return not _AVIF.isdisjoint(brands)


def _avif(content: bytes) -> tuple[int, int] | None:
    """Return the largest size among the item properties (ISO 23008-12, 6.5.3: ispe)."""
    sizes: list[tuple[int, int]] = []
    for start, end in _boxes(content, 0, len(content), b"meta"):
        for inner, inner_end in _boxes(content, start + 4, end, b"iprp"):
            for at, at_end in _boxes(content, inner, inner_end, b"ipco"):
                sizes += [
                    struct.unpack_from(">II", content, body + 4)
                    for body, _ in _boxes(content, at, at_end, b"ispe")
                ]
    return max(sizes, key=lambda size: size[0] * size[1], default=None)


def _boxes(content: bytes, at: int, end: int, wanted: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the bodies of boxes of one type begin and end (ISO 14496-12, 4.2)."""
    while at + 8 <= end:
        length, kind = struct.unpack_from(">I4s", content, at)
        body = at + 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", content, body)
            body += 8
        stop = end if length == 0 else at + length
        if stop < body or length > _LARGEST_BOX:
            return
        if kind == wanted:
            yield body, min(stop, end)
        at = stop
