"""Have Discord do what a case decided."""

import attrs

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.discord import DiscordRefused
from snowflake_domain.kernel.realtime import Event, Realtime
from snowflake_domain.kernel.scope import TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.moderation.case import Case, CaseNumber, CaseState
from snowflake_domain.moderation.moderate_member import EnforceCase
from snowflake_domain.moderation.ports import Enforcement, ModerationWork


@attrs.frozen
class EnforceCases:
    """Carries `EnforceCase`: asks Discord outside any transaction, then records the outcome."""

    _begin: Begin[ModerationWork]
    _enforcement: Enforcement
    _realtime: Realtime
    _clock: Clock

    async def deliver(self, scope: TenantScope, message: EnforceCase) -> None:
        """Enforce a pending case; settled ones are left alone."""
        case = await self._pending(scope, message.number)
        if case is None:
            return
        try:
            await self._enforcement.enforce(scope, case)
        except DiscordRefused as refusal:
            await self._record(scope, case.failed(refusal.detail))
        else:
            await self._record(scope, case.enforced())

    async def give_up(self, scope: TenantScope, message: EnforceCase, error: str) -> None:
        """Mark the case as failed, for a human to look at."""
        case = await self._pending(scope, message.number)
        if case is not None:
            await self._record(scope, case.failed(f"Discord couldn't be reached for an hour ({error})."))

    async def _pending(self, scope: TenantScope, number: CaseNumber) -> Case | None:
        async with self._begin(scope) as work:
            case = await work.cases.find(number)
        return case if case is not None and case.state is CaseState.PENDING else None

    async def _record(self, scope: TenantScope, case: Case) -> None:
        async with self._begin(scope) as work:
            await work.cases.replace(case)
        await self._realtime.publish(scope, (Event("case.changed", self._clock.now(), case),))
