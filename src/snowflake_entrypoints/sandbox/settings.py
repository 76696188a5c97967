"""What a sandbox is made of: well-known credentials, the size of its communities, its limits."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from typing import Final

import attrs

from snowflake_entrypoints.sandbox.gateway import GatewaySettings
from snowflake_entrypoints.sandbox.stripe import StripeSettings

APPLICATION_ID: Final = 1_155_000_000_000_000_001
CLIENT_SECRET: Final = "sandbox-client-secret"  # noqa: S105 -- opens nothing but this stand-in


def token_of(application_id: int) -> str:
    """Return the sandbox's bot token; as Discord's, its first part is the application's id in base64."""
    first = base64.urlsafe_b64encode(str(application_id).encode()).decode().rstrip("=")
    return f"{first}.sandbx.only-opens-the-local-sandbox"


@attrs.frozen(kw_only=True)
class RateLimits:
    """How strictly requests are counted.

    `scale` multiplies every limit; `global_limit` is requests a second and token. With `on` False the headers
    are still sent but nobody is refused.
    """

    on: bool = True
    scale: float = 1.0
    global_limit: int = 50


@attrs.frozen(kw_only=True)
class SeedSize:
    """How much is seeded; 0 days gives communities without a past, `on` False an empty world."""

    on: bool = True
    members: int = 320
    days: int = 30
    messages_a_day: int = 185


@attrs.frozen(kw_only=True)
class SandboxSettings:
    """The sandbox's own settings; the defaults are the constants that `.env.example` names.

    `redirect_uris` are the registered ones; with `any_loopback` every address on this machine is fine too.
    `public_url` replaces http://host:port in links. `attachment_lifetime` is seconds. `now` is Unix seconds.
    """

    application_id: int = APPLICATION_ID
    bot_token: str = attrs.field(
        default=attrs.Factory(lambda self: token_of(self.application_id), takes_self=True), repr=False
    )
    client_secret: str = attrs.field(default=CLIENT_SECRET, repr=False)
    redirect_uris: tuple[str, ...] = ()
    any_loopback: bool = True
    intents_granted: int = 1 << 13 | 1 << 15 | 1 << 19
    public_url: str | None = None
    attachment_lifetime: float = 86_400.0
    limits: RateLimits = attrs.Factory(RateLimits)
    seed: SeedSize = attrs.Factory(SeedSize)
    gateway: GatewaySettings = attrs.Factory(GatewaySettings)
    stripe: StripeSettings = attrs.Factory(StripeSettings)
    now: Callable[[], float] = time.time

    @property
    def client_id(self) -> int:
        """OAuth2's name for the application id."""
        return self.application_id
