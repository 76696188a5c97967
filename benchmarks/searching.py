"""Posting lists against reading every text of a channel's tenant, which is what LIKE does."""

from functools import partial
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.community import real_messages, tenant_in
from benchmarks.figure import Figure, median_ms, shorter
from snowflake_domain.kernel.scope import TenantScope
from snowflake_domain.messages.search_messages import FindMessages, SearchMessages

WORDS = ("pizza", "weekend weather", "favorite movie")


async def measure_searching(folder: Path, scale: float) -> list[Figure]:
    messages = real_messages(int(50_000 * scale))
    async with tenant_in(folder) as (engine, database, scope):
        for at in range(0, len(messages), 500):
            async with database.begin(scope) as work:
                await work.messages.save(messages[at : at + 500])
        search = SearchMessages(database.begin)
        figures = []
        for words in WORDS:
            ours = await median_ms(15, partial(search, scope, FindMessages(q=words)))
            like = await median_ms(15, partial(scan, engine, scope, words))
            figures.append(shorter(f"search {len(messages):,} messages: “{words}”", ours, like, "ms median"))
    return figures


async def scan(engine: AsyncEngine, scope: TenantScope, words: str) -> int:
    """Find and count as we do: the newest 26, and how many there are up to 1,000."""
    where = " AND ".join(f"content LIKE :w{at}" for at, _ in enumerate(words.split()))
    given = {f"w{at}": f"%{word}%" for at, word in enumerate(words.split())}
    tenant = {"tenant": scope.tenant}
    # Only numbered placeholders are put into the text.
    own = f"FROM messages WHERE tenant_id = :tenant AND {where}"
    async with engine.connect() as connection:
        rows = await connection.execute(text(f"SELECT * {own} ORDER BY id DESC LIMIT 26"), tenant | given)
        counted = await connection.execute(
            text(f"SELECT count(*) FROM (SELECT 1 {own} LIMIT 1000)"), tenant | given
        )
        return len(rows.all()) + int(counted.scalar_one())
