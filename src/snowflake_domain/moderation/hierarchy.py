"""Who may act on whom: Discord's role hierarchy, applied to the moderator and not only to the bot."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

import attrs
from typing_extensions import override

from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.scope import RoleId, UserId


@attrs.frozen(kw_only=True)
class Standing:
    """Where a member stands in the guild."""

    id: UserId
    name: str
    top_role: str
    """Name of the highest role; `@everyone` when there is no other."""
    rank: int
    """Position of the highest role; 0 for @everyone."""
    is_owner: bool
    is_administrator: bool
    may_time_out: bool
    """Holds Moderate Members (or Administrator, or owns the guild)."""
    roles: Mapping[RoleId, str] = MappingProxyType({})
    """Names of the roles held, besides @everyone."""


class Obstacle(StrEnum):
    """Why somebody may not be acted on."""

    SELF = "self"
    BOT_ITSELF = "bot_itself"
    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    ABOVE_MODERATOR = "above_moderator"
    ABOVE_BOT = "above_bot"
    BOT_LACKS_PERMISSION = "bot_lacks_permission"


@attrs.define(eq=False)
class Outranked(DomainError):
    """Moderators act only on members below them in the role hierarchy."""

    kind: ClassVar = ErrorKind.FORBIDDEN
    code: ClassVar = "moderation.outranked"
    target: Standing
    obstacle: Obstacle

    @property
    @override
    def detail(self) -> str:
        """Say who stands where."""
        name, role = self.target.name, self.target.top_role
        return {
            Obstacle.SELF: "You can't time yourself out.",
            Obstacle.BOT_ITSELF: "Snowflake doesn't act on itself.",
            Obstacle.OWNER: f"{name} owns this server.",
            Obstacle.ADMINISTRATOR: f"{name} is an administrator; Discord lets nobody time them out.",
            Obstacle.ABOVE_MODERATOR: f"{name}'s top role {role} isn't below yours.",
            Obstacle.ABOVE_BOT: f"{name}'s top role {role} isn't below Snowflake's. "
            "Move Snowflake's role up in the server settings.",
            Obstacle.BOT_LACKS_PERMISSION: "Snowflake's bot lacks Moderate Members in this server.",
        }[self.obstacle]


@attrs.define(eq=False)
class Protected(DomainError):
    """A role protects that member from being moderated."""

    kind: ClassVar = ErrorKind.FORBIDDEN
    code: ClassVar = "moderation.protected"
    target: Standing
    role: str

    @property
    @override
    def detail(self) -> str:
        """Name the role."""
        return (
            f"{self.target.name} holds {self.role}, which this community protects. "
            "An owner or admin can change that in the settings."
        )


def check_unprotected(target: Standing, protected: frozenset[RoleId]) -> None:
    """Raise `Protected`, naming the first of the target's roles that the community protects."""
    held = next((name for role, name in target.roles.items() if role in protected), None)
    if held is not None:
        raise Protected(target, held)


def check_may_time_out(actor: Standing, target: Standing, bot: Standing) -> None:
    """Raise `Outranked` unless actor and bot may both time the target out."""
    obstacle = _obstacle(actor, target, bot)
    if obstacle is not None:
        raise Outranked(target, obstacle)


def _obstacle(actor: Standing, target: Standing, bot: Standing) -> Obstacle | None:
    """Return the first thing in the way, the one the moderator can least change first."""
    stands_in_the_way = {
        Obstacle.SELF: target.id == actor.id,
        Obstacle.BOT_ITSELF: target.id == bot.id,
        Obstacle.OWNER: target.is_owner,
        Obstacle.ABOVE_MODERATOR: not actor.is_owner and actor.rank <= target.rank,
        Obstacle.ADMINISTRATOR: target.is_administrator,
        Obstacle.BOT_LACKS_PERMISSION: not bot.may_time_out,
        Obstacle.ABOVE_BOT: not bot.is_owner and bot.rank <= target.rank,
    }
    return next((obstacle for obstacle, true in stands_in_the_way.items() if true), None)
