"""What a member may do, from roles, overwrites and timeouts (Discord: Permissions)."""

from collections.abc import Mapping
from typing import Final

import hikari

P: Final = hikari.Permissions
_LEFT_IN_TIMEOUT: Final = P.VIEW_CHANNEL | P.READ_MESSAGE_HISTORY
_VOICE: Final = frozenset({hikari.ChannelType.GUILD_VOICE, hikari.ChannelType.GUILD_STAGE})

Roles = Mapping[hikari.Snowflake, hikari.Role]


def guild_permissions(guild: hikari.Guild, roles: Roles, member: hikari.Member) -> hikari.Permissions:
    """Return what the member holds in the guild, before channels and timeouts."""
    if member.id == guild.owner_id:
        return P.all_permissions()
    allowed = P.NONE
    for role_id in {guild.id, *member.role_ids}:
        if (role := roles.get(role_id)) is not None:
            allowed |= role.permissions
    return P.all_permissions() if allowed & P.ADMINISTRATOR else allowed


def channel_permissions(
    guild: hikari.Guild,
    roles: Roles,
    member: hikari.Member,
    channel: hikari.PermissibleGuildChannel,
) -> hikari.Permissions:
    """Return what the member may do in a channel; nothing at all without View Channel.

    Overwrites count for @everyone, then for all roles together, then for the member. A thread has those of
    its parent.
    """
    allowed = guild_permissions(guild, roles, member)
    if allowed & P.ADMINISTRATOR:
        return allowed
    overwrites = channel.permission_overwrites
    if everyone := overwrites.get(guild.id):
        allowed = allowed & ~everyone.deny | everyone.allow
    allow = deny = P.NONE
    for role_id in member.role_ids:
        if role_id != guild.id and (mine := overwrites.get(role_id)):
            allow |= mine.allow
            deny |= mine.deny
    allowed = allowed & ~deny | allow
    if own := overwrites.get(member.id):
        allowed = allowed & ~own.deny | own.allow
    if not allowed & P.VIEW_CHANNEL or (channel.type in _VOICE and not allowed & P.CONNECT):
        return P.NONE
    return allowed & _LEFT_IN_TIMEOUT if member.communication_disabled_until() else allowed


def sees_thread(thread: hikari.GuildThreadChannel, inherited: hikari.Permissions) -> bool:
    """Tell whether the bot sees a thread: private ones only when it was added or may manage threads."""
    if not inherited & P.VIEW_CHANNEL:
        return False
    private = thread.type is hikari.ChannelType.GUILD_PRIVATE_THREAD
    return not private or thread.member is not None or bool(inherited & P.MANAGE_THREADS)
