"""A community and everything that changes its staff, on memory adapters."""

import attrs
from typing_extensions import override

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.kernel.activity import NotedChange
from snowflake_domain.kernel.scope import RoleId, TenantScope, UserId
from snowflake_domain.tenancy.accept_invitation import AcceptInvitation
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.follow_roles import FollowRoles
from snowflake_domain.tenancy.invite_staff import InviteStaff
from snowflake_domain.tenancy.manage_staff import AppointStaff, ManageStaff
from snowflake_domain.tenancy.map_roles import MapRoles
from snowflake_domain.tenancy.ports import RoleWatch
from snowflake_domain.tenancy.provision_tenant import Founder
from snowflake_domain.tenancy.read_activity import ListActivity, ReadActivity
from snowflake_domain.tenancy.staff import MappedRole, Role, RoleHolder
from tests.fakes import GUILD, CountingIds, CountingSecrets, LeftToWorker, StoppedClock, Switch, founded

RED, BLUE = RoleId(31), RoleId(32)


@attrs.define
class Members(RoleWatch):
    """A guild whose members hold what a test says."""

    held: dict[UserId, frozenset[RoleId]] = attrs.Factory(dict)
    switch: Switch = attrs.Factory(Switch)

    @override
    async def holders(
        self, scope: TenantScope, roles: frozenset[RoleId], known: frozenset[UserId]
    ) -> tuple[RoleHolder, ...]:
        del known
        found = [await self.holder(scope, user, roles) for user in self.held]
        return tuple(one for one in found if one and one.roles)

    @override
    async def holder(self, scope: TenantScope, user: UserId, roles: frozenset[RoleId]) -> RoleHolder | None:
        del scope
        await self.switch.ask()
        if user not in self.held:
            return None
        held = self.held[user] & roles
        return RoleHolder(user_id=user, name=f"User {user}", avatar_url=None, roles=held)


class Staffed:
    """One community, founded by Alex."""

    def __init__(self) -> None:
        self.database, self.clock, self.members = MemoryDatabase(), StoppedClock(), Members()
        begin = self.database.begin
        self.enter = EnterTenant(self.database.directory, self.clock)
        self.staff = ManageStaff(begin, self.clock)
        self.invite = InviteStaff(begin, self.clock, CountingIds(), CountingSecrets())
        self.accept = AcceptInvitation(self.database.directory, self.enter, begin, self.clock)
        self.outbox = LeftToWorker()
        self.map_roles = MapRoles(begin, self.outbox, self.clock)
        self.follow = FollowRoles(begin, self.members, self.clock)
        self.read_activity = ReadActivity(begin)

    async def found(self) -> TenantScope:
        return await founded(self.database)

    async def scope(self, user: UserId) -> TenantScope:
        return await self.enter(GUILD, user)

    async def listener(self) -> TenantScope:
        scope = await self.enter.as_listener(GUILD)
        assert scope is not None
        return scope

    async def log(self, scope: TenantScope) -> tuple[NotedChange, ...]:
        return (await self.read_activity(scope, ListActivity(limit=100))).items


def appoint(who: UserId, role: Role) -> AppointStaff:
    return AppointStaff(user_id=who, name=f"User {who}", avatar_url=None, role=role)


def guest(who: UserId) -> Founder:
    return Founder(id=who, name=f"User {who}", avatar_url=None)


def mapped(role: RoleId, to: Role, name: str = "Red") -> MappedRole:
    return MappedRole(discord_role=role, name=name, role=to)
