"""Who may do what to whom: the checks before a member is moderated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snowflake_entrypoints.sandbox.world.permissions import (
    Permission,
    guild_permissions,
    outranks,
    top_position,
)
from snowflake_entrypoints.sandbox.world.refusals import missing_permissions, refused, unknown

if TYPE_CHECKING:
    from collections.abc import Collection

    from snowflake_entrypoints.sandbox.world.model import Guild
    from snowflake_entrypoints.sandbox.world.world import World


def require_above(guild: Guild, actor_id: int, target_id: int) -> None:
    """Refuse unless the actor's top role is above the target's; who is no member is below everybody."""
    target = guild.members.get(target_id)
    if target is not None and not outranks(guild, guild.members[actor_id], target):
        raise missing_permissions()
    if target is None and target_id == guild.owner_id:
        raise missing_permissions()


def require_timeout(world: World, guild: Guild, actor_id: int, target_id: int) -> None:
    """Refuse to silence somebody above the actor, or anybody with ADMINISTRATOR."""
    world.require(actor_id, guild.id, Permission.MODERATE_MEMBERS)
    require_above(guild, actor_id, target_id)
    target = world.member(guild.id, target_id)
    if guild_permissions(guild, target, world.moment) & Permission.ADMINISTRATOR:
        raise missing_permissions()


def require_nick(world: World, guild: Guild, actor_id: int, target_id: int) -> None:
    """Refuse to rename: one's own name needs CHANGE_NICKNAME, others' MANAGE_NICKNAMES and a higher role."""
    if actor_id == target_id:
        world.require(actor_id, guild.id, Permission.CHANGE_NICKNAME)
        return
    world.require(actor_id, guild.id, Permission.MANAGE_NICKNAMES)
    require_above(guild, actor_id, target_id)


def require_roles(world: World, guild: Guild, actor_id: int, changed: Collection[int]) -> None:
    """Refuse to give or take roles that are at or above the actor's highest, managed, or @everyone."""
    world.require(actor_id, guild.id, Permission.MANAGE_ROLES)
    top = top_position(guild, guild.members[actor_id])
    for role_id in changed:
        role = guild.roles.get(role_id)
        if role is None:
            raise unknown("Role")
        if role.managed or role.id == guild.id:
            raise refused(400, 50028, "Invalid role")
        if actor_id != guild.owner_id and (role.position, -role.id) >= top:
            raise missing_permissions()


def require_role_below(world: World, guild: Guild, actor_id: int, role_id: int) -> None:
    """Refuse to edit or delete a role at or above the actor's highest."""
    world.require(actor_id, guild.id, Permission.MANAGE_ROLES)
    role = guild.roles.get(role_id)
    if role is None:
        raise unknown("Role")
    top = top_position(guild, guild.members[actor_id])
    if actor_id != guild.owner_id and (role.position, -role.id) >= top:
        raise missing_permissions()
