"""Roles and webhooks come, change and go."""

from __future__ import annotations

import secrets
from typing import Any

import attrs

from snowflake_entrypoints.sandbox.world import render
from snowflake_entrypoints.sandbox.world.channels import Channels
from snowflake_entrypoints.sandbox.world.model import Role, Webhook

Json = dict[str, Any]

ROLE_CREATE, ROLE_UPDATE, ROLE_DELETE = 30, 31, 32
WEBHOOK_CREATE, WEBHOOK_UPDATE, WEBHOOK_DELETE = 50, 51, 52


@attrs.define(eq=False, kw_only=True, slots=False)
class Roles(Channels):
    """The part of the world that is who may do what, and who speaks by address."""

    def create_role(
        self, guild_id: int, *, actor: int | None = None, reason: str | None = None, **parts: Any
    ) -> Role:
        """Make a role at the bottom; `parts` are attributes of `Role`."""
        guild = self.guild(guild_id)
        parts.setdefault("name", "new role")
        parts.setdefault("permissions", guild.roles[guild_id].permissions)
        for other in guild.roles.values():
            other.position += other.id != guild_id
        one = Role(self.ids.next(), position=1, **parts)
        guild.roles[one.id] = one
        self.record(guild_id, ROLE_CREATE, actor=actor, target=one.id, reason=reason)
        self._role_changed("GUILD_ROLE_CREATE", guild_id, one)
        return one

    def update_role(
        self,
        guild_id: int,
        role_id: int,
        changes: Json,
        *,
        actor: int | None = None,
        reason: str | None = None,
    ) -> Role:
        """Set attributes of a role."""
        one = self.guild(guild_id).roles[role_id]
        for key, value in changes.items():
            setattr(one, key, value)
        self.record(guild_id, ROLE_UPDATE, actor=actor, target=role_id, reason=reason)
        self._role_changed("GUILD_ROLE_UPDATE", guild_id, one)
        return one

    def delete_role(
        self, guild_id: int, role_id: int, *, actor: int | None = None, reason: str | None = None
    ) -> None:
        """Remove a role from the guild and everybody who has it."""
        guild = self.guild(guild_id)
        del guild.roles[role_id]
        for member in guild.members.values():
            if role_id in member.roles:
                member.roles.remove(role_id)
        for place in guild.channels.values():
            place.overwrites.pop(role_id, None)
        self.record(guild_id, ROLE_DELETE, actor=actor, target=role_id, reason=reason)
        data = {"guild_id": str(guild_id), "role_id": str(role_id)}
        self.emit("GUILD_ROLE_DELETE", data, guild=guild_id)

    def create_webhook(
        self,
        channel_id: int,
        name: str,
        *,
        actor: int,
        avatar: str | None = None,
        application_id: int | None = None,
        reason: str | None = None,
    ) -> Webhook:
        """Make an incoming webhook."""
        guild_id = self.channel(channel_id).guild_id or 0
        one = Webhook(
            self.ids.next(),
            guild_id,
            channel_id,
            name,
            secrets.token_urlsafe(51),
            actor,
            avatar,
            application_id,
        )
        self.webhooks[one.id] = self.guild(guild_id).webhooks[one.id] = one
        self._webhooks_changed(one, WEBHOOK_CREATE, actor, reason)
        return one

    def update_webhook(
        self, one: Webhook, changes: Json, *, actor: int | None = None, reason: str | None = None
    ) -> Webhook:
        """Set name, avatar or channel of a webhook."""
        for key, value in changes.items():
            setattr(one, key, value)
        self._webhooks_changed(one, WEBHOOK_UPDATE, actor, reason)
        return one

    def delete_webhook(self, one: Webhook, *, actor: int | None = None, reason: str | None = None) -> None:
        """Remove a webhook."""
        del self.webhooks[one.id], self.guild(one.guild_id).webhooks[one.id]
        self._webhooks_changed(one, WEBHOOK_DELETE, actor, reason)

    def _role_changed(self, name: str, guild_id: int, one: Role) -> None:
        self.emit(name, {"guild_id": str(guild_id), "role": render.role(one)}, guild=guild_id)

    def _webhooks_changed(self, one: Webhook, action: int, actor: int | None, reason: str | None) -> None:
        self.record(one.guild_id, action, actor=actor, target=one.id, reason=reason)
        data = {"guild_id": str(one.guild_id), "channel_id": str(one.channel_id)}
        self.emit("WEBHOOKS_UPDATE", data, guild=one.guild_id, channel=one.channel_id)
