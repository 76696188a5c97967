"""API keys, in memory."""

from datetime import datetime

import attrs
from typing_extensions import override

from snowflake_adapters.memory.rows import TenantRows, without
from snowflake_domain.tenancy.api_key import ApiKey, ApiKeyId
from snowflake_domain.tenancy.ports import ApiKeys


@attrs.frozen
class MemoryApiKeys(ApiKeys):
    """The API keys of one tenant; its transactions wait for each other, so counting holds nobody off."""

    _rows: TenantRows

    @override
    async def all(self) -> tuple[ApiKey, ...]:
        keys = [key for key, _ in self._rows.api_keys.values()]
        return tuple(sorted(keys, key=lambda one: one.id, reverse=True))

    @override
    async def count_to_add(self) -> int:
        return len(self._rows.api_keys)

    @override
    async def add(self, key: ApiKey, digest: str) -> None:
        self._rows.api_keys = {**self._rows.api_keys, key.id: (key, digest)}

    @override
    async def note_use(self, key: ApiKeyId, now: datetime) -> None:
        if key not in self._rows.api_keys:
            return
        held, digest = self._rows.api_keys[key]
        if held.last_used_at is None or held.last_used_at < now:
            await self.add(attrs.evolve(held, last_used_at=now), digest)

    @override
    async def remove(self, key: ApiKeyId) -> bool:
        was_there = key in self._rows.api_keys
        self._rows.api_keys = without(self._rows.api_keys, key)
        return was_there
