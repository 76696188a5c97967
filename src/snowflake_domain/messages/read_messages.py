"""Read the index: a channel's messages, and one message in its surroundings."""

from typing import ClassVar, Final

import attrs

from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import ChannelId, MessageId, Permission, TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.messages.message import Message, Version
from snowflake_domain.messages.ports import MessagesWork

MOST: Final = 100
SURROUNDINGS: Final = 12


@attrs.frozen(kw_only=True)
class ReadChannel:
    """Ask for a piece of a channel: around, before or after a message id, or its newest."""

    channel: ChannelId
    before: MessageId | None = None
    after: MessageId | None = None
    around: MessageId | None = None
    limit: int = 50


@attrs.frozen(kw_only=True)
class MessageInContext:
    """A message, its earlier versions and its neighbours, each oldest first."""

    message: Message
    versions: tuple[Version, ...]
    before: tuple[Message, ...]
    after: tuple[Message, ...]


@attrs.define(eq=False)
class UnknownMessage(DomainError):
    """The index has no such message."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "messages.unknown_message"
    message: MessageId


@attrs.frozen
class ReadMessages:
    """Read what was indexed; raises `PermissionDenied`."""

    _begin: Begin[MessagesWork]

    async def channel(self, scope: TenantScope, ask: ReadChannel) -> Page[Message]:
        """Return messages, newest first; `next` is the id to go on `before` with."""
        scope.require(Permission.VIEW)
        limit = max(1, min(ask.limit, MOST))
        async with self._begin(scope) as work:
            page = work.messages.page
            if ask.around is not None:
                upper = await page(ask.channel, before=None, after=ask.around - 1, limit=limit // 2 + 1)
                lower = await page(ask.channel, before=ask.around, after=None, limit=limit - len(upper) + 1)
                return _cut((*upper, *lower), limit)
            if ask.after is not None:
                found = await page(ask.channel, before=None, after=ask.after, limit=limit)
                return Page(found, None)
            return _cut(await page(ask.channel, before=ask.before, after=None, limit=limit + 1), limit)

    async def one(self, scope: TenantScope, message: MessageId) -> MessageInContext:
        """Return one message in context; raises `UnknownMessage`."""
        scope.require(Permission.VIEW)
        async with self._begin(scope) as work:
            found = (await work.messages.find([message])).get(message)
            if found is None:
                raise UnknownMessage(message)
            page, channel = work.messages.page, found.channel_id
            return MessageInContext(
                message=found,
                versions=await work.messages.versions(message),
                before=(await page(channel, before=message, after=None, limit=SURROUNDINGS))[::-1],
                after=(await page(channel, before=None, after=message, limit=SURROUNDINGS))[::-1],
            )


def _cut(found: tuple[Message, ...], limit: int) -> Page[Message]:
    kept = found[:limit]
    return Page(kept, kept[-1].id if len(found) > limit else None)
