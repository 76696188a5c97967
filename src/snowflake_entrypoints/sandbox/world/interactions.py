"""Interactions: opened by a person, acknowledged once, followed up for 15 minutes."""

from __future__ import annotations

import secrets
from typing import Any, Final

import attrs

from snowflake_entrypoints.sandbox.world import render, render_messages
from snowflake_entrypoints.sandbox.world.members import Members
from snowflake_entrypoints.sandbox.world.messages import WebhookIdentity
from snowflake_entrypoints.sandbox.world.model import SLASH_REPLY, Message
from snowflake_entrypoints.sandbox.world.refusals import refused, unknown

Json = dict[str, Any]

EPHEMERAL: Final = 1 << 6
LOADING: Final = 1 << 7
FIRST_ANSWER_SECONDS: Final = 3.0
TOKEN_SECONDS: Final = 900.0
PONG, REPLY, DEFER_REPLY, DEFER_UPDATE, UPDATE, AUTOCOMPLETE, MODAL = 1, 4, 5, 6, 7, 8, 9


@attrs.define(eq=False)
class Interaction:
    """What a person did with a command, button, menu or modal, and what the application answered.

    `kind` is 2 command, 3 component, 4 autocomplete, 5 modal. `answers` are the callbacks' bodies, in order.
    Ephemeral messages live in `ephemeral`, all others in their channel. `message_id` is the pressed message.
    """

    id: int
    token: str
    kind: int
    guild_id: int | None
    channel_id: int
    user_id: int
    data: Json
    opened_at: float
    message_id: int | None = None
    acknowledged: int | None = None
    original: int | None = None
    answers: list[Json] = attrs.Factory(list)
    ephemeral: dict[int, Message] = attrs.Factory(dict)
    followups: list[int] = attrs.Factory(list)


@attrs.define(eq=False, kw_only=True, slots=False)
class Interactions(Members):
    """The part of the world that is people using the application."""

    interactions: dict[int, Interaction] = attrs.Factory(dict)
    interaction_tokens: dict[str, Interaction] = attrs.Factory(dict)

    def open_interaction(
        self,
        kind: int,
        channel_id: int,
        user_id: int,
        data: Json,
        *,
        message_id: int | None = None,
    ) -> Interaction:
        """Register an interaction; the caller sends INTERACTION_CREATE with `interaction_payload`."""
        one = Interaction(
            self.ids.next(),
            secrets.token_urlsafe(48),
            kind,
            self.channel(channel_id).guild_id,
            channel_id,
            user_id,
            data,
            self.now(),
            message_id,
        )
        self.interactions[one.id] = self.interaction_tokens[one.token] = one
        return one

    def interaction_payload(self, one: Interaction) -> Json:
        """Render an interaction as INTERACTION_CREATE carries it."""
        body: Json = {
            "id": str(one.id),
            "application_id": str(self.application.id),
            "type": one.kind,
            "token": one.token,
            "version": 1,
            "data": one.data,
            "channel_id": str(one.channel_id),
            "channel": render.channel(self.channel(one.channel_id), self),
            "locale": self.users[one.user_id].locale,
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(one.guild_id or 0)},
            "context": 0 if one.guild_id is not None else 1,
            "attachment_size_limit": 10_485_760,
            "app_permissions": str(self.permissions_in(self.application.bot_id, one.channel_id)),
        }
        if one.guild_id is None:
            body["user"] = render.user(self.users[one.user_id])
        else:
            member = self.member(one.guild_id, one.user_id)
            allowed = str(self.permissions_in(one.user_id, one.channel_id))
            guild = self.guild(one.guild_id)
            body["member"] = render.member(self, member) | {"permissions": allowed}
            body["guild_id"] = str(one.guild_id)
            body["guild_locale"] = guild.preferred_locale
            body["guild"] = {
                "id": str(guild.id),
                "locale": guild.preferred_locale,
                "features": guild.features,
            }
        if one.message_id is not None:
            pressed = self.find_answer(one, one.message_id)
            body["message"] = render_messages.message(self, pressed)
        return body

    def acknowledge(self, interaction_id: int, token: str, kind: int) -> Interaction:
        """Take the first answer's kind; refuses a second one, and any after three seconds."""
        one = self.interactions.get(interaction_id)
        if one is None or one.token != token:
            raise unknown("interaction")
        if one.acknowledged is not None:
            raise refused(400, 40060, "Interaction has already been acknowledged.")
        if self.now() - one.opened_at > FIRST_ANSWER_SECONDS:
            raise unknown("interaction")
        one.acknowledged = kind
        return one

    def by_token(self, token: str) -> Interaction:
        """Return the interaction that a follow-up is for; refuses tokens older than 15 minutes."""
        one = self.interaction_tokens.get(token)
        if one is None:
            raise refused(401, 50027, "Invalid Webhook Token")
        if self.now() - one.opened_at > TOKEN_SECONDS:
            raise refused(401, 50027, "Invalid Webhook Token")
        if one.acknowledged is None:
            raise unknown("Webhook")
        return one

    def answer(self, one: Interaction, *, loading: bool = False, **parts: Any) -> Message:
        """Post the answer as a message; an ephemeral one reaches only the person who asked."""
        bot = self.users[self.application.bot_id]
        identity = WebhookIdentity(self.application.id, bot.username, bot.avatar, self.application.id)
        flags = parts.pop("flags", 0) | (LOADING if loading else 0)
        asked_by = render.user(self.users[one.user_id])
        metadata: Json = {"id": str(one.id), "type": one.kind, "user": asked_by}
        metadata["authorizing_integration_owners"] = {"0": str(one.guild_id or 0)}
        if one.kind == 3 and one.message_id is not None:  # noqa: PLR2004 -- a component
            metadata["interacted_message_id"] = str(one.message_id)
        parts |= {"flags": flags, "webhook": identity, "interaction": metadata}
        parts["kind"] = SLASH_REPLY if one.kind == 2 and one.original is None else 0  # noqa: PLR2004
        if not flags & EPHEMERAL:
            made = self.create_message(one.channel_id, bot.id, **parts)
        else:
            made = self._whisper(one, parts)
        one.followups.append(made.id)
        return made

    def _whisper(self, one: Interaction, parts: Json) -> Message:
        made = Message(
            self.ids.next(),
            one.channel_id,
            one.guild_id,
            self.application.bot_id,
            parts.get("content") or "",
            type=parts["kind"],
            flags=parts["flags"],
            embeds=list(parts.get("embeds") or ()),
            components=list(parts.get("components") or ()),
            attachments=list(parts.get("attachments") or ()),
            webhook_id=self.application.id,
            application_id=self.application.id,
            interaction=parts["interaction"],
        )
        one.ephemeral[made.id] = made
        self.attachments.update({file.id: file for file in made.attachments})
        self._tell_asker("MESSAGE_CREATE", one, made)
        return made

    def find_answer(self, one: Interaction, message_id: int) -> Message:
        """Return an answer or the pressed message, ephemeral or not; refuses with Unknown Message."""
        for other in (one, *self.interactions.values()):
            if message_id in other.ephemeral:
                return other.ephemeral[message_id]
        return self.message(one.channel_id, message_id)

    def edit_answer(self, one: Interaction, message_id: int, **parts: Any) -> Message:
        """Change an answer; the first edit of a deferred one ends its loading."""
        found = self.find_answer(one, message_id)
        parts["flags"] = parts.get("flags") or found.flags & ~LOADING
        if found.id not in one.ephemeral:
            return self.edit_message(found.channel_id, found.id, **parts)
        for key, value in parts.items():
            if value is not None and hasattr(found, key):
                setattr(found, key, value)
        found.edited_at = self.moment
        self._tell_asker("MESSAGE_UPDATE", one, found)
        return found

    def delete_answer(self, one: Interaction, message_id: int) -> None:
        """Remove an answer."""
        if one.ephemeral.pop(message_id, None) is None:
            self.delete_message(one.channel_id, message_id, actor=self.application.bot_id)

    def _tell_asker(self, name: str, one: Interaction, about: Message) -> None:
        data = render_messages.gateway_message(self, about)
        self.emit(name, data, guild=one.guild_id, channel=one.channel_id, user=one.user_id)
