"""Users, members, roles, channels and guilds as Discord's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from snowflake_entrypoints.sandbox.world import model
from snowflake_entrypoints.sandbox.world.ids import moment_of

if TYPE_CHECKING:
    from datetime import datetime

    from snowflake_entrypoints.sandbox.world.model import Channel, Guild, Member, Role, User, Webhook
    from snowflake_entrypoints.sandbox.world.state import State

Json = dict[str, Any]


def iso(moment: datetime | None) -> str | None:
    """Return a time as Discord writes it."""
    return None if moment is None else moment.isoformat(timespec="microseconds")


def text_id(snowflake: int | None) -> str | None:
    """Return an id as JSON carries it."""
    return None if snowflake is None else str(snowflake)


def user(one: User) -> Json:
    """Render a user as others see it."""
    body: Json = {
        "id": str(one.id),
        "username": one.username,
        "avatar": one.avatar,
        "discriminator": one.discriminator,
        "public_flags": one.public_flags,
        "flags": one.public_flags,
        "banner": one.banner,
        "accent_color": None,
        "global_name": one.global_name,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
    }
    if one.bot:
        body["bot"] = True
    return body


def own_user(one: User, *, with_email: bool) -> Json:
    """Render the account itself; `email` and `verified` only with the email scope."""
    body = user(one) | {"mfa_enabled": False, "locale": one.locale, "premium_type": 0}
    if one.bot or with_email:
        body |= {"email": None if one.bot else one.email, "verified": True}
    return body


def bare_member(one: Member) -> Json:
    """Render a member without its user, as messages carry it."""
    return {
        "avatar": one.avatar,
        "banner": None,
        "communication_disabled_until": iso(one.timed_out_until),
        "flags": 0,
        "joined_at": iso(one.joined_at),
        "nick": one.nick,
        "pending": False,
        "premium_since": iso(one.premium_since),
        "roles": [str(role) for role in one.roles],
        "mute": one.mute,
        "deaf": one.deaf,
    }


def member(world: State, one: Member) -> Json:
    """Render a member with its user."""
    return bare_member(one) | {"user": user(world.users[one.user_id])}


def role(one: Role) -> Json:
    """Render a role."""
    body: Json = {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(one.permissions),
        "position": one.position,
        "color": one.color,
        "colors": {"primary_color": one.color, "secondary_color": None, "tertiary_color": None},
        "hoist": one.hoist,
        "managed": one.managed,
        "mentionable": one.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if one.bot_id is not None:
        body["tags"] = {"bot_id": str(one.bot_id)}
    return body


def channel(one: Channel, world: State | None = None) -> Json:
    """Render a guild channel, thread or DM; a DM needs the world for its recipient."""
    if one.thread is not None:
        return thread(one)
    if one.type == model.DM:
        return _dm(one, world)
    body: Json = {
        "id": str(one.id),
        "type": one.type,
        "flags": 0,
        "guild_id": str(one.guild_id),
        "name": one.name,
        "parent_id": text_id(one.parent_id),
        "position": one.position,
        "permission_overwrites": [
            {"id": str(o.id), "type": o.type, "allow": str(o.allow), "deny": str(o.deny)}
            for o in one.overwrites.values()
        ],
        "nsfw": one.nsfw,
        "rate_limit_per_user": one.slowmode,
    }
    if one.type in (model.VOICE, model.STAGE):
        body |= {"bitrate": one.bitrate, "user_limit": one.user_limit, "rtc_region": None}
    if one.type != model.CATEGORY:
        body |= {"topic": one.topic, "last_message_id": text_id(one.last_message_id)}
        if one.last_pin_at is not None:
            body["last_pin_timestamp"] = iso(one.last_pin_at)
    if one.default_auto_archive is not None:
        body["default_auto_archive_duration"] = one.default_auto_archive
    if one.type == model.FORUM:
        body |= {
            "available_tags": [
                {
                    "id": str(tag.id),
                    "name": tag.name,
                    "moderated": tag.moderated,
                    "emoji_id": None,
                    "emoji_name": tag.emoji_name,
                }
                for tag in one.tags
            ],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
            "default_thread_rate_limit_per_user": 0,
        }
    return body


def thread(one: Channel) -> Json:
    """Render a thread; counts stop where Discord's do (50 members)."""
    state = one.thread
    if state is None:
        message = f"channel {one.id} is no thread"
        raise ValueError(message)
    metadata: Json = {
        "archived": state.archived,
        "archive_timestamp": iso(state.archived_at or state.created_at),
        "auto_archive_duration": state.auto_archive,
        "locked": state.locked,
        "create_timestamp": iso(state.created_at),
    }
    if one.type == model.PRIVATE_THREAD:
        metadata["invitable"] = state.invitable
    body: Json = {
        "id": str(one.id),
        "type": one.type,
        "flags": 0,
        "guild_id": str(one.guild_id),
        "name": one.name,
        "parent_id": text_id(one.parent_id),
        "owner_id": str(state.owner_id),
        "rate_limit_per_user": one.slowmode,
        "last_message_id": text_id(one.last_message_id),
        "thread_metadata": metadata,
        "message_count": max(0, len(one.log.ids)),
        "member_count": min(50, len(state.members)),
        "total_message_sent": state.total_sent,
    }
    if state.tags:
        body["applied_tags"] = [str(tag) for tag in state.tags]
    return body


def thread_member(one: Channel, user_id: int) -> Json:
    """Render a user's membership of a thread."""
    joined = one.thread.members.get(user_id) if one.thread else None
    return {
        "id": str(one.id),
        "user_id": str(user_id),
        "join_timestamp": iso(joined or moment_of(one.id)),
        "flags": 0,
    }


def _dm(one: Channel, world: State | None) -> Json:
    recipients = []
    if world is not None and one.recipient_id is not None:
        recipients.append(user(world.users[one.recipient_id]))
    return {
        "id": str(one.id),
        "type": model.DM,
        "flags": 0,
        "last_message_id": text_id(one.last_message_id),
        "recipients": recipients,
    }


def guild(one: Guild, *, with_counts: bool = False) -> Json:
    """Render a guild as REST gives it."""
    body: Json = {
        "id": str(one.id),
        "name": one.name,
        "icon": one.icon,
        "description": one.description,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": one.features,
        "banner": None,
        "owner_id": str(one.owner_id),
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": text_id(one.system_channel_id),
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 1,
        "roles": [role(r) for r in one.roles.values()],
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 2,
        "max_presences": None,
        "max_members": 500000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": one.premium_tier,
        "premium_subscription_count": one.premium_subscribers,
        "preferred_locale": one.preferred_locale,
        "rules_channel_id": text_id(one.rules_channel_id),
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": text_id(one.updates_channel_id),
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }
    if with_counts:
        body |= counts(one)
    return body


def counts(one: Guild) -> Json:
    """Render how many members there are and how many of them are there now."""
    present = sum(m.status != "offline" for m in one.members.values())
    return {"approximate_member_count": len(one.members), "approximate_presence_count": present}


def gateway_guild(world: State, one: Guild, viewer_id: int, members: list[Member]) -> Json:
    """Render a guild as GUILD_CREATE carries it, with these members and the threads the viewer sees."""
    viewer = one.members[viewer_id]
    return guild(one) | {
        "joined_at": iso(viewer.joined_at),
        "large": len(one.members) > 250,  # noqa: PLR2004 -- Discord's largest large_threshold
        "unavailable": False,
        "member_count": len(one.members),
        "members": [member(world, m) for m in members],
        "channels": [channel(c) for c in one.channels.values()],
        "threads": [
            thread(t)
            for t in one.threads.values()
            if t.thread and not t.thread.archived and world.can_view(viewer_id, t.id)
        ],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def webhook(world: State, one: Webhook, *, with_token: bool = True, with_user: bool = True) -> Json:
    """Render an incoming webhook; calls authorised by its token don't show who made it."""
    body: Json = {
        "id": str(one.id),
        "type": 1,
        "application_id": text_id(one.application_id),
        "avatar": one.avatar,
        "channel_id": str(one.channel_id),
        "guild_id": str(one.guild_id),
        "name": one.name,
    }
    if with_user and one.user_id is not None:
        body["user"] = user(world.users[one.user_id])
    if with_token:
        body |= {"token": one.token, "url": f"{world.api_url}/webhooks/{one.id}/{one.token}"}
    return body
