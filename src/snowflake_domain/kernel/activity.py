"""Who changed what: the staff activity log, written in the transaction of the change itself."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType, Protocol

import attrs

from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import UserId

ActivityId = NewType("ActivityId", int)
"""Grows with time within a tenant."""
Facts = NewType("Facts", Mapping[str, Any])
"""How something stood, as plain JSON: ids as text, times as ISO 8601, and never a secret."""


class ActivityKind(StrEnum):
    """What can change; public API."""

    STAFF_APPOINTED = "staff.appointed"
    STAFF_DISMISSED = "staff.dismissed"
    STAFF_LEFT = "staff.left"
    STAFF_FOLLOWED_ROLES = "staff.followed_roles"
    OWNERSHIP_TRANSFERRED = "staff.ownership_transferred"
    INVITATION_MADE = "invitation.made"
    INVITATION_REVOKED = "invitation.revoked"
    INVITATION_ACCEPTED = "invitation.accepted"
    ROLE_MAPPED = "role_mapping.set"
    ROLE_UNMAPPED = "role_mapping.removed"
    SETTINGS_CHANGED = "settings.changed"
    SETTINGS_RESTORED = "settings.restored"
    API_KEY_MADE = "api_key.made"
    API_KEY_REVOKED = "api_key.revoked"
    WEBHOOK_ASKED = "webhook.asked"
    WEBHOOK_CONNECTED = "webhook.connected"
    WEBHOOK_REMOVED = "webhook.removed"


@attrs.frozen(kw_only=True)
class Change:
    """One change, as a use case notes it; `person` is whom it is about, when it is about somebody."""

    kind: ActivityKind
    actor: UserId
    at: datetime
    person: Person | None = None
    before: Facts | None = None
    after: Facts | None = None


@attrs.frozen(kw_only=True)
class NotedChange:
    """One change, as the log keeps it: who, what, whom, before, after, when."""

    id: ActivityId
    kind: ActivityKind
    actor: Person
    person: Person | None
    before: Facts | None
    after: Facts | None
    at: datetime


class Activity(Protocol):
    """The activity log of the tenant whose transaction is open."""

    @abstractmethod
    async def note(self, change: Change) -> None:
        """Keep a change, with the name that its actor has on the staff at this moment."""

    @abstractmethod
    async def page(
        self, *, person: UserId | None, kind: ActivityKind | None, below: ActivityId | None, limit: int
    ) -> tuple[NotedChange, ...]:
        """Return changes, newest first; those by or about one person, or of one kind, when given."""


class ActivityWork(Protocol):
    """One open transaction that can note what it changes."""

    @property
    @abstractmethod
    def activity(self) -> Activity: ...
