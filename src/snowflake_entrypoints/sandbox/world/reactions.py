"""Reactions and pins."""

from __future__ import annotations

from typing import Any

import attrs

from snowflake_entrypoints.sandbox.world import model, render, render_messages
from snowflake_entrypoints.sandbox.world.messages import Messages
from snowflake_entrypoints.sandbox.world.model import Message, Reaction

MESSAGE_PIN, MESSAGE_UNPIN = 74, 75


@attrs.define(eq=False, kw_only=True, slots=False)
class Reactions(Messages):
    """The part of the world that people stick onto messages."""

    def add_reaction(self, channel_id: int, message_id: int, user_id: int, emoji: str) -> None:
        """React with a unicode emoji or `name:id`; a second time is nothing new."""
        one = self.message(channel_id, message_id)
        reaction = one.reactions.get(emoji)
        if reaction is None:
            name, _, emoji_id = emoji.rpartition(":")
            reaction = Reaction(name, int(emoji_id)) if name else Reaction(emoji)
            one.reactions[emoji] = reaction
        if user_id in reaction.users:
            return
        reaction.users[user_id] = 0
        if self.listeners:
            data = self._about(one, reaction, user_id) | {"message_author_id": str(one.author_id)}
            if one.guild_id is not None and (who := self.guilds[one.guild_id].members.get(user_id)):
                data["member"] = render.member(self, who)
            self._emit_in("MESSAGE_REACTION_ADD", self.channel(channel_id), data)

    def remove_reaction(self, channel_id: int, message_id: int, user_id: int, emoji: str) -> None:
        """Take somebody's reaction back; nothing happens where there is none."""
        one = self.message(channel_id, message_id)
        reaction = one.reactions.get(emoji)
        if reaction is None or reaction.users.pop(user_id, None) is None:
            return
        if not reaction.users:
            del one.reactions[emoji]
        self._emit_in(
            "MESSAGE_REACTION_REMOVE", self.channel(channel_id), self._about(one, reaction, user_id)
        )

    def clear_reactions(self, channel_id: int, message_id: int, emoji: str | None = None) -> None:
        """Remove all reactions, or all of one emoji."""
        one = self.message(channel_id, message_id)
        data: dict[str, Any] = {"channel_id": str(channel_id), "message_id": str(message_id)}
        if emoji is None:
            one.reactions.clear()
            self._emit_in("MESSAGE_REACTION_REMOVE_ALL", self.channel(channel_id), data)
        elif (reaction := one.reactions.pop(emoji, None)) is not None:
            data["emoji"] = render_messages.emoji(reaction)
            self._emit_in("MESSAGE_REACTION_REMOVE_EMOJI", self.channel(channel_id), data)

    def pin(self, channel_id: int, message_id: int, *, actor: int, reason: str | None = None) -> None:
        """Pin a message and say so in the channel; a second time is nothing new."""
        channel = self.channel(channel_id)
        one = self.message(channel_id, message_id)
        if one.pinned:
            return
        one.pinned = True
        channel.pins[message_id] = channel.last_pin_at = self.moment
        self._pins_changed(channel, one, MESSAGE_PIN, actor, reason)
        reference = self._reference(channel, message_id)
        self.create_message(channel_id, actor, kind=model.PIN_NOTICE, reference=reference)

    def unpin(self, channel_id: int, message_id: int, *, actor: int, reason: str | None = None) -> None:
        """Take a pin off; nothing happens where there is none."""
        channel = self.channel(channel_id)
        one = self.message(channel_id, message_id)
        if not one.pinned:
            return
        one.pinned = False
        channel.pins.pop(message_id, None)
        channel.last_pin_at = max(channel.pins.values(), default=None)
        self._pins_changed(channel, one, MESSAGE_UNPIN, actor, reason)

    def _pins_changed(
        self, channel: model.Channel, one: Message, action: int, actor: int, reason: str | None
    ) -> None:
        if channel.guild_id is not None:
            options = {"channel_id": str(channel.id), "message_id": str(one.id)}
            self.record(
                channel.guild_id, action, actor=actor, target=one.author_id, reason=reason, options=options
            )
        if self.listeners:
            self._tell("MESSAGE_UPDATE", one)
            data: dict[str, Any] = {
                "channel_id": str(channel.id),
                "last_pin_timestamp": render.iso(channel.last_pin_at),
            }
            self._emit_in("CHANNEL_PINS_UPDATE", channel, data)

    def _about(self, one: Message, reaction: Reaction, user_id: int) -> dict[str, Any]:
        return {
            "user_id": str(user_id),
            "channel_id": str(one.channel_id),
            "message_id": str(one.id),
            "emoji": render_messages.emoji(reaction),
            "burst": False,
            "burst_colors": [],
            "type": 0,
        }
