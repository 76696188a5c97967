"""What the bot tells the web process about where it is, and how that is signed."""

import hashlib
import hmac
from datetime import datetime
from typing import Final

import attrs

from snowflake_domain.kernel.scope import GuildId

ONE_PATH: Final = "/api/internal/bot-membership"
ALL_PATH: Final = "/api/internal/bot-guilds"
TIMESTAMP: Final = "X-Snowflake-Timestamp"
SIGNATURE: Final = "X-Snowflake-Signature"
MOST_GUILDS: Final = 2500
"""Discord: a shard has at most that many; as ids they fit into one body of 64 KiB."""


@attrs.frozen(kw_only=True)
class BotMembership:
    """The bot came into a server, or is no longer in it; `at` is when, None means just now."""

    guild_id: GuildId
    joined: bool
    at: datetime | None = None


@attrs.frozen(kw_only=True)
class BotGuilds:
    """Every server that one shard of the bot is in; those that aren't named it has left."""

    guilds: tuple[GuildId, ...]
    shard: int
    shards: int
    at: datetime | None = None


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """Return the HMAC-SHA256 of `timestamp.body` in hex; `timestamp` is in Unix seconds."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
