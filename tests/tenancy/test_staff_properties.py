"""Whatever happens to a staff, in whatever order: it has an owner, and nobody gives what they don't have."""

import asyncio
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from typing_extensions import override

from snowflake_domain.kernel.errors import DomainError
from snowflake_domain.kernel.scope import Permission, RoleId, TenantScope, UserId
from snowflake_domain.tenancy.enter_tenant import NotStaff
from snowflake_domain.tenancy.invitation import InvitationSecret
from snowflake_domain.tenancy.invite_staff import MakeInvitation
from snowflake_domain.tenancy.manage_staff import AppointStaff
from snowflake_domain.tenancy.staff import PERMISSIONS, Role
from tests.fakes import ALEX, GUILD, ROBIN, SAM
from tests.tenancy.staffed import BLUE, RED, Staffed, appoint, guest, mapped

PEOPLE = (ALEX, ROBIN, SAM, UserId(104), UserId(105))
people, roles = st.sampled_from(PEOPLE), st.sampled_from(list(Role))
discord_roles = st.sampled_from([RED, BLUE])
ends = st.none() | st.integers(-1, 3).map(lambda days: timedelta(days=days))


class AnyStaff(RuleBasedStateMachine):
    """People do to the staff whatever they are let to; each step is checked against who did it."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.polar = Staffed()
        self.secrets: list[tuple[InvitationSecret, UserId]] = []

    @override
    def teardown(self) -> None:
        self.runner.close()

    @initialize()
    def found(self) -> None:
        """Begin with one of each role, so that most attempts are somebody's."""

        async def go() -> None:
            owner = await self.polar.found()
            for who, role in ((ROBIN, Role.ADMIN), (SAM, Role.MODERATOR), (PEOPLE[3], Role.VIEWER)):
                await self.polar.staff.appoint(owner, appoint(who, role))

        self.runner.run(go())

    @rule(actor=people, who=people, role=roles, end=ends)
    def give(self, actor: UserId, who: UserId, role: Role, end: timedelta | None) -> None:
        until = None if end is None else self.polar.clock.now() + end
        command = AppointStaff(user_id=who, name=f"User {who}", avatar_url=None, role=role, until=until)
        self.attempt(actor, lambda scope: self.polar.staff.appoint(scope, command))

    @rule(actor=people, who=people)
    def dismiss(self, actor: UserId, who: UserId) -> None:
        self.attempt(actor, lambda scope: self.polar.staff.dismiss(scope, who))

    @rule(actor=people)
    def leave(self, actor: UserId) -> None:
        self.attempt(actor, self.polar.staff.leave)

    @rule(actor=people, to=people)
    def transfer(self, actor: UserId, to: UserId) -> None:
        self.attempt(actor, lambda scope: self.polar.staff.transfer(scope, to))

    @rule(actor=people, role=roles)
    def invite(self, actor: UserId, role: Role) -> None:
        made = self.attempt(actor, lambda scope: self.polar.invite(scope, MakeInvitation(role=role)))
        if made is not None:
            self.secrets.append((made.secret, actor))

    @rule(who=people)
    def accept(self, who: UserId) -> None:
        if self.secrets:
            secret, inviter = self.secrets.pop()
            before, may = self.permissions(), self.permissions()[inviter]
            try:
                self.runner.run(self.polar.accept(guest(who), secret))
            except DomainError:
                assert self.permissions() == before
            else:
                self.check_nobody_gained_more_than(may, before)

    @rule(actor=people, discord_role=discord_roles, role=roles)
    def map_role(self, actor: UserId, discord_role: RoleId, role: Role) -> None:
        self.attempt(actor, lambda scope: self.polar.map_roles.set(scope, mapped(discord_role, role)))

    @rule(actor=people, discord_role=discord_roles)
    def unmap_role(self, actor: UserId, discord_role: RoleId) -> None:
        self.attempt(actor, lambda scope: self.polar.map_roles.remove(scope, discord_role))

    @rule(who=people, held=st.frozensets(discord_roles))
    def change_in_discord(self, who: UserId, held: frozenset[RoleId]) -> None:
        self.polar.members.held[who] = held

        async def hear() -> None:
            await self.polar.follow.everyone(await self.polar.listener())

        self.runner.run(hear())

    @rule(hours=st.integers(1, 60))
    def wait(self, hours: int) -> None:
        self.polar.clock.forward(hours=hours)

    @invariant()
    def has_an_owner(self) -> None:
        owners = [who for who, held in self.permissions().items() if held == PERMISSIONS[Role.OWNER]]
        assert owners

    def attempt(self, actor: UserId, act: Any) -> Any:
        """Let somebody try something; check what others can do afterwards."""
        before = self.permissions()

        async def go() -> Any:
            scope: TenantScope = await self.polar.enter(GUILD, actor)
            return await act(scope)

        try:
            done = self.runner.run(go())
        except DomainError:
            assert self.permissions() == before, "what is refused changes nothing"
            return None
        self.check_nobody_gained_more_than(before[actor], before)
        return done

    def check_nobody_gained_more_than(
        self, may: frozenset[Permission], before: dict[UserId, frozenset[Permission]]
    ) -> None:
        for who, held in self.permissions().items():
            assert held - before[who] <= may

    def permissions(self) -> dict[UserId, frozenset[Permission]]:
        async def ask() -> dict[UserId, frozenset[Permission]]:
            found = {}
            for who in PEOPLE:
                try:
                    found[who] = (await self.polar.enter(GUILD, who)).permissions
                except NotStaff:
                    found[who] = frozenset()
            return found

        return self.runner.run(ask())


TestAnyStaff = AnyStaff.TestCase
TestAnyStaff.settings = settings(max_examples=40, stateful_step_count=40, deadline=None, database=None)
