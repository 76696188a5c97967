"""Channels, threads, overwrites, roles and webhooks come, change and go."""

from __future__ import annotations

from typing import Any

import attrs

from snowflake_entrypoints.sandbox.world import model, render
from snowflake_entrypoints.sandbox.world.ids import moment_of
from snowflake_entrypoints.sandbox.world.model import Channel, Overwrite, ThreadState, Webhook
from snowflake_entrypoints.sandbox.world.reactions import Reactions

Json = dict[str, Any]

CHANNEL_CREATE, CHANNEL_UPDATE, CHANNEL_DELETE = 10, 11, 12
OVERWRITE_CREATE, OVERWRITE_UPDATE, OVERWRITE_DELETE = 13, 14, 15
THREAD_CREATE, THREAD_UPDATE, THREAD_DELETE = 110, 111, 112


@attrs.define(eq=False, kw_only=True, slots=False)
class Channels(Reactions):
    """The part of the world that is places."""

    webhooks: dict[int, Webhook] = attrs.Factory(dict)

    def create_channel(
        self,
        guild_id: int,
        name: str,
        kind: int = model.TEXT,
        *,
        actor: int | None = None,
        reason: str | None = None,
        channel_id: int | None = None,
        **parts: Any,
    ) -> Channel:
        """Make a channel; `parts` are attributes of `Channel`, whose overwrites default to its category's."""
        guild = self.guild(guild_id)
        parts.setdefault("position", sum(1 for c in guild.channels.values()))
        parent = guild.channels.get(parts.get("parent_id") or 0)
        if parent is not None and "overwrites" not in parts:
            copies = (Overwrite(o.id, o.type, o.allow, o.deny) for o in parent.overwrites.values())
            parts["overwrites"] = {o.id: o for o in copies}
        one = Channel(channel_id or self.ids.next(), guild_id, kind, name, **parts)
        guild.channels[one.id] = self.channels[one.id] = one
        self.record(guild_id, CHANNEL_CREATE, actor=actor, target=one.id, reason=reason)
        self.emit("CHANNEL_CREATE", render.channel(one), guild=guild_id, channel=one.id)
        return one

    def update_channel(
        self, channel_id: int, changes: Json, *, actor: int | None = None, reason: str | None = None
    ) -> Channel:
        """Set attributes of a channel, or of a thread's state."""
        one = self.channel(channel_id)
        lines = []
        for key, value in changes.items():
            place = one.thread if one.thread and hasattr(one.thread, key) else one
            before = getattr(place, key)
            setattr(place, key, value)
            if isinstance(before, (str, int, bool, type(None))) and before != value:
                lines.append({"key": key, "old_value": before, "new_value": value})
        if one.thread and "archived" in changes:
            one.thread.archived_at = self.moment
        self._channel_changed(one, actor, reason, lines)
        return one

    def delete_channel(
        self, channel_id: int, *, actor: int | None = None, reason: str | None = None
    ) -> Channel:
        """Remove a channel with its messages and threads, or a single thread."""
        one = self.channel(channel_id)
        guild = self.guild(one.guild_id or 0)
        for child in [t for t in guild.threads.values() if t.parent_id == channel_id]:
            self.delete_channel(child.id, actor=actor, reason=reason)
        for orphan in guild.channels.values():
            if orphan.parent_id == channel_id:
                orphan.parent_id = None
        thread = one.thread is not None
        action = THREAD_DELETE if thread else CHANNEL_DELETE
        self.record(guild.id, action, actor=actor, target=channel_id, reason=reason)
        data: Json = render.channel(one)
        if thread:
            data = {key: data[key] for key in ("id", "guild_id", "parent_id", "type")}
        self.emit("THREAD_DELETE" if thread else "CHANNEL_DELETE", data, guild=guild.id, channel=one.id)
        (guild.threads if thread else guild.channels).pop(channel_id)
        for hook in [w for w in guild.webhooks.values() if w.channel_id == channel_id]:
            del guild.webhooks[hook.id], self.webhooks[hook.id]
        del self.channels[channel_id]
        return one

    def set_overwrite(
        self,
        channel_id: int,
        target_id: int,
        kind: int,
        allow: int,
        deny: int,
        *,
        actor: int | None = None,
        reason: str | None = None,
    ) -> None:
        """Allow and deny a role (`kind` 0) or member (1) in a channel."""
        one = self.channel(channel_id)
        action = OVERWRITE_UPDATE if target_id in one.overwrites else OVERWRITE_CREATE
        one.overwrites[target_id] = Overwrite(target_id, kind, allow, deny)
        self._overwrite_changed(one, target_id, kind, action, actor, reason)

    def delete_overwrite(
        self, channel_id: int, target_id: int, *, actor: int | None = None, reason: str | None = None
    ) -> None:
        """Take a role's or member's overwrite back."""
        one = self.channel(channel_id)
        gone = one.overwrites.pop(target_id, None)
        if gone is not None:
            self._overwrite_changed(one, target_id, gone.type, OVERWRITE_DELETE, actor, reason)

    def create_thread(  # noqa: PLR0913 -- a thread has this many sides
        self,
        parent_id: int,
        name: str,
        owner_id: int,
        *,
        kind: int = model.PUBLIC_THREAD,
        from_message: int | None = None,
        auto_archive: int = 4320,
        tags: list[int] | None = None,
        thread_id: int | None = None,
        reason: str | None = None,
        invitable: bool = True,
        slowmode: int = 0,
    ) -> Channel:
        """Start a thread; one started from a message shares its id."""
        parent = self.channel(parent_id)
        guild = self.guild(parent.guild_id or 0)
        one = Channel(
            from_message or thread_id or self.ids.next(),
            guild.id,
            kind,
            name,
            parent_id=parent_id,
            slowmode=slowmode,
        )
        made = moment_of(thread_id) if thread_id else self.moment
        one.thread = ThreadState(
            owner_id,
            made,
            auto_archive=auto_archive,
            tags=tags or [],
            members={owner_id: made},
            invitable=invitable,
        )
        guild.threads[one.id] = self.channels[one.id] = one
        if parent.type == model.FORUM:
            parent.last_message_id = max(one.id, parent.last_message_id or 0)
        if from_message is not None:
            starter = self.message(parent_id, from_message)
            starter.thread_id, starter.flags = one.id, starter.flags | 1 << 5
        self.record(guild.id, THREAD_CREATE, actor=owner_id, target=one.id, reason=reason)
        data = render.thread(one) | {"newly_created": True}
        self.emit("THREAD_CREATE", data, guild=guild.id, channel=one.id)
        return one

    def join_thread(self, thread_id: int, user_id: int) -> None:
        """Make somebody a member of a thread."""
        one = self.channel(thread_id)
        if one.thread is not None and user_id not in one.thread.members:
            one.thread.members[user_id] = self.moment
            self._thread_members(one, added=[user_id], removed=[])

    def leave_thread(self, thread_id: int, user_id: int) -> None:
        """Take somebody out of a thread."""
        one = self.channel(thread_id)
        if one.thread is not None and one.thread.members.pop(user_id, None) is not None:
            self._thread_members(one, added=[], removed=[user_id])

    def _channel_changed(
        self, one: Channel, actor: int | None, reason: str | None, lines: list[Json]
    ) -> None:
        thread = one.thread is not None
        if one.guild_id is not None:
            action = THREAD_UPDATE if thread else CHANNEL_UPDATE
            self.record(one.guild_id, action, actor=actor, target=one.id, reason=reason, changes=lines)
        name = "THREAD_UPDATE" if thread else "CHANNEL_UPDATE"
        self.emit(name, render.channel(one, self), guild=one.guild_id, channel=one.id)

    def _overwrite_changed(
        self, one: Channel, target_id: int, kind: int, action: int, actor: int | None, reason: str | None
    ) -> None:
        guild_id = one.guild_id or 0
        options = {"id": str(target_id), "type": str(kind)}
        self.record(guild_id, action, actor=actor, target=one.id, reason=reason, options=options)
        self.emit("CHANNEL_UPDATE", render.channel(one), guild=guild_id, channel=one.id)

    def _thread_members(self, one: Channel, *, added: list[int], removed: list[int]) -> None:
        data: Json = {
            "id": str(one.id),
            "guild_id": str(one.guild_id),
            "member_count": min(50, len(one.thread.members) if one.thread else 0),
            "added_members": [
                render.thread_member(one, i)
                | {"member": render.member(self, self.member(one.guild_id or 0, i)), "presence": None}
                for i in added
            ],
            "removed_member_ids": [str(i) for i in removed],
        }
        self.emit("THREAD_MEMBERS_UPDATE", data, guild=one.guild_id, channel=one.id)
