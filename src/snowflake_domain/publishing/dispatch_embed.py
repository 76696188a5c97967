"""Send a message to a channel, and see what became of it."""

from typing import ClassVar, Final

import attrs

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.outbox import DeliverNow
from snowflake_domain.kernel.page import Page, page_of
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, Permission, TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.publishing.dispatch import Dispatch, DispatchId, DispatchState
from snowflake_domain.publishing.message import Embed, OutgoingMessage
from snowflake_domain.publishing.ports import PublishingWork

MOST: Final = 100


@attrs.frozen(kw_only=True)
class SendEmbed:
    """Ask for a message to stand in a channel."""

    channel: ChannelId
    content: str = ""
    embeds: tuple[Embed, ...] = ()


@attrs.frozen
class DeliverDispatch:
    """Leaves through the outbox: the dispatch is to be sent."""

    dispatch: DispatchId


@attrs.define(eq=False)
class UnknownDispatch(DomainError):
    """There is no such dispatch."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "publishing.unknown_dispatch"
    dispatch: DispatchId


@attrs.frozen
class DispatchEmbed:
    """Check a message, promise it, and send it; raises `InvalidMessage`, `PermissionDenied` or `BotAway`."""

    _begin: Begin[PublishingWork]
    _deliver: DeliverNow
    _clock: Clock
    _ids: Ids

    async def __call__(self, scope: TenantScope, author: Person, command: SendEmbed) -> Dispatch:
        scope.require(Permission.PUBLISH)
        scope.require_bot()
        message = OutgoingMessage(content=command.content, embeds=command.embeds).checked()
        dispatch = Dispatch(
            id=DispatchId(self._ids.next()),
            channel_id=command.channel,
            message=message,
            state=DispatchState.PENDING,
            message_id=None,
            failure=None,
            created_at=self._clock.now(),
            created_by=author,
        )
        async with self._begin(scope) as work:
            await work.dispatches.add(dispatch)
            promise = await work.outbox.put(DeliverDispatch(dispatch.id))
        await self._deliver(scope, promise)
        return await self.one(scope, dispatch.id)

    async def one(self, scope: TenantScope, dispatch: DispatchId) -> Dispatch:
        """Return one dispatch; raises `UnknownDispatch`."""
        scope.require(Permission.VIEW)
        async with self._begin(scope) as work:
            found = await work.dispatches.find(dispatch)
        if found is None:
            raise UnknownDispatch(dispatch)
        return found

    async def recent(
        self, scope: TenantScope, *, limit: int = 50, cursor: DispatchId | None = None
    ) -> Page[Dispatch]:
        """Return dispatches, newest first."""
        scope.require(Permission.VIEW)
        limit = max(1, min(limit, MOST))
        async with self._begin(scope) as work:
            found = await work.dispatches.page(below=cursor, limit=limit + 1)
        return page_of([(one.id, one) for one in found], limit)
