"""People, moments and things that tests take for granted."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from snowflake_domain.identity.session import User
from snowflake_domain.kernel.relay import Relay
from snowflake_domain.kernel.scope import (
    ChannelId,
    GuildId,
    MessageId,
    Permission,
    TenantId,
    TenantScope,
    UserId,
)
from snowflake_domain.messages.message import Author, Message
from snowflake_domain.moderation.hierarchy import Standing
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.ports import TenantDirectory
from snowflake_domain.tenancy.provision_tenant import TenantProvisioned
from snowflake_domain.tenancy.staff import Role, StaffMember
from snowflake_domain.tenancy.tenant import Settings, Slug, Tenant

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
ALEX, ROBIN, SAM = UserId(101), UserId(102), UserId(103)
BOT = UserId(900)
GUILD = GuildId(5000)


class AtNoon:
    """Implements `Clock` where time doesn't matter."""

    def now(self) -> datetime:
        return NOON


class Founding(Protocol):
    """A database that tenants can be founded in, whatever it is made of."""

    @property
    def directory(self) -> TenantDirectory: ...

    @property
    def relay(self) -> Relay: ...


def scope_of(tenant: int, *permissions: Permission, actor: UserId = ALEX, guild: int = GUILD) -> TenantScope:
    """Return a scope with these permissions, or with all."""
    return TenantScope(
        tenant=TenantId(tenant),
        guild=GuildId(guild),
        actor=actor,
        permissions=frozenset(permissions or Permission),
    )


async def founded(
    database: Founding, tenant: int = 1, *, guild: int = GUILD, owner: UserId = ALEX
) -> TenantScope:
    """Found a tenant, slug `polar-<tenant>`, its past read, and return its owner's scope."""
    asked = Tenant(
        id=TenantId(tenant),
        guild=GuildId(guild),
        slug=Slug(f"polar-{tenant}"),
        settings=Settings(name=f"Polar {tenant}"),
        icon_url=None,
        created_at=NOON,
    )
    first = StaffMember(user_id=owner, name="Alex", avatar_url=None, role=Role.OWNER, added_at=NOON)
    await database.directory.found(asked, first)
    for promise in await database.relay.claim(NOON, NOON, 100):
        if isinstance(promise.message, TenantProvisioned):
            await database.relay.settle(promise)
    return await EnterTenant(database.directory, AtNoon())(asked.guild, owner)


def standing(
    who: UserId,
    *,
    rank: int,
    name: str = "",
    is_owner: bool = False,
    is_administrator: bool = False,
    may_time_out: bool = False,
) -> Standing:
    """Return where a member stands; their top role is named after its position."""
    return Standing(
        id=who,
        name=name or f"Member {who}",
        top_role=f"Role {rank}" if rank else "@everyone",
        rank=rank,
        is_owner=is_owner,
        is_administrator=is_administrator,
        may_time_out=may_time_out or is_administrator or is_owner,
    )


def user(who: UserId = ALEX) -> User:
    """Return a Discord user."""
    return User(id=who, username=f"user{who}", display_name=f"User {who}", avatar_url=None)


def message(
    number: int,
    content: str = "hello",
    *,
    channel: int = 77,
    author: UserId = ROBIN,
    at: datetime | None = None,
    edited: datetime | None = None,
) -> Message:
    """Return a message, written `number` seconds after noon unless told otherwise."""
    return Message(
        id=MessageId(number),
        channel_id=ChannelId(channel),
        author=Author(id=author, name=f"User {author}", avatar_url=None, bot=False),
        content=content,
        created_at=at or NOON + timedelta(seconds=number),
        edited_at=edited,
    )
