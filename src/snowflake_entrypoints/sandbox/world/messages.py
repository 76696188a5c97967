"""Messages come, change and go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from snowflake_entrypoints.sandbox.world import model, render_messages
from snowflake_entrypoints.sandbox.world.ids import moment_of
from snowflake_entrypoints.sandbox.world.model import Attachment, Channel, Message
from snowflake_entrypoints.sandbox.world.permissions import Permission
from snowflake_entrypoints.sandbox.world.render import member, thread
from snowflake_entrypoints.sandbox.world.state import State

if TYPE_CHECKING:
    from datetime import datetime

Json = dict[str, Any]

_USER_MENTION: Final = re.compile(r"<@!?(\d{1,20})>")
_ROLE_MENTION: Final = re.compile(r"<@&(\d{1,20})>")
_NONCE_SECONDS: Final = 300.0
_NONCES_KEPT: Final = 20_000
MESSAGE_DELETE, MESSAGE_BULK_DELETE = 72, 73


@attrs.frozen
class WebhookIdentity:
    """Under which name and picture a webhook speaks."""

    id: int
    name: str
    avatar: str | None = None
    application_id: int | None = None


@attrs.define(eq=False, kw_only=True, slots=False)
class Messages(State):
    """The part of the world that is talk."""

    nonces: dict[tuple[int, int, str], tuple[int, float]] = attrs.Factory(dict)

    def create_message(  # noqa: PLR0913 -- a message has this many sides
        self,
        channel_id: int,
        author_id: int,
        *,
        content: str = "",
        embeds: Sequence[Json] = (),
        attachments: Iterable[Attachment] = (),
        components: Sequence[Json] = (),
        reply_to: int | None = None,
        nonce: str | int | None = None,
        enforce_nonce: bool = False,
        allowed_mentions: Json | None = None,
        kind: int = 0,
        flags: int = 0,
        tts: bool = False,
        webhook: WebhookIdentity | None = None,
        interaction: Json | None = None,
        reference: Json | None = None,
        message_id: int | None = None,
    ) -> Message:
        """Put a message into a channel and tell it; nobody's rights are checked.

        With `enforce_nonce` a repeat within five minutes returns the first message. `message_id` places a
        message in the past; None means now. `reply_to` makes it a reply.
        """
        if nonce is not None and enforce_nonce:
            known = self._by_nonce(author_id, channel_id, nonce)
            if known is not None:
                return known
        channel = self.channel(channel_id)
        one = Message(
            message_id or self.ids.next(),
            channel_id,
            channel.guild_id,
            author_id,
            content,
            type=19 if reply_to is not None else kind,
            flags=flags,
            tts=tts,
            embeds=list(embeds),
            components=list(components),
            attachments=list(attachments),
            reference=reference,
            nonce=nonce,
            interaction=interaction,
        )
        if webhook is not None:
            one.webhook_id, one.application_id = webhook.id, webhook.application_id
            one.author_name, one.author_avatar = webhook.name, webhook.avatar
        if reply_to is not None:
            one.reference = self._reference(channel, reply_to)
        self._resolve_mentions(one, allowed_mentions)
        for file in one.attachments:
            self.attachments[file.id] = file
        self._file(channel, one)
        if nonce is not None and enforce_nonce:
            self._remember_nonce(author_id, channel_id, nonce, one.id)
        if self.listeners:
            self._tell("MESSAGE_CREATE", one)
        return one

    def edit_message(  # noqa: PLR0913 -- a message has this many sides
        self,
        channel_id: int,
        message_id: int,
        *,
        content: str | None = None,
        embeds: Sequence[Json] | None = None,
        attachments: Sequence[Attachment] | None = None,
        components: Sequence[Json] | None = None,
        flags: int | None = None,
        allowed_mentions: Json | None = None,
        at: datetime | None = None,
    ) -> Message:
        """Change what is given of a message; None leaves a part as it is. Mentions are parsed again."""
        one = self.message(channel_id, message_id)
        if content is not None:
            one.content = content
        if embeds is not None:
            one.embeds = list(embeds)
        if components is not None:
            one.components = list(components)
        if flags is not None:
            one.flags = flags
        if attachments is not None:
            self._forget_files(one)
            one.attachments = list(attachments)
            self.attachments.update({file.id: file for file in one.attachments})
        one.edited_at = at or self.moment
        self._resolve_mentions(one, allowed_mentions)
        self.channel(channel_id).edits.append((message_id, one.content))
        if self.listeners:
            self._tell("MESSAGE_UPDATE", one)
        return one

    def delete_message(
        self, channel_id: int, message_id: int, *, actor: int | None = None, reason: str | None = None
    ) -> None:
        """Remove a message; only a person's deletion of somebody else's is in the audit log."""
        channel = self.channel(channel_id)
        one = self.message(channel_id, message_id)
        self._remove(channel, one)
        by_person = actor is not None and actor != one.author_id and not self.users[actor].bot
        if by_person and channel.guild_id is not None:
            options = {"channel_id": str(channel_id), "count": "1"}
            self.record(
                channel.guild_id,
                MESSAGE_DELETE,
                actor=actor,
                target=one.author_id,
                reason=reason,
                options=options,
            )
        if self.listeners:
            data = {"id": str(message_id), "channel_id": str(channel_id)}
            self._emit_in("MESSAGE_DELETE", channel, data)

    def bulk_delete(
        self,
        channel_id: int,
        message_ids: Sequence[int],
        *,
        actor: int | None = None,
        reason: str | None = None,
    ) -> list[int]:
        """Remove several messages at once and return those that were there; unknown ids are passed over."""
        channel = self.channel(channel_id)
        found = [channel.log.by_id[i] for i in dict.fromkeys(message_ids) if i in channel.log.by_id]
        for one in found:
            self._remove(channel, one)
        gone = [one.id for one in found]
        if gone and channel.guild_id is not None:
            options = {"count": str(len(gone))}
            self.record(
                channel.guild_id,
                MESSAGE_BULK_DELETE,
                actor=actor,
                target=channel_id,
                reason=reason,
                options=options,
            )
        if gone and self.listeners:
            data = {"ids": [str(i) for i in gone], "channel_id": str(channel_id)}
            self._emit_in("MESSAGE_DELETE_BULK", channel, data)
        return gone

    def crosspost(self, channel_id: int, message_id: int) -> Message:
        """Publish an announcement to following channels (flag CROSSPOSTED)."""
        one = self.message(channel_id, message_id)
        one.flags |= 1
        self._tell("MESSAGE_UPDATE", one)
        return one

    def start_typing(self, channel_id: int, user_id: int) -> None:
        """Show that somebody is typing."""
        channel = self.channel(channel_id)
        data: Json = {
            "channel_id": str(channel_id),
            "user_id": str(user_id),
            "timestamp": int(self.now()),
        }
        if channel.guild_id is not None:
            data["member"] = member(self, self.member(channel.guild_id, user_id))
        self._emit_in("TYPING_START", channel, data)

    def ledger(self) -> dict[str, Json]:
        """Return what Discord has, by channel: live messages (id → content), edits in order, deleted ids."""
        return {
            str(channel.id): {
                "messages": {str(i): channel.log.by_id[i].content for i in channel.log.ids},
                "edits": [{"id": str(i), "content": content} for i, content in channel.edits],
                "deleted": [str(i) for i in channel.deletions],
            }
            for channel in self.channels.values()
        }

    def _emit_in(self, name: str, channel: Channel, data: Json) -> None:
        if channel.guild_id is not None:
            data["guild_id"] = str(channel.guild_id)
        user = channel.recipient_id if channel.guild_id is None else None
        self.emit(name, data, guild=channel.guild_id, channel=channel.id, user=user)

    def _tell(self, name: str, one: Message) -> None:
        data = render_messages.gateway_message(self, one)
        self.emit(name, data, guild=one.guild_id, channel=one.channel_id)

    def _file(self, channel: Channel, one: Message) -> None:
        channel.log.add(one)
        if channel.last_message_id is None or one.id > channel.last_message_id:
            channel.last_message_id = one.id
        state = channel.thread
        if state is None:
            return
        state.total_sent += 1
        state.members.setdefault(one.author_id, moment_of(one.id))
        if state.archived and not state.locked:
            state.archived, state.archived_at = False, self.moment
            self._emit_in("THREAD_UPDATE", channel, thread(channel))

    def _remove(self, channel: Channel, one: Message) -> None:
        channel.log.remove(one.id)
        channel.pins.pop(one.id, None)
        channel.deletions.append(one.id)
        self._forget_files(one)

    def _forget_files(self, one: Message) -> None:
        for file in one.attachments:
            self.attachments.pop(file.id, None)

    def _reference(self, channel: Channel, reply_to: int) -> Json:
        reference = {"type": 0, "channel_id": str(channel.id), "message_id": str(reply_to)}
        if channel.guild_id is not None:
            reference["guild_id"] = str(channel.guild_id)
        return reference

    def _may_mention_everyone(self, one: Message) -> bool:
        if one.webhook_id is not None:
            return True
        return bool(self.permissions_in(one.author_id, one.channel_id) & Permission.MENTION_EVERYONE)

    def _resolve_mentions(self, one: Message, allowed: Json | None) -> None:
        if "<@" not in one.content and "@" not in one.content and one.type != model.REPLY:
            one.mentions, one.mention_roles, one.mention_everyone = [], [], False
            return
        users = [int(i) for i in dict.fromkeys(_USER_MENTION.findall(one.content)) if int(i) in self.users]
        guild = self.guilds.get(one.guild_id or 0)
        roles = [int(i) for i in dict.fromkeys(_ROLE_MENTION.findall(one.content))]
        roles = [i for i in roles if guild is not None and i in guild.roles]
        everyone = "@everyone" in one.content or "@here" in one.content
        everyone = everyone and self._may_mention_everyone(one)
        pings_author = True
        if allowed is not None:
            parse = allowed.get("parse") or ()
            if "users" not in parse:
                users = [i for i in users if str(i) in set(map(str, allowed.get("users") or ()))]
            if "roles" not in parse:
                roles = [i for i in roles if str(i) in set(map(str, allowed.get("roles") or ()))]
            everyone = everyone and "everyone" in parse
            pings_author = bool(allowed.get("replied_user"))
        if pings_author and one.type == model.REPLY and one.reference is not None:
            source = self.channels[int(one.reference["channel_id"])].log.by_id.get(
                int(one.reference["message_id"])
            )
            if source is not None and source.author_id in self.users and source.author_id not in users:
                users.append(source.author_id)
        one.mentions, one.mention_roles, one.mention_everyone = users, roles, everyone

    def _by_nonce(self, author_id: int, channel_id: int, nonce: str | int) -> Message | None:
        known = self.nonces.get((author_id, channel_id, str(nonce)))
        if known is None or self.now() - known[1] > _NONCE_SECONDS:
            return None
        return self.channel(channel_id).log.by_id.get(known[0])

    def _remember_nonce(self, author_id: int, channel_id: int, nonce: str | int, message_id: int) -> None:
        while len(self.nonces) >= _NONCES_KEPT:
            self.nonces.pop(next(iter(self.nonces)))
        self.nonces[author_id, channel_id, str(nonce)] = (message_id, self.now())
