"""A message on its way to Discord."""

from datetime import datetime
from enum import StrEnum
from typing import NewType

import attrs

from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, MessageId
from snowflake_domain.publishing.message import OutgoingMessage

DispatchId = NewType("DispatchId", int)


class DispatchState(StrEnum):
    """Where the message is."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


@attrs.frozen(kw_only=True)
class Dispatch:
    """One message, one channel, and what became of it."""

    id: DispatchId
    channel_id: ChannelId
    message: OutgoingMessage
    state: DispatchState
    message_id: MessageId | None
    """The message in Discord, once delivered."""
    failure: str | None
    created_at: datetime
    created_by: Person

    @property
    def nonce(self) -> str:
        """Return what makes a repeated send the same message (Discord: at most 25 characters)."""
        return f"sf{self.id:x}"

    def delivered(self, message: MessageId) -> "Dispatch":
        """Return the dispatch as standing in Discord."""
        return attrs.evolve(self, state=DispatchState.DELIVERED, message_id=message, failure=None)

    def failed(self, why: str) -> "Dispatch":
        """Return the dispatch as refused."""
        return attrs.evolve(self, state=DispatchState.FAILED, failure=why[:500])
