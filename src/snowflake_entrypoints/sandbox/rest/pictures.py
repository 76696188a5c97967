"""Pictures out of nothing: avatars, icons and gradients as PNG bytes, the same for the same seed."""

from __future__ import annotations

import colorsys
import hashlib
import struct
import zlib
from functools import lru_cache
from typing import Final

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEADER_END: Final = 24
_CELLS: Final = 5


@lru_cache(maxsize=512)
def identicon(seed: str, size: int = 128) -> bytes:
    """Return a square picture of a mirrored pattern on a soft ground."""
    digest = hashlib.blake2s(seed.encode()).digest()
    hue = digest[0] / 255
    ground = _rgb(hue, 0.32, 0.28)
    ink = _rgb((hue + 0.08 + digest[1] / 1275) % 1, 0.62, 0.98)
    step = max(1, size // (_CELLS + 2))
    margin = (size - step * _CELLS) // 2
    plain = ground * size
    rows = [plain] * margin
    for y in range(_CELLS):
        cells = [digest[2 + y * 3 + min(x, _CELLS - 1 - x)] & 1 for x in range(_CELLS)]
        line = b"".join((ink if cell else ground) * step for cell in cells)
        row = ground * margin + line + ground * (size - margin - step * _CELLS)
        rows += [row] * step
    rows += [plain] * (size - len(rows))
    return _png(size, size, rows)


@lru_cache(maxsize=256)
def gradient(seed: str, width: int, height: int) -> bytes:
    """Return a picture that fades from one colour to another, with a light band."""
    digest = hashlib.blake2s(seed.encode()).digest()
    first, second = digest[0] / 255, (digest[0] / 255 + 0.12 + digest[1] / 900) % 1
    band = height // 4 + digest[2] * height // 512
    rows = []
    for y in range(height):
        part = y / max(1, height - 1)
        hue = first + (second - first) * part
        near = max(0.0, 1 - abs(y - band) / (height / 6))
        rows.append(_rgb(hue, 0.55 - 0.25 * near, 0.35 + 0.4 * part + 0.2 * near) * width)
    return _png(width, height, rows)


def png_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG, None for anything else."""
    if not data.startswith(_SIGNATURE) or len(data) < _HEADER_END:
        return None
    width, height = struct.unpack(">II", data[16:_HEADER_END])
    return width, height


def _rgb(hue: float, saturation: float, value: float) -> bytes:
    return bytes(round(255 * part) for part in colorsys.hsv_to_rgb(hue % 1, saturation, min(1.0, value)))


def _png(width: int, height: int, rows: list[bytes]) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\x00" + row for row in rows), 6)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
