"""Discord's message objects and gateway events, in the domain's words.

Both come as Discord's JSON, from the gateway and from REST alike, so that one message reads the same however
it was seen.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import attrs
import hikari

from snowflake_adapters.discord.connection import CDN
from snowflake_adapters.discord.people import avatar_url
from snowflake_adapters.discord.raw import get_message
from snowflake_adapters.discord.refusals import refusals
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.discord import DiscordRefused
from snowflake_domain.kernel.scope import ChannelId, GuildId, MessageId, UserId
from snowflake_domain.messages.message import (
    Attachment,
    Author,
    EmbedJson,
    Message,
    MessageSeen,
    MessagesRemoved,
    Report,
)

Json = Mapping[str, Any]
Later = Callable[[], Awaitable[Report | None]]
"""Gets a report that the event alone doesn't give."""

_EPHEMERAL: Final = 1 << 6
_WRITTEN: Final = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})
_COMPLETE: Final = frozenset({"id", "channel_id", "author", "content", "timestamp"})
REPLY: Final = 19


@attrs.frozen
class MessageEvents:
    """Turns gateway events about guild messages into reports; others mean nothing to it."""

    _bot: hikari.GatewayBot
    _clock: Clock
    _cdn: str = CDN

    def __call__(self, name: str, event: Json) -> tuple[GuildId, Report | Later] | None:
        """Return the guild and what happened in it; an incomplete edit is read from Discord later."""
        if "guild_id" not in event or not name.startswith("MESSAGE_"):
            return None
        guild = GuildId(int(event["guild_id"]))
        if name in _WRITTEN:
            if int(event.get("flags") or 0) & _EPHEMERAL:
                return None
            if event.keys() >= _COMPLETE:
                return guild, MessageSeen(message=message_from(event, self._nick(guild, event), self._cdn))
            return guild, lambda: self._read(guild, int(event["channel_id"]), int(event["id"]))
        if name in {"MESSAGE_DELETE", "MESSAGE_DELETE_BULK"}:
            gone = event["ids"] if "ids" in event else [event["id"]]
            ids = tuple(MessageId(int(one)) for one in gone)
            channel = ChannelId(int(event["channel_id"]))
            return guild, MessagesRemoved(channel_id=channel, ids=ids, at=self._clock.now())
        return None

    async def _read(self, guild: GuildId, channel: int, message: int) -> Report | None:
        try:
            with refusals():
                found = await get_message(self._bot, channel, message)
        except DiscordRefused:
            return None
        return MessageSeen(message=message_from(found, self._nick(guild, found), self._cdn))

    def _nick(self, guild: GuildId, event: Json) -> str | None:
        if member := event.get("member"):
            nick: str | None = member.get("nick")
            return nick
        return nick_of(self._bot, guild, event)


def nick_of(bot: hikari.GatewayBot, guild: GuildId, message: Json) -> str | None:
    """Return the nickname that the author of a message has in the guild, as far as it is cached."""
    member = bot.cache.get_member(guild, int(message["author"]["id"]))
    return member.nickname if member else None


def message_from(data: Json, nick: str | None, cdn: str) -> Message:
    """Return a message from Discord's JSON (API reference: Message Object)."""
    kind = int(data.get("type") or 0)
    reference = data.get("message_reference") or {}
    reply_to = reference.get("message_id") if kind == REPLY else None
    return Message(
        id=MessageId(int(data["id"])),
        channel_id=ChannelId(int(data["channel_id"])),
        author=_author(data, nick, cdn),
        content=data["content"] or "",
        created_at=_moment(data["timestamp"]),
        edited_at=_moment(data["edited_timestamp"]) if data.get("edited_timestamp") else None,
        reply_to=MessageId(int(reply_to)) if reply_to else None,
        pinned=bool(data.get("pinned")),
        type=kind,
        attachments=tuple(_attachment(one) for one in data.get("attachments") or ()),
        embeds=tuple(EmbedJson(one) for one in data.get("embeds") or ()),
    )


def _author(data: Json, nick: str | None, cdn: str) -> Author:
    user = data["author"]
    number = int(user["id"])
    by_hook = data.get("webhook_id") is not None
    return Author(
        id=UserId(number),
        name=(None if by_hook else nick) or user.get("global_name") or user["username"],
        avatar_url=avatar_url(cdn, number, user.get("avatar")),
        bot=bool(user.get("bot")) or by_hook,
    )


def _attachment(data: Json) -> Attachment:
    return Attachment(
        id=int(data["id"]),
        filename=data["filename"],
        content_type=data.get("content_type"),
        size=int(data.get("size") or 0),
        url=data["url"],
        width=data.get("width"),
        height=data.get("height"),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
