"""Rate limits: a bucket per route and major parameter, a global one per token, Discord's headers and 429s."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from typing import Any, Final

import attrs
from aiohttp import web

from snowflake_entrypoints.sandbox.rest.errors import answer_json
from snowflake_entrypoints.sandbox.settings import RateLimits

MESSAGE: Final = "/channels/{channel_id}/messages/{message_id}"
REACTION: Final = MESSAGE + "/reactions/{emoji}"
_OWN_LIMITS: Final[dict[tuple[str, str], tuple[int, float]]] = {
    ("POST", "/channels/{channel_id}/messages"): (5, 5.0),
    ("PATCH", MESSAGE): (5, 5.0),
    ("DELETE", MESSAGE): (5, 1.0),
    ("POST", "/channels/{channel_id}/messages/bulk-delete"): (1, 1.0),
    ("PUT", REACTION + "/@me"): (1, 0.25),
    ("DELETE", REACTION + "/@me"): (1, 0.25),
    ("DELETE", REACTION + "/{user_id}"): (1, 0.25),
    ("POST", "/channels/{channel_id}/typing"): (5, 5.0),
    ("PATCH", "/channels/{channel_id}"): (5, 15.0),
    ("PATCH", "/guilds/{guild_id}/members/{user_id}"): (10, 10.0),
    ("GET", "/guilds/{guild_id}/members"): (10, 10.0),
    ("GET", "/guilds/{guild_id}/members/search"): (10, 10.0),
    ("POST", "/webhooks/{webhook_id}/{webhook_token}"): (5, 2.0),
    ("GET", "/users/@me/guilds"): (5, 5.0),
}
_DEFAULT: Final = (50, 1.0)
_MAJOR: Final = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id")


@attrs.define
class Window:
    """How many requests a bucket has had since it was last empty."""

    ends_at: float
    used: int = 0


@attrs.define(eq=False)
class Limits:
    """Counts requests; `now` is Unix seconds."""

    settings: RateLimits
    now: Callable[[], float]
    windows: dict[tuple[str, ...], Window] = attrs.Factory(dict)
    globally: dict[str, Window] = attrs.Factory(dict)

    def take(self, who: str, method: str, template: str, parts: dict[str, str]) -> Ticket:
        """Count one request; `who` is the token or, without one, the address."""
        now = self.now()
        limit, seconds = _OWN_LIMITS.get((method, template), _DEFAULT)
        limit = max(1, math.floor(limit * self.settings.scale))
        major = tuple(parts.get(name, "") for name in _MAJOR)
        window = self._window(self.windows, (who, method, template, *major), now, seconds)
        ticket = Ticket(limit, window, now, _bucket(method, template))
        if not template.startswith("/interactions") and self._over_global(who, now):
            ticket.refused_globally = True
            ticket.retry_after = self.globally[who].ends_at - now
        elif window.used >= limit and self.settings.on:
            ticket.retry_after = window.ends_at - now
        else:
            window.used += 1
        return ticket

    def _over_global(self, who: str, now: float) -> bool:
        window = self._window(self.globally, who, now, 1.0)
        window.used += 1
        return self.settings.on and window.used > max(1, self.settings.global_limit * self.settings.scale)

    def _window(self, kept: dict[Any, Window], key: Any, now: float, seconds: float) -> Window:
        window = kept.get(key)
        if window is None or window.ends_at <= now:
            if len(kept) > 10_000:  # noqa: PLR2004 -- forget what has run out before it piles up
                for old in [k for k, w in kept.items() if w.ends_at <= now]:
                    del kept[old]
            window = kept[key] = Window(now + seconds)
        return window


@attrs.define
class Ticket:
    """One counted request; `retry_after` is set (seconds) when it is one too many."""

    limit: int
    window: Window
    now: float
    bucket: str
    retry_after: float | None = None
    refused_globally: bool = False

    def mark(self, answer: web.StreamResponse) -> None:
        """Put Discord's headers on an answer."""
        answer.headers["X-RateLimit-Limit"] = str(self.limit)
        answer.headers["X-RateLimit-Remaining"] = str(max(0, self.limit - self.window.used))
        answer.headers["X-RateLimit-Reset"] = f"{self.window.ends_at:.3f}"
        answer.headers["X-RateLimit-Reset-After"] = f"{max(0.0, self.window.ends_at - self.now):.3f}"
        answer.headers["X-RateLimit-Bucket"] = self.bucket

    def refusal(self) -> web.Response:
        """Return the 429."""
        scope = "global" if self.refused_globally else "user"
        return too_many(self.retry_after or 0.0, scope)


def too_many(retry_after: float, scope: str) -> web.Response:
    """Return a 429 with Discord's body; `retry_after` is seconds, `scope` user, global or shared."""
    wait = max(0.001, round(retry_after, 3))
    everywhere = scope == "global"
    body = {"message": "You are being rate limited.", "retry_after": wait, "global": everywhere}
    answer = answer_json(body, 429)
    answer.headers["Retry-After"] = str(math.ceil(wait))
    answer.headers["X-RateLimit-Scope"] = scope
    if everywhere:
        answer.headers["X-RateLimit-Global"] = "true"
    return answer


def _bucket(method: str, template: str) -> str:
    return hashlib.blake2s(f"{method} {template}".encode(), digest_size=16).hexdigest()
