"""Permission bits, and how roles, overwrites and timeouts add up to them."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from snowflake_entrypoints.sandbox.world.model import Channel, Guild, Member


class Permission(IntFlag):
    """Discord's permission bits; names are Discord's."""

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_GUILD_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    PIN_MESSAGES = 1 << 51


ALL_PERMISSIONS: Final = sum(Permission)
LEFT_IN_TIMEOUT: Final = int(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
MEMBER_DEFAULT: Final = int(
    Permission.CREATE_INSTANT_INVITE
    | Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)


def guild_permissions(guild: Guild, member: Member, now: datetime) -> int:
    """Return what the member may do in the guild before any channel's overwrites."""
    if member.user_id == guild.owner_id:
        return ALL_PERMISSIONS
    allowed = guild.roles[guild.id].permissions
    for role_id in member.roles:
        allowed |= guild.roles[role_id].permissions
    if allowed & Permission.ADMINISTRATOR:
        return ALL_PERMISSIONS
    return allowed & LEFT_IN_TIMEOUT if timed_out(member, now) else allowed


def channel_permissions(guild: Guild, channel: Channel, member: Member, now: datetime) -> int:
    """Return what the member may do in the channel; nothing at all without VIEW_CHANNEL.

    Overwrites are applied for @everyone, then all roles together, then the member (Discord: Permissions).
    A thread has its parent's overwrites, and sending in it is SEND_MESSAGES_IN_THREADS.
    """
    allowed = guild_permissions(guild, member, now)
    if allowed & Permission.ADMINISTRATOR:
        return allowed
    place = guild.channels.get(channel.parent_id or 0, channel) if channel.thread else channel
    overwrites = place.overwrites
    if everyone := overwrites.get(guild.id):
        allowed = allowed & ~everyone.deny | everyone.allow
    allow = deny = 0
    for role_id in member.roles:
        if mine := overwrites.get(role_id):
            allow |= mine.allow
            deny |= mine.deny
    allowed = allowed & ~deny | allow
    if own := overwrites.get(member.user_id):
        allowed = allowed & ~own.deny | own.allow
    if not allowed & Permission.VIEW_CHANNEL:
        return 0
    if timed_out(member, now):
        return allowed & LEFT_IN_TIMEOUT
    if channel.thread:
        if not allowed & Permission.SEND_MESSAGES_IN_THREADS:
            return allowed & ~Permission.SEND_MESSAGES
        return allowed | Permission.SEND_MESSAGES
    return allowed


def timed_out(member: Member, now: datetime) -> bool:
    """Whether the member's timeout still lasts."""
    return member.timed_out_until is not None and member.timed_out_until > now


def top_position(guild: Guild, member: Member) -> tuple[int, int]:
    """Return the rank of the member's highest role: position, then the older id on a tie; (0, 0) without."""
    ranks = (guild.roles[role_id] for role_id in member.roles)
    return max(((role.position, -role.id) for role in ranks), default=(0, -guild.id))


def outranks(guild: Guild, actor: Member, target: Member) -> bool:
    """Whether the actor may act on the target: nobody on the owner, else the higher top role wins."""
    if target.user_id == guild.owner_id:
        return False
    return actor.user_id == guild.owner_id or top_position(guild, actor) > top_position(guild, target)
