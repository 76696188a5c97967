"""What IDENTIFY and RESUME must say, and the close codes for those that don't."""

from typing import Any, Self

import attrs
from typing_extensions import override

from snowflake_entrypoints.sandbox.gateway import intents


@attrs.define(slots=False)
class Refused(Exception):
    """The gateway closes the socket with one of Discord's codes (4000–4014)."""

    code: int
    reason: str

    @override
    def __str__(self) -> str:
        return f"{self.code} {self.reason}"


@attrs.frozen
class Identify:
    """A wish for a new session."""

    token: str
    intents: int
    shard: int
    shards: int
    large_threshold: int
    compress: bool

    @classmethod
    def read(cls, data: Any) -> Self:
        """Check the payload's shape; raises Refused with 4002, 4010 or 4013."""
        if not isinstance(data, dict) or not isinstance(data.get("properties"), dict):
            raise Refused(4002, "Error while decoding payload.")
        asked = data.get("intents")
        if not isinstance(asked, int) or isinstance(asked, bool) or asked < 0 or asked & ~intents.KNOWN:
            raise Refused(4013, "Invalid intent(s).")
        shard, shards = _shard(data.get("shard", [0, 1]))
        threshold = data.get("large_threshold", 50)
        if not isinstance(threshold, int) or not 50 <= threshold <= 250:  # noqa: PLR2004 - Discord's range
            raise Refused(4002, "Error while decoding payload.")
        return cls(
            token=_token(data.get("token")),
            intents=asked,
            shard=shard,
            shards=shards,
            large_threshold=threshold,
            compress=bool(data.get("compress", False)),
        )


@attrs.frozen
class Resume:
    """A wish to go on with a session after a sequence number."""

    token: str
    session_id: str
    sequence: int

    @classmethod
    def read(cls, data: Any) -> Self:
        """Check the payload's shape; raises Refused with 4002 or 4007."""
        if not isinstance(data, dict) or not isinstance(data.get("session_id"), str):
            raise Refused(4002, "Error while decoding payload.")
        if not isinstance(data.get("seq"), int):
            raise Refused(4007, "Invalid seq.")
        return cls(token=_token(data.get("token")), session_id=data["session_id"], sequence=data["seq"])


def _token(value: Any) -> str:
    if not isinstance(value, str):
        raise Refused(4002, "Error while decoding payload.")
    return value.removeprefix("Bot ")


def _shard(value: Any) -> tuple[int, int]:
    match value:
        case [int(shard), int(shards)] if 0 <= shard < shards:
            return shard, shards
        case _:
            raise Refused(4010, "Invalid shard.")
