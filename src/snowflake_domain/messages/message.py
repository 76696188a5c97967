"""Messages, as the shadow index keeps them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NewType

import attrs

from snowflake_domain.kernel.scope import ChannelId, MessageId, UserId

EmbedJson = NewType("EmbedJson", Mapping[str, Any])
"""One embed as Discord sent it (API reference: Embed Object)."""


@attrs.frozen(kw_only=True)
class Author:
    """Who wrote it: a user, a bot or a webhook, with the name shown at the time."""

    id: UserId
    name: str
    avatar_url: str | None
    bot: bool


@attrs.frozen(kw_only=True)
class Attachment:
    """A file; `size` in bytes, `width` and `height` in pixels. Discord's link expires within a day."""

    id: int
    filename: str
    content_type: str | None
    size: int
    url: str
    width: int | None
    height: int | None


@attrs.frozen(kw_only=True)
class Message:
    """One message in its newest version; deleted ones stay, marked."""

    id: MessageId
    channel_id: ChannelId
    author: Author
    content: str
    created_at: datetime
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    reply_to: MessageId | None = None
    pinned: bool = False
    type: int = 0
    """Discord's message type; 0 is an ordinary one, 19 a reply."""
    attachments: tuple[Attachment, ...] = ()
    embeds: tuple[EmbedJson, ...] = ()

    def searchable(self) -> str:
        """Return the text a search looks at: content, embeds' texts and file names."""
        parts = [self.content, *(file.filename for file in self.attachments)]
        for embed in self.embeds:
            parts += [str(embed.get("title") or ""), str(embed.get("description") or "")]
            for field in embed.get("fields") or ():
                parts += [str(field.get("name") or ""), str(field.get("value") or "")]
        return "\n".join(part for part in parts if part)


@attrs.frozen
class Version:
    """What a message said before it was edited, and since when it had said so."""

    content: str
    at: datetime


@attrs.frozen(kw_only=True)
class MessageSeen:
    """Discord reported a message: new, edited, or read from history. It is complete."""

    message: Message


@attrs.frozen(kw_only=True)
class MessagesRemoved:
    """Discord reported deletions; `at` is when we heard."""

    channel_id: ChannelId
    ids: tuple[MessageId, ...]
    at: datetime


Report = MessageSeen | MessagesRemoved
"""What the gateway or the history tells, in order per channel."""
