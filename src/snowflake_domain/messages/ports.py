"""What the message index needs from the outside world."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import attrs

from snowflake_domain.kernel.scope import ChannelId, MessageId, TenantScope, UserId
from snowflake_domain.messages.message import Message, Version


@attrs.frozen(kw_only=True)
class Sought:
    """A search as storage sees it: newest first, below `before` when given."""

    terms: frozenset[str]
    channel: ChannelId | None = None
    author: UserId | None = None
    before: MessageId | None = None
    limit: int = 50


class Messages(Protocol):
    """The indexed messages of the tenant whose transaction is open."""

    @abstractmethod
    async def find(self, ids: Sequence[MessageId]) -> dict[MessageId, Message]:
        """Return those of the messages that are known, deleted ones included; locks them for this work."""

    @abstractmethod
    async def save(self, messages: Sequence[Message]) -> None:
        """Add or replace messages, with their search terms; each id at most once a call."""

    @abstractmethod
    async def keep_version(self, message: MessageId, version: Version) -> None:
        """Remember what a message said before; the same version twice is kept once."""

    @abstractmethod
    async def versions(self, message: MessageId) -> tuple[Version, ...]:
        """Return earlier versions, oldest first."""

    @abstractmethod
    async def page(
        self, channel: ChannelId, *, before: int | None, after: int | None, limit: int
    ) -> tuple[Message, ...]:
        """Return messages of a channel, newest first.

        With `before` those below that id, with `after` the `limit` nearest above it; deleted ones included.
        """

    @abstractmethod
    async def search(self, sought: Sought) -> tuple[Message, ...]:
        """Return messages that hold every term, newest first; deleted ones included."""

    @abstractmethod
    async def matching(self, sought: Sought, most: int) -> int:
        """Count the matches, up to `most`."""

    @abstractmethod
    async def cursors(self) -> dict[ChannelId, MessageId]:
        """Return how far channels are indexed: everything at or below the cursor is.

        A channel without one may have anything unread.
        """

    @abstractmethod
    async def advance(self, channel: ChannelId, to: MessageId) -> None:
        """Move a channel's cursor up to an id; one that is there already, or further, stays."""

    @abstractmethod
    async def count(self, since: datetime | None = None) -> int:
        """Count messages, or those written since a moment."""

    @abstractmethod
    async def per_day(self, since: datetime) -> dict[str, int]:
        """Count messages by UTC day (`2026-11-24`) from that of `since` on; days without any are absent."""


class MessagesWork(Protocol):
    """One open transaction on the index."""

    @property
    @abstractmethod
    def messages(self) -> Messages: ...


class History(Protocol):
    """Reads what Discord still has."""

    @abstractmethod
    async def readable_channels(self, scope: TenantScope) -> tuple[ChannelId, ...]:
        """Return channels and threads whose history the bot may read, busiest (newest message) first."""

    @abstractmethod
    async def archived_threads(
        self, scope: TenantScope, known: Mapping[ChannelId, MessageId]
    ) -> tuple[ChannelId, ...]:
        """Return threads at rest that the bot may read, newest first, but for those `known` to their end."""

    @abstractmethod
    async def page(
        self, scope: TenantScope, channel: ChannelId, *, before: int | None
    ) -> tuple[Message, ...]:
        """Return up to 100 messages below `before` (None: the newest), newest first.

        Empty means that there are none; what may not be read, or can't be found, is `DiscordRefused`.
        """


class Indexing(Protocol):
    """Starts the reading of a guild's past, wherever the bot runs."""

    @abstractmethod
    async def start(self, scope: TenantScope) -> None:
        """Begin, or go on, in the background; raises `BotOffline`."""
