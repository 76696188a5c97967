"""Messages to put into an index."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from snowflake_domain.kernel.scope import ChannelId, MessageId, TenantScope, UserId
from snowflake_domain.messages.message import Author, Message
from snowflake_domain.messages.ports import Sought
from tests.contracts.storage import NOON, Storage


def a_message(
    number: int = 1,
    content: str = "hello",
    *,
    channel: int = 10,
    author: int = 20,
    at: datetime | None = None,
) -> Message:
    return Message(
        id=MessageId(number),
        channel_id=ChannelId(channel),
        author=Author(id=UserId(author), name="Robin", avatar_url=None, bot=False),
        content=content,
        created_at=at or NOON + timedelta(seconds=number),
    )


async def index(storage: Storage, scope: TenantScope, *messages: Message) -> None:
    async with storage.begin(scope) as work:
        await work.messages.save(messages)


async def found(storage: Storage, scope: TenantScope, *numbers: int) -> dict[MessageId, Message]:
    async with storage.begin(scope) as work:
        return await work.messages.find([MessageId(number) for number in numbers])


async def hits(storage: Storage, scope: TenantScope, terms: Sequence[str], **narrower: int) -> list[int]:
    """Search and count with everything but `limit` and `before`; both must agree."""
    sought = Sought(
        terms=frozenset(terms),
        channel=ChannelId(narrower["channel"]) if "channel" in narrower else None,
        author=UserId(narrower["author"]) if "author" in narrower else None,
        limit=1000,
    )
    async with storage.begin(scope) as work:
        messages = await work.messages.search(sought)
        assert await work.messages.matching(sought, 1000) == len(messages)
    return [message.id for message in messages]
