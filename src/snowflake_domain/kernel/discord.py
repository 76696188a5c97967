"""How Discord and the bot say no, in every context."""

from typing import ClassVar

import attrs
from typing_extensions import override

from snowflake_domain.kernel.errors import DomainError, ErrorKind


@attrs.define(eq=False)
class BotOffline(DomainError):
    """Snowflake's bot doesn't answer right now. Nothing was lost; try again in a moment."""

    kind: ClassVar = ErrorKind.UNAVAILABLE
    code: ClassVar = "bot.offline"


@attrs.define(eq=False)
class DiscordRefused(DomainError):
    """Discord said no, and would again: a missing permission, a thing that is gone, a bad value."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "discord.refused"
    reason: str
    """What Discord said, such as `Missing Permissions`."""
    discord_code: int = 0
    """Discord's JSON error code; 0 when it gave none."""

    @property
    @override
    def detail(self) -> str:
        """Pass on Discord's own words."""
        return f"Discord refused: {self.reason}."
