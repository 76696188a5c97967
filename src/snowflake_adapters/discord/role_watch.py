"""Who holds which roles, as the gateway tells."""

import asyncio
from typing import Final

import attrs
import hikari
from typing_extensions import override

from snowflake_adapters.discord.connection import CDN
from snowflake_adapters.discord.people import member_from
from snowflake_adapters.discord.sight import GuildInSight, fetch_member, in_sight
from snowflake_domain.kernel.scope import RoleId, TenantScope, UserId
from snowflake_domain.tenancy.ports import RoleWatch
from snowflake_domain.tenancy.staff import RoleHolder

_AT_ONCE: Final = 500
"""Members looked at before others get a turn."""


@attrs.frozen
class HikariRoleWatch(RoleWatch):
    """Looks at the cached members; whoever should be there and isn't is asked of Discord itself.

    Before all members have arrived, and without the members intent, the cache doesn't hold everybody: who
    isn't in it has not left.
    """

    _bot: hikari.GatewayBot
    _cdn: str = CDN

    @override
    async def holders(
        self, scope: TenantScope, roles: frozenset[RoleId], known: frozenset[UserId]
    ) -> tuple[RoleHolder, ...]:
        guild = in_sight(self._bot, scope.guild)
        found = {}
        if self._bot.intents & hikari.Intents.GUILD_MEMBERS:
            cached = list(self._bot.cache.get_members_view_for_guild(scope.guild).values())
            for nth, member in enumerate(cached, start=1):
                found[UserId(int(member.id))] = self._holder(guild, member, roles)
                if nth % _AT_ONCE == 0:
                    await asyncio.sleep(0)
        for user in sorted(known - found.keys()):
            if asked := await fetch_member(self._bot, scope.guild, user):
                found[user] = self._holder(guild, asked, roles)
        return tuple(one for one in found.values() if one.roles)

    @override
    async def holder(self, scope: TenantScope, user: UserId, roles: frozenset[RoleId]) -> RoleHolder | None:
        guild = in_sight(self._bot, scope.guild)
        member = await guild.member(user)
        return self._holder(guild, member, roles) if member else None

    def _holder(self, guild: GuildInSight, member: hikari.Member, roles: frozenset[RoleId]) -> RoleHolder:
        seen = member_from(member, guild.roles, self._cdn)
        held = frozenset(RoleId(role) for role in seen.roles) & roles
        there = frozenset(RoleId(int(role)) for role in guild.roles)
        return RoleHolder(
            user_id=seen.id, name=seen.display_name, avatar_url=seen.avatar_url, roles=held & there
        )
