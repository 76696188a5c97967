"""Addresses under which browsers see other people's pictures: ours, signed, so that they meet nobody else.

Everything that leaves with a picture's address goes through here: answers of the API and live frames alike.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

import attrs
import orjson

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.realtime import Event
from snowflake_entrypoints.wire import event_as_dict

DAY: Final = 86_400
PERIOD: Final = 7 * DAY
"""Seconds for which a picture keeps its address, so that browsers keep the picture."""
SHORTEST_LIFE: Final = DAY
"""Seconds for which an address is good at least."""
LONGEST_URL: Final = 2048
_PURPOSE: Final = b"snowflake.pictures.v1"
_SINGLE: Final = frozenset({"avatar_url", "icon_url"})
_PARTS: Final = (("image", "url"), ("thumbnail", "url"), ("author", "icon_url"), ("footer", "icon_url"))
_SIGNED: Final = 20_000
"""Addresses remembered, so that a person's avatar isn't signed for each of their messages."""


@attrs.frozen
class Claim:
    """What an address says of itself; every part is text, as it came."""

    url: str
    until: str
    signature: str


class PictureAddresses:
    """Signs and checks addresses such as `/img?url=https%3A%2F%2F…&until=1764547200&sig=…`."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._key = hmac.digest(secret.encode(), _PURPOSE, "sha256")
        self._clock = clock
        self._spelled = lru_cache(_SIGNED)(self._spell)

    def of(self, url: str) -> str | None:
        """Return our address of a picture; None for what is no http or https URL, or too long."""
        if not url.startswith(("https://", "http://")) or len(url) > LONGEST_URL:
            return None
        # Each address has its own day and hour to change, so that not all of them change at once.
        shift = hash_of(url) % PERIOD
        begun = (int(self._clock.now().timestamp()) + shift) // PERIOD * PERIOD - shift
        return self._spelled(url, begun + PERIOD + SHORTEST_LIFE)

    def seconds_left(self, claim: Claim) -> int | None:
        """Return for how long an address is still good; None for one that isn't, or that we didn't sign."""
        expected = self._signature(claim.url, claim.until)
        is_time = claim.until.isascii() and claim.until.isdigit()
        if not is_time or not hmac.compare_digest(
            expected.encode(), claim.signature.encode("utf-8", "replace")
        ):
            return None
        left = int(claim.until) - int(self._clock.now().timestamp())
        return left if left > 0 else None

    def show(self, value: Any) -> Any:
        """Return JSON in which browsers find every picture under our own address.

        `avatar_url` and `icon_url` become ours. Embeds and attachments stay as they are: beside them comes
        `proxied`, which names our address for each address in them.
        """
        if isinstance(value, list | tuple):
            return [self.show(one) for one in value]
        if not isinstance(value, dict):
            return value
        shown: dict[str, Any] = {}
        for name, one in value.items():
            if name in _SINGLE and isinstance(one, str):
                shown[name] = self.of(one) or None
            elif name in {"embeds", "attachments"}:
                shown[name] = one
            else:
                shown[name] = self.show(one) if isinstance(one, dict | list | tuple) else one
        if "embeds" in value:
            shown["proxied"] = self.all_of(pictures_in(value))
        return shown

    def all_of(self, urls: Iterator[str]) -> dict[str, str]:
        """Return our address for each of these that can have one."""
        return {url: ours for url in urls if (ours := self.of(url)) is not None}

    def frame(self, event: Event) -> bytes:
        """Return the live frame of an event, as `wire.event_to_json` does, to be shown by a browser."""
        return orjson.dumps(self.show(event_as_dict(event)))

    def _spell(self, url: str, until: int) -> str:
        query = urlencode({"url": url, "until": until, "sig": self._signature(url, str(until))})
        return f"/img?{query}"

    def _signature(self, url: str, until: str) -> str:
        # The time comes first and the URL last, so no two pairs are the same text.
        said = f"{until} {url}".encode("utf-8", "surrogatepass")
        return urlsafe_b64encode(hmac.digest(self._key, said, "sha256")[:18]).decode()


def hash_of(url: str) -> int:
    """Return a number that is the same in every process."""
    return int.from_bytes(hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=6).digest(), "big")


def pictures_in(message: Mapping[str, Any]) -> Iterator[str]:
    """Yield the addresses of pictures in a message's JSON: its embeds' and its attachments'."""
    for embed in message.get("embeds") or ():
        if not isinstance(embed, dict):
            continue
        for part, name in _PARTS:
            held = embed.get(part)
            if isinstance(held, dict) and isinstance(url := held.get(name), str):
                yield url
    for file in message.get("attachments") or ():
        if is_picture(file):
            yield file["url"]


def is_picture(file: Mapping[str, Any]) -> bool:
    """Return whether an attachment is shown in place; judged as Discord does, by type or by name."""
    said = file.get("content_type")
    if said:
        return str(said).startswith("image/")
    return str(file.get("filename", "")).lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"))
