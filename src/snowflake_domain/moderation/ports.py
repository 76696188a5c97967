"""What moderation needs from the outside world."""

from abc import abstractmethod
from typing import Protocol

import attrs

from snowflake_domain.kernel.outbox import Outbox
from snowflake_domain.kernel.scope import RoleId, TenantScope, UserId
from snowflake_domain.moderation.case import Case, CaseNumber
from snowflake_domain.moderation.hierarchy import Standing


class Cases(Protocol):
    """The case book of the tenant whose transaction is open."""

    @abstractmethod
    async def next_number(self) -> CaseNumber:
        """Reserve a number no concurrent transaction can also receive."""

    @abstractmethod
    async def add(self, case: Case) -> None:
        """Record a new case."""

    @abstractmethod
    async def find(self, number: CaseNumber) -> Case | None:
        """Return the case, or None when this tenant has no such number."""

    @abstractmethod
    async def replace(self, case: Case) -> None:
        """Replace a recorded case."""

    @abstractmethod
    async def page(self, *, member: UserId | None, below: CaseNumber | None, limit: int) -> tuple[Case, ...]:
        """Return cases, newest first, about one member when given."""

    @abstractmethod
    async def count_pending(self) -> int:
        """Count cases that Discord hasn't settled."""


class Protection(Protocol):
    """Whom the tenant whose transaction is open protects."""

    @abstractmethod
    async def protected_roles(self) -> frozenset[RoleId]:
        """Return the Discord roles whose holders nobody moderates."""


class ModerationWork(Protocol):
    """One open moderation transaction."""

    @property
    @abstractmethod
    def cases(self) -> Cases: ...

    @property
    @abstractmethod
    def profile(self) -> Protection: ...

    @property
    @abstractmethod
    def outbox(self) -> Outbox: ...


@attrs.frozen
class Standings:
    """Actor, target and bot at one moment; None where they aren't in the guild."""

    actor: Standing | None
    target: Standing | None
    bot: Standing | None


class Roster(Protocol):
    """The guild's members as Discord currently ranks them."""

    @abstractmethod
    async def standings(self, scope: TenantScope, target: UserId) -> Standings:
        """Return where the scope's actor, the target and the bot stand; raises `BotOffline`."""


class Enforcement(Protocol):
    """Makes Discord do what a case decided."""

    @abstractmethod
    async def enforce(self, scope: TenantScope, case: Case) -> None:
        """Apply the case, with its reason in the audit log; the same case twice is the same as once.

        Raises `DiscordRefused` when trying again is pointless, `BotOffline` or anything else when it isn't.
        """
