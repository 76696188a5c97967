"""What one tenant has stored, and the draft of it that a transaction changes."""

from collections.abc import Mapping
from typing import TypeVar

import attrs

from snowflake_domain.billing.subscription import Subscription
from snowflake_domain.kernel.scope import MessageId, UserId
from snowflake_domain.messages.message import Message, Version
from snowflake_domain.moderation.case import Case, CaseNumber
from snowflake_domain.publishing.dispatch import Dispatch, DispatchId
from snowflake_domain.tenancy.staff import StaffMember
from snowflake_domain.tenancy.tenant import Settings

Key = TypeVar("Key")
Row = TypeVar("Row")


@attrs.define
class TenantRows:
    """One tenant's rows.

    Whoever changes something replaces the whole mapping and leaves the old one as it is: so a draft is a
    shallow copy, and what was committed can be read beside it.
    """

    settings: Settings | None = None
    staff: Mapping[UserId, StaffMember] = attrs.Factory(dict)
    messages: Mapping[MessageId, Message] = attrs.Factory(dict)
    terms: Mapping[MessageId, frozenset[str]] = attrs.Factory(dict)
    versions: Mapping[MessageId, tuple[Version, ...]] = attrs.Factory(dict)
    cases: Mapping[CaseNumber, Case] = attrs.Factory(dict)
    last_case: int = 0
    dispatches: Mapping[DispatchId, Dispatch] = attrs.Factory(dict)
    subscription: Subscription = attrs.Factory(Subscription)
    billing_events: frozenset[str] = frozenset()


def without(rows: Mapping[Key, Row], key: Key) -> Mapping[Key, Row]:
    """Return the rows but for one key."""
    return {one: row for one, row in rows.items() if one != key}
