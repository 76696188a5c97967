"""Tenancy, in memory."""

from collections.abc import Callable
from datetime import datetime

import attrs
from typing_extensions import override

from snowflake_adapters.memory.rows import TenantRows, without
from snowflake_adapters.memory.staffing import hash_of
from snowflake_domain.kernel.scope import GuildId, TenantId, UserId
from snowflake_domain.tenancy.api_key import ApiKeyId
from snowflake_domain.tenancy.invitation import InvitationSecret
from snowflake_domain.tenancy.manage_webhooks import SeedWebhook
from snowflake_domain.tenancy.ports import HeldKey, Membership, StaffBook, TenantDirectory
from snowflake_domain.tenancy.provision_tenant import TenantProvisioned
from snowflake_domain.tenancy.staff import StaffMember, best
from snowflake_domain.tenancy.tenant import SettingsRevision, Slug, Tenant, slug_from
from snowflake_domain.tenancy.webhook import Webhook


@attrs.frozen
class MemoryStaffBook(StaffBook):
    """The staff of one tenant."""

    _rows: TenantRows

    @override
    async def all(self) -> tuple[StaffMember, ...]:
        return tuple(sorted(self._rows.staff.values(), key=lambda one: (one.added_at, one.user_id)))

    @override
    async def put(self, member: StaffMember) -> None:
        self._rows.staff = {**self._rows.staff, member.user_id: member}

    @override
    async def remove(self, user: UserId) -> None:
        self._rows.staff = without(self._rows.staff, user)


@attrs.frozen
class MemoryDirectory(TenantDirectory):
    """Reads what tenants have committed, and founds them."""

    _rows: dict[TenantId, TenantRows]
    _promise: Callable[[TenantId, attrs.AttrsInstance], None]
    _tenants: dict[TenantId, Tenant] = attrs.field(factory=dict, init=False)
    _reported: dict[TenantId, datetime] = attrs.field(factory=dict, init=False)

    @override
    async def of_guild(self, guild: GuildId, user: UserId) -> Membership | None:
        return self._membership(self._of_guild(guild), user)

    @override
    async def of_slug(self, slug: Slug, user: UserId) -> Membership | None:
        return self._membership(self._of_slug(slug), user)

    @override
    async def of_user(self, user: UserId) -> tuple[Membership, ...]:
        every = (self._membership(tenant, user) for tenant in self._tenants.values())
        theirs = [one for one in every if one is not None and (one.direct or one.mapped)]
        return tuple(sorted(theirs, key=lambda one: (one.tenant.settings.name.casefold(), one.tenant.id)))

    @override
    async def tenant(self, tenant: TenantId) -> Tenant | None:
        found = self._tenants.get(tenant)
        return found and self._as_it_is(found)

    @override
    async def tenants_of_guilds(self, guilds: frozenset[GuildId]) -> dict[GuildId, Tenant]:
        return {one.guild: self._as_it_is(one) for one in self._tenants.values() if one.guild in guilds}

    @override
    async def key(self, key: ApiKeyId) -> HeldKey | None:
        for tenant in self._tenants.values():
            if (found := self._rows[tenant.id].api_keys.get(key)) is not None:
                return HeldKey(self._as_it_is(tenant), *found)
        return None

    @override
    async def guilds(self) -> frozenset[GuildId]:
        return frozenset(tenant.guild for tenant in self._tenants.values())

    @override
    async def note_bot(
        self, *, present: frozenset[GuildId], absent: frozenset[GuildId], at: datetime
    ) -> frozenset[GuildId]:
        changed = set()
        for tenant in list(self._tenants.values()):
            if tenant.guild not in present | absent or self._reported[tenant.id] > at:
                continue
            self._reported[tenant.id] = at
            if (tenant.away_since is None) is (tenant.guild in absent):
                changed.add(tenant.guild)
                away = at if tenant.guild in absent else None
                self._tenants[tenant.id] = attrs.evolve(tenant, away_since=away)
        return frozenset(changed)

    @override
    async def of_invitation(self, secret: InvitationSecret) -> Tenant | None:
        wanted = hash_of(secret)
        for tenant in self._tenants.values():
            if any(kept == wanted for _, kept in self._rows[tenant.id].invitations.values()):
                return self._as_it_is(tenant)
        return None

    @override
    async def found(self, tenant: Tenant, owner: StaffMember, asked: tuple[Webhook, ...] = ()) -> Tenant:
        stands = self._of_guild(tenant.guild)
        if stands is not None:
            return self._as_it_is(stands)
        if self._of_slug(tenant.slug) is not None:
            tenant = attrs.evolve(tenant, slug=slug_from(tenant.settings.name, tenant.id, taken=True))
        self._tenants[tenant.id] = tenant
        self._reported[tenant.id] = tenant.created_at
        first = SettingsRevision(number=1, settings=tenant.settings, at=tenant.created_at, by=owner.person)
        self._rows[tenant.id] = TenantRows(
            settings=tenant.settings,
            revisions=(first,),
            staff={owner.user_id: owner},
            webhooks={webhook.id: webhook for webhook in asked},
        )
        self._promise(tenant.id, TenantProvisioned(tenant.guild))
        for webhook in asked:
            self._promise(tenant.id, SeedWebhook(webhook.id))
        return tenant

    def _of_guild(self, guild: GuildId) -> Tenant | None:
        return next((one for one in self._tenants.values() if one.guild == guild), None)

    def _of_slug(self, slug: Slug) -> Tenant | None:
        return next((one for one in self._tenants.values() if one.slug == slug), None)

    def _membership(self, tenant: Tenant | None, user: UserId) -> Membership | None:
        if tenant is None:
            return None
        rows = self._rows[tenant.id]
        member, holder = rows.staff.get(user), rows.role_holders.get(user)
        held = holder.roles if holder else frozenset()
        return Membership(
            self._as_it_is(tenant),
            direct=member.role if member else None,
            until=member.until if member else None,
            mapped=best(one.role for one in rows.mapped_roles.values() if one.discord_role in held),
        )

    def _as_it_is(self, tenant: Tenant) -> Tenant:
        settings = self._rows[tenant.id].settings
        return attrs.evolve(tenant, settings=settings) if settings is not None else tenant
