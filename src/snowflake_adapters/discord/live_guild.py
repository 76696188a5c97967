"""A guild's live state, from the cache that the gateway keeps up."""

from typing import Final

import attrs
import hikari
from typing_extensions import override

from snowflake_adapters.discord.connection import CDN, PRIVILEGED
from snowflake_adapters.discord.people import icon_url, member_from
from snowflake_adapters.discord.permissions import P
from snowflake_adapters.discord.sight import Place, in_sight
from snowflake_domain.community.guild import (
    Channel,
    ChannelType,
    GatewayHealth,
    GuildProfile,
    GuildRole,
    Member,
    Presence,
)
from snowflake_domain.community.ports import LiveGuild
from snowflake_domain.kernel.discord import DiscordRefused
from snowflake_domain.kernel.page import Page, page_of
from snowflake_domain.kernel.scope import ChannelId, GuildId, TenantScope, UserId

MOST_MEMBERS: Final = 100
_TYPES: Final = {
    hikari.ChannelType.GUILD_TEXT: ChannelType.TEXT,
    hikari.ChannelType.GUILD_NEWS: ChannelType.ANNOUNCEMENT,
    hikari.ChannelType.GUILD_VOICE: ChannelType.VOICE,
    hikari.ChannelType.GUILD_STAGE: ChannelType.STAGE,
    hikari.ChannelType.GUILD_FORUM: ChannelType.FORUM,
    hikari.ChannelType.GUILD_MEDIA: ChannelType.FORUM,
    hikari.ChannelType.GUILD_CATEGORY: ChannelType.CATEGORY,
    hikari.ChannelType.GUILD_NEWS_THREAD: ChannelType.THREAD,
    hikari.ChannelType.GUILD_PUBLIC_THREAD: ChannelType.THREAD,
    hikari.ChannelType.GUILD_PRIVATE_THREAD: ChannelType.THREAD,
}
_SPOKEN: Final = frozenset({ChannelType.VOICE, ChannelType.STAGE})
_UNWRITABLE: Final = frozenset({ChannelType.FORUM, ChannelType.CATEGORY})
"""Messages stand in a forum's posts, never in the forum itself."""


@attrs.frozen
class HikariLiveGuild(LiveGuild):
    """Answers from memory; only a member who isn't there costs a request."""

    _bot: hikari.GatewayBot
    _cdn: str = CDN

    @override
    async def channels(self, scope: TenantScope) -> tuple[Channel, ...]:
        found = [_channel(place, held) for place, held in in_sight(self._bot, scope.guild).places()]
        return _in_order([channel for channel in found if channel is not None])

    @override
    async def profile(self, scope: TenantScope) -> GuildProfile:
        guild = in_sight(self._bot, scope.guild).guild
        return GuildProfile(
            id=GuildId(int(guild.id)),
            name=guild.name,
            icon_url=icon_url(self._cdn, guild.id, guild.icon_hash),
            owner_id=UserId(int(guild.owner_id)),
            member_count=self._member_count(guild),
            premium_tier=int(guild.premium_tier),
        )

    @override
    async def roles(self, scope: TenantScope) -> tuple[GuildRole, ...]:
        roles = in_sight(self._bot, scope.guild).roles.values()
        return tuple(
            GuildRole(
                id=int(role.id),
                name=role.name,
                color=int(role.color),
                position=role.position,
                managed=role.is_managed,
            )
            for role in sorted(roles, key=lambda role: (-role.position, role.id))
        )

    @override
    async def members(self, scope: TenantScope, *, query: str, after: int, limit: int) -> Page[Member]:
        guild, sought = in_sight(self._bot, scope.guild), query.strip().removeprefix("@").casefold()
        roles, limit = guild.roles, max(1, min(limit, MOST_MEMBERS))
        members = self._bot.cache.get_members_view_for_guild(scope.guild)
        matching = (one for one in members.values() if one.id > after and _matches(one, sought))
        found = sorted(matching, key=lambda member: member.id)[: limit + 1]
        return page_of([(int(one.id), member_from(one, roles, self._cdn)) for one in found], limit)

    @override
    async def member(self, scope: TenantScope, user: UserId) -> Member | None:
        guild = in_sight(self._bot, scope.guild)
        try:
            found = await guild.member(user)
        except DiscordRefused:
            return None
        return member_from(found, guild.roles, self._cdn) if found else None

    @override
    async def presence(self, scope: TenantScope) -> Presence:
        guild = in_sight(self._bot, scope.guild).guild
        online = None
        if self._bot.intents & hikari.Intents.GUILD_PRESENCES:
            presences = self._bot.cache.get_presences_view_for_guild(scope.guild).values()
            online = sum(one.visible_status is not hikari.Status.OFFLINE for one in presences)
        return Presence(online=online, total=self._member_count(guild))

    @override
    async def health(self, scope: TenantScope) -> GatewayHealth:
        shards = self._bot.shards.values()
        connected = bool(shards) and all(shard.is_connected for shard in shards)
        latency = self._bot.heartbeat_latency if shards else float("nan")
        missing = tuple(str(intent.name) for intent in PRIVILEGED if not self._bot.intents & intent)
        known = connected and latency == latency  # noqa: PLR0124 - nan: no heartbeat was answered yet
        latency_ms = max(0, round(latency * 1000)) if known else None
        return GatewayHealth(connected=connected, latency_ms=latency_ms, intents_missing=missing)

    def _member_count(self, guild: hikari.GatewayGuild) -> int:
        """Count who is cached once that is (nearly) everybody: hikari never changes `member_count` itself."""
        announced = guild.member_count or 0
        cached = len(self._bot.cache.get_members_view_for_guild(guild.id))
        complete = self._bot.intents & hikari.Intents.GUILD_MEMBERS and cached >= announced // 2
        return cached if complete else announced


def _matches(member: hikari.Member, sought: str) -> bool:
    if not sought or str(member.id) == sought:
        return True
    names = (member.username, member.nickname, member.global_name)
    return any(name and sought in name.casefold() for name in names)


def _channel(place: Place, held: hikari.Permissions) -> Channel | None:
    kind = _TYPES.get(hikari.ChannelType(place.type))
    if kind is None:
        return None
    thread = place if isinstance(place, hikari.GuildThreadChannel) else None
    needed = P.SEND_MESSAGES_IN_THREADS if thread else P.SEND_MESSAGES
    locked = thread is not None and thread.is_locked and not held & P.MANAGE_THREADS
    return Channel(
        id=ChannelId(int(place.id)),
        name=place.name or "",
        type=kind,
        parent_id=ChannelId(int(place.parent_id)) if place.parent_id else None,
        position=0 if isinstance(place, hikari.GuildThreadChannel) else place.position,
        topic=getattr(place, "topic", None) or None,
        archived=thread is not None and thread.is_archived,
        visible=bool(held & P.VIEW_CHANNEL),
        can_send=bool(held & P.VIEW_CHANNEL and held & needed) and kind not in _UNWRITABLE and not locked,
    )


def _in_order(channels: list[Channel]) -> tuple[Channel, ...]:
    """Put them as Discord does: loose channels, then each category with its own; spoken below written."""

    def place(channel: Channel) -> tuple[bool, bool, int, int]:
        category = channel.type is ChannelType.CATEGORY
        return category, channel.type in _SPOKEN, channel.position, channel.id

    known = {channel.id for channel in channels}
    below: dict[ChannelId | None, list[Channel]] = {}
    for channel in sorted(channels, key=place):
        parent = channel.parent_id if channel.parent_id in known else None
        below.setdefault(parent, []).append(channel)
    ordered: list[Channel] = []
    for top in below.get(None, ()):
        ordered.append(top)
        for child in below.get(top.id, ()):
            ordered += [child, *below.get(child.id, ())]
    return tuple(ordered)
