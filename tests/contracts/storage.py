"""A storage under contract, and the communities that tests found in it."""

import itertools
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

import attrs
from sqlalchemy.ext.asyncio import AsyncEngine

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_adapters.sql.database import SqlDatabase
from snowflake_adapters.sql.directory import SqlDirectory
from snowflake_adapters.sql.outbox import OutboxCodec
from snowflake_adapters.sql.relay import SqlRelay
from snowflake_adapters.sql.sessions import SqlSessions
from snowflake_domain.billing.ports import Ledger
from snowflake_domain.identity.ports import Sessions
from snowflake_domain.kernel.activity import Activity
from snowflake_domain.kernel.outbox import Outbox
from snowflake_domain.kernel.relay import Relay
from snowflake_domain.kernel.scope import GuildId, TenantId, TenantScope, UserId
from snowflake_domain.kernel.work import Begin
from snowflake_domain.messages.ports import Messages
from snowflake_domain.moderation.moderate_member import EnforceCase
from snowflake_domain.moderation.ports import Cases
from snowflake_domain.publishing.dispatch_embed import DeliverDispatch
from snowflake_domain.publishing.ports import Dispatches
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.manage_webhooks import RemoveWebhook, SeedWebhook
from snowflake_domain.tenancy.ports import (
    ApiKeys,
    Invitations,
    MappedRoles,
    Profile,
    RoleHolders,
    StaffBook,
    TenantDirectory,
)
from snowflake_domain.tenancy.provision_tenant import TenantProvisioned
from snowflake_domain.tenancy.staff import Role, StaffMember
from snowflake_domain.tenancy.tenant import Settings, Slug, Tenant
from snowflake_domain.tenancy.webhook_ports import Webhooks
from tests.given import AtNoon

MIGRATIONS: Final = Path(__file__).parents[2] / "migrations"
CODEC: Final = OutboxCodec((EnforceCase, DeliverDispatch, RemoveWebhook, SeedWebhook, TenantProvisioned))
NOON: Final = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)
OWNER: Final = UserId(700)

_numbers: Iterator[int] = itertools.count(time.time_ns() // 1000)


class Work(Protocol):
    """Every context's work at once."""

    @property
    def staff(self) -> StaffBook: ...
    @property
    def profile(self) -> Profile: ...
    @property
    def webhooks(self) -> Webhooks: ...
    @property
    def mapped_roles(self) -> MappedRoles: ...
    @property
    def role_holders(self) -> RoleHolders: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def activity(self) -> Activity: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def dispatches(self) -> Dispatches: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def api_keys(self) -> ApiKeys: ...


@attrs.frozen(kw_only=True)
class Storage:
    """The ports of one implementation, over the same rows."""

    begin: Begin[Work]
    directory: TenantDirectory
    sessions: Sessions
    relay: Relay

    async def community(self) -> TenantScope:
        """Found a tenant that no other test knows, and enter it."""
        stands = await self.directory.found(a_tenant(), an_owner())
        return await EnterTenant(self.directory, AtNoon()).as_system(stands.id)


def in_memory() -> Storage:
    database = MemoryDatabase()
    return Storage(
        begin=database.begin,
        directory=database.directory,
        sessions=database.sessions,
        relay=database.relay,
    )


def on(engine: AsyncEngine) -> Storage:
    return Storage(
        begin=SqlDatabase(engine, CODEC).begin,
        directory=SqlDirectory(engine, CODEC),
        sessions=SqlSessions(engine),
        relay=SqlRelay(engine, CODEC),
    )


def a_tenant(*, name: str = "Snow", slug: str | None = None) -> Tenant:
    number = next(_numbers)
    return Tenant(
        id=TenantId(number),
        guild=GuildId(number),
        slug=Slug(slug or f"snow-{number:x}"),
        settings=Settings(name=name),
        icon_url=None,
        created_at=NOON,
    )


def an_owner(user: UserId = OWNER) -> StaffMember:
    return a_member(user, role=Role.OWNER)


def a_member(user: UserId, *, role: Role = Role.MODERATOR, added_at: datetime = NOON) -> StaffMember:
    return StaffMember(user_id=user, name=f"user {user}", avatar_url=None, role=role, added_at=added_at)


def next_number() -> int:
    """Return an id that no other test has."""
    return next(_numbers)
