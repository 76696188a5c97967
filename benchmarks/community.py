"""A tenant in a fresh SQLite file, and messages to put into it."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chitchat_dataset import Dataset
from sqlalchemy.ext.asyncio import AsyncEngine

from snowflake_adapters.sql.database import SqlDatabase, connect
from snowflake_adapters.sql.directory import SqlDirectory
from snowflake_adapters.sql.migrate import migrate
from snowflake_adapters.sql.outbox import OutboxCodec
from snowflake_adapters.system import SystemClock
from snowflake_domain.kernel.scope import ChannelId, GuildId, MessageId, TenantId, TenantScope, UserId
from snowflake_domain.messages.message import Author, Message
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.provision_tenant import TenantProvisioned
from snowflake_domain.tenancy.staff import Role, StaffMember
from snowflake_domain.tenancy.tenant import Settings, Slug, Tenant

START = datetime(2026, 1, 1, tzinfo=UTC)
FIRST_ID = 1_460_000_000_000_000_000


@asynccontextmanager
async def tenant_in(folder: Path) -> AsyncIterator[tuple[AsyncEngine, SqlDatabase, TenantScope]]:
    engine = connect(f"sqlite+aiosqlite:///{folder / 'bench.db'}")
    await migrate(engine)
    codec = OutboxCodec((TenantProvisioned,))
    directory = SqlDirectory(engine, codec)
    tenant = Tenant(
        id=TenantId(1),
        guild=GuildId(1),
        slug=Slug("bench"),
        settings=Settings(name="Bench"),
        icon_url=None,
        created_at=START,
    )
    owner = StaffMember(user_id=UserId(1), name="Ada", avatar_url=None, role=Role.OWNER, added_at=START)
    await directory.found(tenant, owner)
    try:
        yield (
            engine,
            SqlDatabase(engine, codec),
            await EnterTenant(directory, SystemClock()).as_system(TenantId(1)),
        )
    finally:
        await engine.dispose()


def real_messages(count: int, first: int = 0) -> list[Message]:
    """Return real chat messages (chitchat-dataset), again from the start when there are too few."""
    said = [line["text"] for chat in Dataset().values() for turn in chat["messages"] for line in turn]
    people = random.Random(7)
    return [
        Message(
            id=MessageId(FIRST_ID + (at << 22)),
            channel_id=ChannelId(100 + people.randrange(20)),
            author=Author(id=UserId(people.randrange(1, 500)), name="Somebody", avatar_url=None, bot=False),
            content=said[at % len(said)],
            created_at=START + timedelta(seconds=at),
        )
        for at in range(first, first + count)
    ]
