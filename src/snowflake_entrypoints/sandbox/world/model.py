"""What Discord keeps: plain records without behaviour of their own."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from datetime import datetime

TEXT, DM, VOICE, CATEGORY, ANNOUNCEMENT = 0, 1, 2, 4, 5
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, STAGE, FORUM = 10, 11, 12, 13, 15
DEFAULT_MESSAGE, PIN_NOTICE, THREAD_NOTICE, REPLY, SLASH_REPLY, THREAD_STARTER = 0, 6, 18, 19, 20, 21
THREADS = frozenset({ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})


@attrs.define(eq=False)
class User:
    """An account; `avatar` is the hash in its picture's address."""

    id: int
    username: str
    global_name: str | None = None
    avatar: str | None = None
    bot: bool = False
    discriminator: str = "0"
    email: str | None = None
    locale: str = "en-US"
    public_flags: int = 0
    banner: str | None = None


@attrs.define(eq=False)
class Role:
    """A role; the one with the guild's id is @everyone."""

    id: int
    name: str
    permissions: int = 0
    position: int = 0
    color: int = 0
    hoist: bool = False
    managed: bool = False
    mentionable: bool = False
    bot_id: int | None = None


@attrs.define(eq=False)
class Overwrite:
    """What a channel allows and denies a role (`type` 0) or a member (1)."""

    id: int
    type: int
    allow: int = 0
    deny: int = 0


@attrs.define(eq=False)
class Member:
    """A user in a guild; `status` is online, idle, dnd or offline."""

    user_id: int
    joined_at: datetime
    roles: list[int] = attrs.Factory(list)
    nick: str | None = None
    timed_out_until: datetime | None = None
    avatar: str | None = None
    status: str = "offline"
    deaf: bool = False
    mute: bool = False
    premium_since: datetime | None = None


@attrs.define(eq=False)
class Attachment:
    """A file on the CDN; `digest` names its bytes in `World.files`."""

    id: int
    channel_id: int
    filename: str
    size: int
    digest: str
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    description: str | None = None


@attrs.define(eq=False)
class Reaction:
    """One emoji under a message; `users` holds who reacted, oldest first, with the reaction's type."""

    name: str
    emoji_id: int | None = None
    users: dict[int, int] = attrs.Factory(dict)


@attrs.define(eq=False)
class Message:
    """A message; `author_name` and `author_avatar` override the author's for webhooks."""

    id: int
    channel_id: int
    guild_id: int | None
    author_id: int
    content: str = ""
    type: int = 0
    flags: int = 0
    tts: bool = False
    pinned: bool = False
    edited_at: datetime | None = None
    mention_everyone: bool = False
    mentions: list[int] = attrs.Factory(list)
    mention_roles: list[int] = attrs.Factory(list)
    embeds: list[dict[str, Any]] = attrs.Factory(list)
    components: list[dict[str, Any]] = attrs.Factory(list)
    attachments: list[Attachment] = attrs.Factory(list)
    reactions: dict[str, Reaction] = attrs.Factory(dict)
    reference: dict[str, Any] | None = None
    nonce: str | int | None = None
    webhook_id: int | None = None
    application_id: int | None = None
    author_name: str | None = None
    author_avatar: str | None = None
    interaction: dict[str, Any] | None = None
    thread_id: int | None = None


@attrs.define(eq=False)
class MessageLog:
    """A channel's messages by id; `ids` is always sorted."""

    ids: list[int] = attrs.Factory(list)
    by_id: dict[int, Message] = attrs.Factory(dict)

    def add(self, message: Message) -> None:
        """Put a message in its place."""
        if not self.ids or message.id > self.ids[-1]:
            self.ids.append(message.id)
        else:
            insort(self.ids, message.id)
        self.by_id[message.id] = message

    def remove(self, message_id: int) -> Message | None:
        """Take a message out; None when it isn't there."""
        message = self.by_id.pop(message_id, None)
        if message is not None:
            del self.ids[bisect_left(self.ids, message_id)]
        return message

    def before(self, message_id: int, limit: int) -> list[Message]:
        """Return up to `limit` messages older than the id, newest first."""
        end = bisect_left(self.ids, message_id)
        return [self.by_id[i] for i in reversed(self.ids[max(0, end - limit) : end])]

    def after(self, message_id: int, limit: int) -> list[Message]:
        """Return the `limit` messages next after the id, newest first."""
        start = bisect_left(self.ids, message_id + 1)
        return [self.by_id[i] for i in reversed(self.ids[start : start + limit])]


@attrs.define(eq=False)
class Tag:
    """A forum's tag."""

    id: int
    name: str
    emoji_name: str | None = None
    moderated: bool = False


@attrs.define(eq=False)
class ThreadState:
    """What makes a channel a thread; `members` maps users to when they joined."""

    owner_id: int
    created_at: datetime
    archived: bool = False
    archived_at: datetime | None = None
    auto_archive: int = 4320
    locked: bool = False
    invitable: bool = True
    members: dict[int, datetime] = attrs.Factory(dict)
    tags: list[int] = attrs.Factory(list)
    total_sent: int = 0


@attrs.define(eq=False)
class Channel:
    """A channel or thread; `guild_id` is None for a DM, which has a `recipient_id`."""

    id: int
    guild_id: int | None
    type: int
    name: str
    position: int = 0
    parent_id: int | None = None
    topic: str | None = None
    nsfw: bool = False
    slowmode: int = 0
    bitrate: int = 64000
    user_limit: int = 0
    overwrites: dict[int, Overwrite] = attrs.Factory(dict)
    tags: list[Tag] = attrs.Factory(list)
    default_auto_archive: int | None = None
    last_message_id: int | None = None
    last_pin_at: datetime | None = None
    pins: dict[int, datetime] = attrs.Factory(dict)
    thread: ThreadState | None = None
    recipient_id: int | None = None
    log: MessageLog = attrs.Factory(MessageLog)
    edits: list[tuple[int, str]] = attrs.Factory(list)
    deletions: list[int] = attrs.Factory(list)


@attrs.define(eq=False)
class Webhook:
    """An incoming webhook; one made by the `webhook.incoming` scope has an `application_id`."""

    id: int
    guild_id: int
    channel_id: int
    name: str
    token: str
    user_id: int | None
    avatar: str | None = None
    application_id: int | None = None


@attrs.define(eq=False)
class AuditEntry:
    """One line of a guild's audit log."""

    id: int
    action: int
    user_id: int | None
    target_id: int | None
    reason: str | None = None
    changes: list[dict[str, Any]] = attrs.Factory(list)
    options: dict[str, str] = attrs.Factory(dict)


@attrs.define(eq=False)
class Guild:
    """A server; `channels` has no threads, those are in `threads`; `audit` is oldest first."""

    id: int
    name: str
    owner_id: int
    description: str | None = None
    icon: str | None = None
    premium_tier: int = 0
    premium_subscribers: int = 0
    system_channel_id: int | None = None
    rules_channel_id: int | None = None
    updates_channel_id: int | None = None
    preferred_locale: str = "en-US"
    features: list[str] = attrs.Factory(list)
    channels: dict[int, Channel] = attrs.Factory(dict)
    threads: dict[int, Channel] = attrs.Factory(dict)
    roles: dict[int, Role] = attrs.Factory(dict)
    members: dict[int, Member] = attrs.Factory(dict)
    bans: dict[int, str | None] = attrs.Factory(dict)
    webhooks: dict[int, Webhook] = attrs.Factory(dict)
    audit: list[AuditEntry] = attrs.Factory(list)


@attrs.define(eq=False)
class Command:
    """An application command; `body` holds what was registered, `guild_id` None means everywhere."""

    id: int
    guild_id: int | None
    version: int
    body: dict[str, Any]

    @property
    def key(self) -> tuple[str, int]:
        """What must be unique: name and type."""
        return self.body["name"], self.body.get("type", 1)


@attrs.define(eq=False)
class Application:
    """The one registered application; `flags` grant privileged intents (1<<13 presences, 1<<15 members)."""

    id: int
    name: str
    bot_id: int
    token: str
    client_secret: str
    owner_id: int
    redirect_uris: list[str]
    any_loopback: bool = True
    description: str = ""
    flags: int = 1 << 13 | 1 << 15 | 1 << 19
    commands: dict[int, Command] = attrs.Factory(dict)

    @property
    def sees_content(self) -> bool:
        """Whether the message content intent is granted (1<<18, or 1<<19 while the bot is small)."""
        return bool(self.flags & (1 << 18 | 1 << 19))
