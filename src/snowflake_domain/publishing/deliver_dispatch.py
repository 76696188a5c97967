"""Put a dispatch into its channel."""

import attrs

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.discord import DiscordRefused
from snowflake_domain.kernel.realtime import Event, Realtime
from snowflake_domain.kernel.scope import TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.publishing.dispatch import Dispatch, DispatchId, DispatchState
from snowflake_domain.publishing.dispatch_embed import DeliverDispatch
from snowflake_domain.publishing.ports import Publisher, PublishingWork


@attrs.frozen
class DeliverDispatches:
    """Carries `DeliverDispatch`: sends outside any transaction, then records the outcome."""

    _begin: Begin[PublishingWork]
    _publisher: Publisher
    _realtime: Realtime
    _clock: Clock

    async def deliver(self, scope: TenantScope, message: DeliverDispatch) -> None:
        """Send a pending dispatch; settled ones are left alone."""
        dispatch = await self._pending(scope, message.dispatch)
        if dispatch is None:
            return
        try:
            sent = await self._publisher.send(scope, dispatch)
        except DiscordRefused as refusal:
            await self._record(scope, dispatch.failed(refusal.detail))
        else:
            await self._record(scope, dispatch.delivered(sent))

    async def give_up(self, scope: TenantScope, message: DeliverDispatch, error: str) -> None:
        """Mark the dispatch as failed."""
        dispatch = await self._pending(scope, message.dispatch)
        if dispatch is not None:
            await self._record(scope, dispatch.failed(f"Discord couldn't be reached for an hour ({error})."))

    async def _pending(self, scope: TenantScope, dispatch: DispatchId) -> Dispatch | None:
        async with self._begin(scope) as work:
            found = await work.dispatches.find(dispatch)
        return found if found is not None and found.state is DispatchState.PENDING else None

    async def _record(self, scope: TenantScope, dispatch: Dispatch) -> None:
        async with self._begin(scope) as work:
            await work.dispatches.replace(dispatch)
        await self._realtime.publish(scope, (Event("dispatch.changed", self._clock.now(), dispatch),))
