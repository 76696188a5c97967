"""Storage that forgets: the whole product, without a database."""

from asyncio import Lock
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import attrs

from snowflake_adapters.memory.api_keys import MemoryApiKeys
from snowflake_adapters.memory.billing import MemoryLedger
from snowflake_adapters.memory.messages import MemoryMessages
from snowflake_adapters.memory.moderation import MemoryCases
from snowflake_adapters.memory.outbox import MemoryOutbox, MemoryRelay, Promise, Promises
from snowflake_adapters.memory.publishing import MemoryDispatches
from snowflake_adapters.memory.rows import TenantRows
from snowflake_adapters.memory.sessions import MemorySessions
from snowflake_adapters.memory.settings import MemoryProfile
from snowflake_adapters.memory.staffing import (
    MemoryActivity,
    MemoryInvitations,
    MemoryMappedRoles,
    MemoryRoleHolders,
)
from snowflake_adapters.memory.tenancy import MemoryDirectory, MemoryStaffBook
from snowflake_adapters.memory.webhooks import MemoryWebhooks
from snowflake_adapters.system import TimeOrderedIds
from snowflake_domain.kernel.scope import TenantId, TenantScope


@attrs.frozen
class MemoryWork:
    """Satisfies every context's `*Work` port structurally."""

    staff: MemoryStaffBook
    mapped_roles: MemoryMappedRoles
    role_holders: MemoryRoleHolders
    invitations: MemoryInvitations
    activity: MemoryActivity
    profile: MemoryProfile
    webhooks: MemoryWebhooks
    outbox: MemoryOutbox
    messages: MemoryMessages
    cases: MemoryCases
    dispatches: MemoryDispatches
    ledger: MemoryLedger
    api_keys: MemoryApiKeys


class MemoryDatabase:
    """One transaction per tenant at a time, on a draft that replaces what was committed.

    Belongs to one event loop.
    """

    def __init__(self) -> None:
        """Begin with nothing; `directory`, `sessions` and `relay` see the same rows."""
        self._rows: dict[TenantId, TenantRows] = {}
        self._promises = Promises()
        self._ids = TimeOrderedIds()
        self._locks: defaultdict[TenantId, Lock] = defaultdict(Lock)
        self.directory = MemoryDirectory(self._rows, self._promise)
        self.sessions = MemorySessions()
        self.relay = MemoryRelay(self._promises)

    @asynccontextmanager
    async def begin(self, scope: TenantScope) -> AsyncIterator[MemoryWork]:
        """Open a transaction; others of this tenant wait."""
        async with self._locks[scope.tenant]:
            draft = attrs.evolve(self._rows.get(scope.tenant, TenantRows()))
            outbox = MemoryOutbox(self._promises.number)
            yield MemoryWork(
                staff=MemoryStaffBook(draft),
                mapped_roles=MemoryMappedRoles(draft),
                role_holders=MemoryRoleHolders(draft),
                invitations=MemoryInvitations(draft),
                activity=MemoryActivity(draft, self._ids),
                profile=MemoryProfile(draft),
                webhooks=MemoryWebhooks(draft),
                outbox=outbox,
                messages=MemoryMessages(draft),
                cases=MemoryCases(draft),
                dispatches=MemoryDispatches(draft),
                ledger=MemoryLedger(draft),
                api_keys=MemoryApiKeys(draft),
            )
            self._rows[scope.tenant] = draft
            for number, message in outbox.put_so_far.items():
                self._promises.kept[number] = Promise(scope.tenant, message)

    def _promise(self, tenant: TenantId, message: attrs.AttrsInstance) -> None:
        self._promises.kept[self._promises.number()] = Promise(tenant, message)
