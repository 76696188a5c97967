"""Who is signed in."""

from datetime import datetime, timedelta
from typing import ClassVar, Final, NewType

import attrs

from snowflake_domain.identity.device import UNKNOWN_DEVICE, Device
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.scope import GuildId, UserId

SessionKey = NewType("SessionKey", str)
"""What the browser's cookie holds: 256 random bits as hex. Storage only ever sees its SHA-256."""

SessionId = NewType("SessionId", int)
"""Names a session to its owner; opens nothing."""

IDLE_LIMIT: Final = timedelta(hours=12)
ABSOLUTE_LIMIT: Final = timedelta(days=30)


@attrs.define(eq=False)
class SignedOut(DomainError):
    """You are signed out. Sign in to go on."""

    kind: ClassVar = ErrorKind.SIGNED_OUT
    code: ClassVar = "identity.signed_out"


@attrs.frozen(kw_only=True)
class User:
    """A Discord user who signed in."""

    id: UserId
    username: str
    display_name: str
    avatar_url: str | None


@attrs.frozen(kw_only=True)
class ManagedGuild:
    """A guild the user may manage, as Discord told at sign-in."""

    id: GuildId
    name: str
    icon_url: str | None


@attrs.frozen(kw_only=True)
class Session:
    """One signed-in browser."""

    id: SessionId
    user: User
    guilds: tuple[ManagedGuild, ...]
    created_at: datetime
    seen_at: datetime
    """At most a minute behind."""
    device: Device = UNKNOWN_DEVICE

    def is_over(self, now: datetime) -> bool:
        """Tell whether it was idle or alive for too long."""
        return now - self.seen_at > IDLE_LIMIT or now - self.created_at > ABSOLUTE_LIMIT
