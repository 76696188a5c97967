"""How frames are compressed on one socket (Discord: Gateway, Encoding and Compression)."""

import importlib
import zlib
from typing import Any, Final, Protocol

ZSTD_MODULES: Final = ("compression.zstd", "backports.zstd")


class Codec(Protocol):
    """Turns serialised payloads into websocket frames; holds a stream's state, so one socket each."""

    def encode(self, payload: bytes) -> bytes | str:
        """Return a binary frame as bytes or a text frame as str."""
        ...


class Plain:
    """Text frames."""

    def encode(self, payload: bytes) -> bytes | str:
        return payload.decode()


class PayloadZlib:
    """Each payload compressed by itself: IDENTIFY's `compress`."""

    def encode(self, payload: bytes) -> bytes | str:
        return zlib.compress(payload)


class ZlibStream:
    """One zlib stream per socket, flushed after each payload: `?compress=zlib-stream`."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj(level=1)

    def encode(self, payload: bytes) -> bytes | str:
        return self._stream.compress(payload) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """One zstd stream per socket: `?compress=zstd-stream`, where this Python has zstd."""

    def __init__(self, module: Any) -> None:
        self._stream = module.ZstdCompressor()
        self._flush = module.ZstdCompressor.FLUSH_BLOCK

    def encode(self, payload: bytes) -> bytes | str:
        compressed: bytes = self._stream.compress(payload, mode=self._flush)
        return compressed


def transport_codec(asked: str | None) -> Codec | None:
    """Return the codec that a socket's `compress` query asks for; None where it can't be had."""
    if asked is None:
        return Plain()
    if asked == "zlib-stream":
        return ZlibStream()
    if asked == "zstd-stream":
        return next((ZstdStream(found) for found in map(_import, ZSTD_MODULES) if found), None)
    return None


def _import(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return None
