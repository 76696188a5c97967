"""How messages lie in their tables."""

from typing import Any

import attrs
from sqlalchemy import Boolean, Column, Index, Integer, Row, String, Text

from snowflake_adapters.sql.schema import Utc, id_column, json_column, tenant_table
from snowflake_domain.kernel.scope import ChannelId, MessageId, UserId
from snowflake_domain.messages.message import Attachment, Author, EmbedJson, Message
from snowflake_domain.messages.terms import LONGEST_TERM

messages = tenant_table(
    "messages",
    id_column("id", key=True),
    id_column("channel_id"),
    id_column("author_id"),
    Column("author_name", String(255), nullable=False),
    Column("author_avatar_url", Text),
    Column("author_bot", Boolean, nullable=False),
    Column("content", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("edited_at", Utc),
    Column("deleted_at", Utc),
    id_column("reply_to", nullable=True),
    Column("pinned", Boolean, nullable=False),
    Column("type", Integer, nullable=False),
    json_column("attachments"),
    json_column("embeds"),
    Index(None, "tenant_id", "channel_id", "id"),
    Index(None, "tenant_id", "created_at"),
)
message_versions = tenant_table(
    "message_versions",
    id_column("message_id", key=True),
    Column("written_at", Utc, primary_key=True),
    Column("digest", String(32), primary_key=True),
    Column("content", Text, nullable=False),
)
message_terms = tenant_table(
    "message_terms",
    Column("term", String(LONGEST_TERM), primary_key=True),
    id_column("message_id", key=True),
)
channel_cursors = tenant_table("channel_cursors", id_column("channel_id", key=True), id_column("message_id"))


def message_row(message: Message) -> dict[str, Any]:
    """Return a message's row, without the tenant."""
    author = message.author
    return {
        "id": message.id,
        "channel_id": message.channel_id,
        "author_id": author.id,
        "author_name": author.name,
        "author_avatar_url": author.avatar_url,
        "author_bot": author.bot,
        "content": message.content,
        "created_at": message.created_at,
        "edited_at": message.edited_at,
        "deleted_at": message.deleted_at,
        "reply_to": message.reply_to,
        "pinned": message.pinned,
        "type": message.type,
        "attachments": [attrs.asdict(attachment) for attachment in message.attachments],
        "embeds": list(message.embeds),
    }


def message_of(row: Row[*tuple[Any, ...]]) -> Message:
    """Return the message of a row."""
    return Message(
        id=MessageId(row.id),
        channel_id=ChannelId(row.channel_id),
        author=Author(
            id=UserId(row.author_id),
            name=row.author_name,
            avatar_url=row.author_avatar_url,
            bot=row.author_bot,
        ),
        content=row.content,
        created_at=row.created_at,
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
        reply_to=None if row.reply_to is None else MessageId(row.reply_to),
        pinned=row.pinned,
        type=row.type,
        attachments=tuple(Attachment(**attachment) for attachment in row.attachments),
        embeds=tuple(EmbedJson(embed) for embed in row.embeds),
    )
