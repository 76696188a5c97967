"""Find messages by their words."""

from typing import Final

import attrs

from snowflake_domain.kernel.scope import ChannelId, MessageId, Permission, TenantScope, UserId
from snowflake_domain.kernel.work import Begin
from snowflake_domain.messages.message import Message
from snowflake_domain.messages.ports import MessagesWork, Sought
from snowflake_domain.messages.terms import Query

MOST: Final = 100
COUNTED: Final = 1000
"""Beyond this many matches the total is an estimate: at least so many."""


@attrs.frozen(kw_only=True)
class FindMessages:
    """Ask for messages with these words, newest first; `cursor` is where the last page ended."""

    q: str
    channel: ChannelId | None = None
    author: UserId | None = None
    limit: int = 25
    cursor: MessageId | None = None


@attrs.frozen
class Hit:
    """A message and where the words stand in its content, as code point ranges."""

    message: Message
    highlights: tuple[tuple[int, int], ...]


@attrs.frozen(kw_only=True)
class Found:
    """One page of hits; `total` counts before phrases and exclusions are looked at."""

    items: tuple[Hit, ...]
    next: MessageId | None
    total: int
    total_is_estimate: bool


@attrs.frozen
class SearchMessages:
    """Search the index; raises `EmptySearch` or `PermissionDenied`."""

    _begin: Begin[MessagesWork]

    async def __call__(self, scope: TenantScope, command: FindMessages) -> Found:
        scope.require(Permission.VIEW)
        query = Query.parse(command.q)
        limit = max(1, min(command.limit, MOST))
        narrow = not query.is_plain
        sought = Sought(
            terms=query.terms, channel=command.channel, author=command.author, before=command.cursor
        )
        hits: list[Message] = []
        async with self._begin(scope) as work:
            total = await work.messages.matching(attrs.evolve(sought, before=None), COUNTED)
            reach = attrs.evolve(sought, limit=max(limit + 1, 50))
            while len(hits) <= limit:
                found = await work.messages.search(reach)
                hits += [one for one in found if not narrow or query.accepts(one.searchable())]
                if len(found) < reach.limit:
                    break
                reach = attrs.evolve(reach, before=found[-1].id)
        kept = hits[:limit]
        return Found(
            items=tuple(Hit(one, query.highlights(one.content)) for one in kept),
            next=kept[-1].id if len(hits) > limit else None,
            total=total,
            total_is_estimate=narrow or total >= COUNTED,
        )
