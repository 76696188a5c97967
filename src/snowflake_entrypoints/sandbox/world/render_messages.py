"""Messages, reactions, attachments and audit entries as Discord's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from snowflake_entrypoints.sandbox.world.ids import moment_of
from snowflake_entrypoints.sandbox.world.render import bare_member, iso, thread, user

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.world.model import Attachment, AuditEntry, Message, Reaction
    from snowflake_entrypoints.sandbox.world.state import State

Json = dict[str, Any]


def author(world: State, one: Message) -> Json:
    """Render who a message is from; a webhook's author isn't a real user."""
    if one.webhook_id is not None and one.webhook_id != one.application_id:
        return {
            "id": str(one.webhook_id),
            "username": one.author_name or "Webhook",
            "avatar": one.author_avatar,
            "discriminator": "0000",
            "public_flags": 0,
            "flags": 0,
            "bot": True,
            "global_name": None,
            "primary_guild": None,
        }
    return user(world.users[one.author_id])


def attachment(world: State, one: Attachment) -> Json:
    """Render a file with a freshly signed link."""
    url = world.signed_url(one)
    body: Json = {
        "id": str(one.id),
        "filename": one.filename,
        "size": one.size,
        "url": url,
        "proxy_url": url,
    }
    for key in ("content_type", "width", "height", "description"):
        value = getattr(one, key)
        if value is not None:
            body[key] = value
    return body


def emoji(one: Reaction) -> Json:
    """Render the emoji of a reaction."""
    return {"id": None if one.emoji_id is None else str(one.emoji_id), "name": one.name}


def reaction(one: Reaction, viewer_id: int) -> Json:
    """Render how often an emoji was given, and whether by the viewer."""
    return {
        "emoji": emoji(one),
        "count": len(one.users),
        "count_details": {"burst": 0, "normal": len(one.users)},
        "burst_colors": [],
        "me_burst": False,
        "burst_me": False,
        "burst_count": 0,
        "me": viewer_id in one.users,
    }


def basic_message(world: State, one: Message) -> Json:
    """Render a message without the message it answers."""
    body: Json = {
        "type": one.type,
        "content": one.content,
        "mentions": [user(world.users[u]) for u in one.mentions if u in world.users],
        "mention_roles": [str(r) for r in one.mention_roles],
        "attachments": [attachment(world, a) for a in one.attachments],
        "embeds": one.embeds,
        "timestamp": iso(moment_of(one.id)),
        "edited_timestamp": iso(one.edited_at),
        "flags": one.flags,
        "components": one.components,
        "id": str(one.id),
        "channel_id": str(one.channel_id),
        "author": author(world, one),
        "pinned": one.pinned,
        "mention_everyone": one.mention_everyone,
        "tts": one.tts,
    }
    if one.reference is not None:
        body["message_reference"] = one.reference
    if one.webhook_id is not None:
        body["webhook_id"] = str(one.webhook_id)
    if one.application_id is not None:
        body["application_id"] = str(one.application_id)
    if one.interaction is not None:
        body["interaction_metadata"] = one.interaction
    if one.thread_id is not None and (started := world.channels.get(one.thread_id)):
        body["thread"] = thread(started)
    return body


def message(world: State, one: Message, viewer_id: int | None = None) -> Json:
    """Render a message as REST gives it to the viewer (None: the application's bot)."""
    viewer = world.application.bot_id if viewer_id is None else viewer_id
    body = basic_message(world, one)
    if one.reactions:
        body["reactions"] = [reaction(r, viewer) for r in one.reactions.values()]
    if one.nonce is not None:
        body["nonce"] = one.nonce
    if one.type in (19, 21) and one.reference is not None:
        body["referenced_message"] = _referenced(world, one.reference)
    if not world.application.sees_content and viewer == world.application.bot_id:
        return _without_content(body, one, viewer)
    return body


def gateway_message(world: State, one: Message) -> Json:
    """Render a message as MESSAGE_CREATE and MESSAGE_UPDATE carry it: with guild, and member without user."""
    body = message(world, one)
    if one.guild_id is not None:
        body["guild_id"] = str(one.guild_id)
        if one.webhook_id is None:
            present = world.guilds[one.guild_id].members.get(one.author_id)
            if present is not None:
                body["member"] = bare_member(present)
    return body


def _referenced(world: State, reference: Json) -> Json | None:
    source = world.channels.get(int(reference["channel_id"]))
    found = source.log.by_id.get(int(reference.get("message_id", 0))) if source else None
    return None if found is None else basic_message(world, found)


def _without_content(body: Json, one: Message, viewer: int) -> Json:
    """Blank what needs the message content intent, except in the bot's own, mentions of it and DMs."""
    if one.author_id == viewer or viewer in one.mentions or one.guild_id is None:
        return body
    return body | {"content": "", "embeds": [], "attachments": [], "components": []}


def audit_entry(one: AuditEntry) -> Json:
    """Render a line of the audit log."""
    body: Json = {
        "id": str(one.id),
        "action_type": one.action,
        "user_id": None if one.user_id is None else str(one.user_id),
        "target_id": None if one.target_id is None else str(one.target_id),
    }
    if one.changes:
        body["changes"] = one.changes
    if one.options:
        body["options"] = one.options
    if one.reason is not None:
        body["reason"] = one.reason
    return body
