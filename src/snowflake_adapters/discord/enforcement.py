"""Timeouts, set and lifted in Discord."""

from typing import Final

import attrs
import hikari
from typing_extensions import override

from snowflake_adapters.discord.refusals import refusals
from snowflake_domain.kernel.scope import TenantScope
from snowflake_domain.moderation.case import Case
from snowflake_domain.moderation.ports import Enforcement

LONGEST_REASON: Final = 512
"""Discord: X-Audit-Log-Reason has at most 512 characters."""


@attrs.frozen
class HikariEnforcement(Enforcement):
    """Sets the moment until which a member can't speak; the same moment twice changes nothing."""

    _bot: hikari.GatewayBot

    @override
    async def enforce(self, scope: TenantScope, case: Case) -> None:
        reason = f"#{case.number} {case.moderator.name}: {case.reason}"[:LONGEST_REASON]
        with refusals():
            await self._bot.rest.edit_member(
                scope.guild, case.member.id, communication_disabled_until=case.expires_at, reason=reason
            )
