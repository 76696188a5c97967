"""What a session is told first: READY and its guilds; and the readings of the world that this takes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from snowflake_entrypoints.sandbox.gateway import intents
from snowflake_entrypoints.sandbox.gateway.session import Session, Subscription
from snowflake_entrypoints.sandbox.gateway.sight import obfuscated
from snowflake_entrypoints.sandbox.world import render
from snowflake_entrypoints.sandbox.world.permissions import Permission

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.world import World
    from snowflake_entrypoints.sandbox.world.model import Application, Guild, Member

STATUSES: Final = frozenset({"online", "idle", "dnd", "invisible", "offline"})


def application_with(world: "World", token: str) -> "Application | None":
    """Return the application that a bot token belongs to; None where it is no good."""
    return next((found for found in world.applications.values() if found.token == token), None)


def guilds_of(world: "World", bot: int) -> list["Guild"]:
    """Return the guilds that a bot is in."""
    return [guild for guild in world.guilds.values() if bot in guild.members]


def is_in(world: "World", bot: int, guild_id: int) -> bool:
    """Whether the bot is a member of the guild; it hears nothing of others."""
    guild = world.guilds.get(guild_id)
    return guild is not None and bot in guild.members


def can_read_audit(world: "World", bot: int, guild_id: int) -> bool:
    """Whether the bot has VIEW_AUDIT_LOG, without which audit entries aren't sent."""
    return bool(world.permissions(bot, guild_id) & Permission.VIEW_AUDIT_LOG)


def ready(world: "World", session: Session, guilds: list["Guild"], resume_url: str) -> dict[str, Any]:
    """Render READY."""
    who = session.subscription
    application = world.applications[who.application]
    return {
        "v": 10,
        "user_settings": {},
        "user": render.own_user(world.users[who.bot], with_email=False),
        "session_type": "normal",
        "session_id": session.id,
        "resume_gateway_url": resume_url,
        "relationships": [],
        "private_channels": [],
        "presences": [],
        "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": [],
        "shard": [who.shard, who.shards],
        "application": {"id": str(application.id), "flags": application.flags},
        "_trace": ['["sandbox"]'],
    }


def guild_create(
    world: "World", who: Subscription, guild: "Guild", views: Callable[[int, int], bool]
) -> dict[str, Any]:
    """Render a guild as the bot may see it.

    Without the presence intent it has no other members than the bot, and a large guild has only those who are
    online (Discord: Guild Create). Channels out of the bot's sight (`views` takes a user and a channel) are
    obfuscated.
    """
    large = len(guild.members) > who.large_threshold
    with_presences = who.wants(intents.GUILD_PRESENCES)
    shown = [
        member
        for member in guild.members.values()
        if member.user_id == who.bot or (with_presences and (not large or member.status != "offline"))
    ]
    body = render.gateway_guild(world, guild, who.bot, shown)
    # Asked now so that it is known when one of them is deleted.
    body["threads"] = [one for one in body["threads"] if views(who.bot, int(one["id"]))]
    body["large"] = large
    body["presences"] = [presence(guild, member) for member in shown if member.status != "offline"]
    body["channels"] = [
        channel if views(who.bot, int(channel["id"])) else obfuscated(channel) for channel in body["channels"]
    ]
    return body


def members(world: "World", guild: "Guild") -> list[dict[str, Any]]:
    """Render every member of a guild."""
    return [render.member(world, member) for member in guild.members.values()]


def presences(guild: "Guild") -> list[dict[str, Any]]:
    """Render the presence of every member who is there."""
    return [presence(guild, member) for member in guild.members.values() if member.status != "offline"]


def presence(guild: "Guild", member: "Member") -> dict[str, Any]:
    """Render a member's presence, as PRESENCE_UPDATE carries it."""
    platform = {} if member.status == "offline" else {"desktop": member.status}
    return {
        "user": {"id": str(member.user_id)},
        "guild_id": str(guild.id),
        "status": member.status,
        "activities": [],
        "client_status": platform,
    }


def show_presence(world: "World", user: int, status: str) -> None:
    """Give a user a status wherever they are; "invisible" is shown as offline."""
    shown = "offline" if status == "invisible" else status
    for guild in guilds_of(world, user):
        member = guild.members[user]
        if member.status != shown:
            member.status = shown
            world.emit("PRESENCE_UPDATE", presence(guild, member), guild=guild.id)
