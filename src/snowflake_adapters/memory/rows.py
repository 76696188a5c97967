"""What one tenant has stored, and the draft of it that a transaction changes."""

from collections.abc import Mapping
from typing import TypeVar

import attrs

from snowflake_domain.billing.subscription import Subscription
from snowflake_domain.kernel.activity import NotedChange
from snowflake_domain.kernel.scope import ChannelId, MessageId, RoleId, UserId
from snowflake_domain.messages.message import Message, Version
from snowflake_domain.moderation.case import Case, CaseNumber
from snowflake_domain.publishing.dispatch import Dispatch, DispatchId
from snowflake_domain.tenancy.api_key import ApiKey, ApiKeyId
from snowflake_domain.tenancy.invitation import Invitation, InvitationId
from snowflake_domain.tenancy.staff import MappedRole, RoleHolder, StaffMember
from snowflake_domain.tenancy.tenant import Settings, SettingsRevision
from snowflake_domain.tenancy.webhook import Webhook, WebhookId

Key = TypeVar("Key")
Row = TypeVar("Row")


@attrs.define
class TenantRows:
    """One tenant's rows.

    Whoever changes something replaces the whole mapping and leaves the old one as it is: so a draft is a
    shallow copy, and what was committed can be read beside it.
    """

    settings: Settings | None = None
    revisions: tuple[SettingsRevision, ...] = ()
    staff: Mapping[UserId, StaffMember] = attrs.Factory(dict)
    mapped_roles: Mapping[RoleId, MappedRole] = attrs.Factory(dict)
    role_holders: Mapping[UserId, RoleHolder] = attrs.Factory(dict)
    invitations: Mapping[InvitationId, tuple[Invitation, str]] = attrs.Factory(dict)
    """With the hash of each secret."""
    activity: tuple[NotedChange, ...] = ()
    webhooks: Mapping[WebhookId, Webhook] = attrs.Factory(dict)
    messages: Mapping[MessageId, Message] = attrs.Factory(dict)
    terms: Mapping[MessageId, frozenset[str]] = attrs.Factory(dict)
    versions: Mapping[MessageId, tuple[Version, ...]] = attrs.Factory(dict)
    cursors: Mapping[ChannelId, MessageId] = attrs.Factory(dict)
    cases: Mapping[CaseNumber, Case] = attrs.Factory(dict)
    last_case: int = 0
    dispatches: Mapping[DispatchId, Dispatch] = attrs.Factory(dict)
    subscription: Subscription = attrs.Factory(Subscription)
    billing_events: frozenset[str] = frozenset()
    api_keys: Mapping[ApiKeyId, tuple[ApiKey, str]] = attrs.Factory(dict)
    """With the digest of each secret."""


def without(rows: Mapping[Key, Row], key: Key) -> Mapping[Key, Row]:
    """Return the rows but for one key."""
    return {one: row for one, row in rows.items() if one != key}
