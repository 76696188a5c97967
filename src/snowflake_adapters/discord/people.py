"""Members, as the domain sees them."""

import hikari

from snowflake_adapters.discord.permissions import P, Roles, guild_permissions
from snowflake_domain.community.guild import Member
from snowflake_domain.kernel.scope import RoleId, UserId
from snowflake_domain.moderation.hierarchy import Standing


def avatar_url(cdn: str, user: int, avatar: str | None) -> str | None:
    """Return where a user's own picture is; None when they have none."""
    return f"{cdn}/avatars/{user}/{avatar}.png" if avatar else None


def icon_url(cdn: str, guild: int, icon: str | None) -> str | None:
    """Return where a guild's icon is; None when it has none."""
    return f"{cdn}/icons/{guild}/{icon}.png" if icon else None


def member_from(member: hikari.Member, roles: Roles, cdn: str) -> Member:
    """Return a member with the picture they show in this guild."""
    own = member.guild_avatar_hash
    picture = f"{cdn}/guilds/{member.guild_id}/users/{member.id}/avatars/{own}.png" if own else None
    top = top_role(member, roles)
    return Member(
        id=UserId(int(member.id)),
        username=member.username,
        display_name=member.display_name,
        avatar_url=picture or avatar_url(cdn, member.id, member.user.avatar_hash),
        bot=member.is_bot,
        roles=tuple(int(role) for role in member.role_ids if role != member.guild_id),
        joined_at=member.joined_at,
        timed_out_until=member.communication_disabled_until(),
        top_role=top.name if top else None,
    )


def standing_from(guild: hikari.Guild, member: hikari.Member, roles: Roles) -> Standing:
    """Return where a member stands; a role of equal position isn't below."""
    top = top_role(member, roles)
    held = guild_permissions(guild, roles, member)
    return Standing(
        id=UserId(int(member.id)),
        name=member.display_name,
        top_role=top.name if top else "@everyone",
        rank=top.position if top else 0,
        is_owner=member.id == guild.owner_id,
        is_administrator=bool(held & P.ADMINISTRATOR),
        may_time_out=bool(held & P.MODERATE_MEMBERS),
        roles={RoleId(int(one.id)): one.name for one in roles_held(member, roles)},
    )


def top_role(member: hikari.Member, roles: Roles) -> hikari.Role | None:
    """Return the highest role besides @everyone; of equal ones the older."""
    held = roles_held(member, roles)
    return max(held, key=lambda role: (role.position, -role.id), default=None)


def roles_held(member: hikari.Member, roles: Roles) -> list[hikari.Role]:
    """Return the roles of a member besides @everyone."""
    return [roles[one] for one in member.role_ids if one in roles and one != member.guild_id]
