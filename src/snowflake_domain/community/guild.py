"""A Discord guild, as the bot sees it now."""

from datetime import datetime
from enum import StrEnum

import attrs

from snowflake_domain.kernel.scope import ChannelId, GuildId, UserId


class ChannelType(StrEnum):
    """Kinds of channels that dashboards tell apart."""

    TEXT = "text"
    ANNOUNCEMENT = "announcement"
    VOICE = "voice"
    STAGE = "stage"
    FORUM = "forum"
    CATEGORY = "category"
    THREAD = "thread"


@attrs.frozen(kw_only=True)
class Channel:
    """One channel or active thread."""

    id: ChannelId
    name: str
    type: ChannelType
    parent_id: ChannelId | None
    position: int
    topic: str | None
    archived: bool
    visible: bool
    """The bot can read it."""
    can_send: bool
    """The bot can write in it."""


@attrs.frozen(kw_only=True)
class GuildRole:
    """One role; `color` is 0xRRGGBB, 0 for none."""

    id: int
    name: str
    color: int
    position: int
    managed: bool


@attrs.frozen(kw_only=True)
class Member:
    """One member; `roles` holds role ids without @everyone."""

    id: UserId
    username: str
    display_name: str
    avatar_url: str | None
    bot: bool
    roles: tuple[int, ...]
    joined_at: datetime | None
    timed_out_until: datetime | None
    top_role: str | None


@attrs.frozen(kw_only=True)
class GuildProfile:
    """What a guild says of itself."""

    id: GuildId
    name: str
    icon_url: str | None
    owner_id: UserId
    member_count: int
    premium_tier: int


@attrs.frozen(kw_only=True)
class Presence:
    """How many are there; `online` is None without the presence intent."""

    online: int | None
    total: int


@attrs.frozen(kw_only=True)
class GatewayHealth:
    """How the bot's connection does; `latency_ms` is None before the first heartbeat was answered."""

    connected: bool
    latency_ms: int | None
    intents_missing: tuple[str, ...]
