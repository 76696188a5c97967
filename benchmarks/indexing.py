"""Batches of 500 against a commit for each message, as bots usually do: the same use case, the same rows."""

import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.community import real_messages, tenant_in
from benchmarks.figure import Figure, faster
from snowflake_adapters.memory.realtime import MemoryRealtime
from snowflake_adapters.system import SystemClock
from snowflake_domain.kernel.scope import TenantScope
from snowflake_domain.messages.index_messages import IndexMessages
from snowflake_domain.messages.message import Message, MessageSeen
from snowflake_entrypoints.wire import event_to_json


async def measure_indexing(folder: Path, scale: float) -> list[Figure]:
    many, few = real_messages(int(10_000 * scale)), real_messages(int(1_000 * scale), first=10_000_000)
    async with tenant_in(folder) as (_, database, scope):
        index = IndexMessages(database.begin, MemoryRealtime(event_to_json), SystemClock())
        alone = await rate(index, scope, few, batch=1)
        together = await rate(index, scope, many, batch=500)
    return [faster("index messages, SQLite: batches | one by one", together, alone, "messages/s")]


async def rate(index: IndexMessages, scope: TenantScope, messages: Sequence[Message], batch: int) -> float:
    started = time.perf_counter()
    for at in range(0, len(messages), batch):
        await index(scope, [MessageSeen(message=one) for one in messages[at : at + batch]])
    return len(messages) / (time.perf_counter() - started)
