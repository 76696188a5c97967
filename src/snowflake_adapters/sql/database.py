"""The transaction every context shares, on SQLite and MySQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import attrs
from sqlalchemy.ext.asyncio import AsyncEngine

from snowflake_adapters.sql.activity import SqlActivity
from snowflake_adapters.sql.api_keys import SqlApiKeys
from snowflake_adapters.sql.billing import SqlLedger
from snowflake_adapters.sql.engine import connect
from snowflake_adapters.sql.invitations import SqlInvitations
from snowflake_adapters.sql.mapped_roles import SqlMappedRoles, SqlRoleHolders
from snowflake_adapters.sql.messages import SqlMessages
from snowflake_adapters.sql.moderation import SqlCases
from snowflake_adapters.sql.outbox import OutboxCodec, SqlOutbox
from snowflake_adapters.sql.publishing import SqlDispatches
from snowflake_adapters.sql.scoped import TenantConnection
from snowflake_adapters.sql.settings import SqlProfile
from snowflake_adapters.sql.tenancy import SqlStaffBook
from snowflake_adapters.sql.trouble import transaction
from snowflake_adapters.sql.webhooks import SqlWebhooks
from snowflake_adapters.system import TimeOrderedIds
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.scope import TenantScope

__all__ = ["SqlDatabase", "SqlWork", "connect"]


@attrs.frozen
class SqlWork:
    """Satisfies every context's `*Work` port structurally."""

    staff: SqlStaffBook
    mapped_roles: SqlMappedRoles
    role_holders: SqlRoleHolders
    invitations: SqlInvitations
    activity: SqlActivity
    profile: SqlProfile
    webhooks: SqlWebhooks
    outbox: SqlOutbox
    messages: SqlMessages
    cases: SqlCases
    dispatches: SqlDispatches
    ledger: SqlLedger
    api_keys: SqlApiKeys


@attrs.frozen
class SqlDatabase:
    """Opens tenant transactions on one engine."""

    _engine: AsyncEngine
    _codec: OutboxCodec
    _ids: Ids = attrs.Factory(TimeOrderedIds)

    @asynccontextmanager
    async def begin(self, scope: TenantScope) -> AsyncIterator[SqlWork]:
        """Open one; raises `StorageBusy` or `StorageAway` when the database can't."""
        async with transaction(self._engine) as connection:
            db = TenantConnection(connection, scope.tenant)
            yield SqlWork(
                staff=SqlStaffBook(db),
                mapped_roles=SqlMappedRoles(db),
                role_holders=SqlRoleHolders(db),
                invitations=SqlInvitations(db),
                activity=SqlActivity(db, self._ids),
                profile=SqlProfile(db),
                webhooks=SqlWebhooks(db),
                outbox=SqlOutbox(db, self._codec, self._ids),
                messages=SqlMessages(db),
                cases=SqlCases(db),
                dispatches=SqlDispatches(db),
                ledger=SqlLedger(db),
                api_keys=SqlApiKeys(db),
            )
