"""Who stands where in a guild's hierarchy."""

import attrs
import hikari
from typing_extensions import override

from snowflake_adapters.discord.people import standing_from
from snowflake_adapters.discord.sight import in_sight
from snowflake_domain.kernel.scope import TenantScope, UserId
from snowflake_domain.moderation.ports import Roster, Standings


@attrs.frozen
class HikariRoster(Roster):
    """Ranks members by the roles they hold now."""

    _bot: hikari.GatewayBot

    @override
    async def standings(self, scope: TenantScope, target: UserId) -> Standings:
        seen = in_sight(self._bot, scope.guild)
        actor, other = await seen.member(scope.actor), await seen.member(target)
        roles, guild = seen.roles, seen.guild
        return Standings(
            actor=standing_from(guild, actor, roles) if actor else None,
            target=standing_from(guild, other, roles) if other else None,
            bot=standing_from(guild, seen.me, roles),
        )
