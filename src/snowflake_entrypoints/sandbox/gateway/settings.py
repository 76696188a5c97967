"""How patient, how big and how strict the gateway is."""

import attrs


@attrs.frozen
class GatewaySettings:
    """Discord's own figures by default; tests shorten them. Times are seconds.

    `replay_frames` bounds what a RESUME can ask for, `outbox_frames` what a slow socket may leave unread.
    `identify_interval` is the pause between two IDENTIFYs of one bucket, `member_interval` between two
    requests for a guild's whole member list.
    """

    heartbeat_interval: float = 41.25
    replay_frames: int = 20_000
    outbox_frames: int = 50_000
    resume_window: float = 180.0
    session_starts: int = 1000
    max_concurrency: int = 1
    identify_interval: float = 5.0
    member_interval: float = 30.0
    guilds_per_shard: int = 2500
