"""Keep the staff in step with the Discord roles that are mapped to staff roles."""

from collections.abc import Iterable
from typing import Final

import attrs
from typing_extensions import override

from snowflake_domain.kernel.activity import ActivityKind, Change, Facts
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.relay import Deliver
from snowflake_domain.kernel.scope import Permission, RoleId, TenantScope, UserId
from snowflake_domain.kernel.work import Begin
from snowflake_domain.tenancy.map_roles import FollowMappedRoles
from snowflake_domain.tenancy.ports import Following, RoleWatch, TenancyWork
from snowflake_domain.tenancy.staff import MappedRole, RoleHolder

MOST_NOTED: Final = 25
"""People whose changes are noted one by one; when a whole role is mapped, one note says how many."""


@attrs.frozen
class FollowRoles:
    """Write down who holds mapped roles, as the bot sees it; raises `BotOffline`.

    Safe to repeat. Runs for one guild must not overlap: the later view has to be written later.
    """

    _begin: Begin[TenancyWork]
    _watch: RoleWatch
    _clock: Clock

    async def everyone(self, scope: TenantScope) -> None:
        """Look at the whole guild."""
        scope.require(Permission.INDEX)
        async with self._begin(scope) as work:
            mapped = await _mapped(work)
            known = {one.user_id for one in await work.role_holders.all()}
        if not mapped and not known:
            return
        seen = await self._watch.holders(scope, frozenset(mapped), frozenset(known)) if mapped else ()
        await self._write(scope, None, seen)

    async def one(self, scope: TenantScope, user: UserId) -> None:
        """Look at one person, whose roles changed or who left."""
        scope.require(Permission.INDEX)
        async with self._begin(scope) as work:
            mapped = await _mapped(work)
        if mapped:
            seen = await self._watch.holder(scope, user, frozenset(mapped))
            await self._write(scope, user, (seen,) if seen else ())

    async def _write(self, scope: TenantScope, about: UserId | None, seen: Iterable[RoleHolder]) -> None:
        holding = {one.user_id: one for one in seen if one.roles}
        async with self._begin(scope) as work:
            mapped = await _mapped(work)
            only = frozenset({about}) if about is not None else None
            kept = await work.role_holders.all() if only is None else await work.role_holders.among(only)
            before = {one.user_id: one for one in kept}
            changed = []
            for user in {*before, *holding}:
                was, now = before.get(user), holding.get(user)
                if was == now:
                    continue
                await work.role_holders.put(now or attrs.evolve(before[user], roles=frozenset()))
                if _roles(was) != _roles(now):
                    changed.append((was, now))
            await self._note(work, scope, mapped, changed)

    async def _note(
        self,
        work: TenancyWork,
        scope: TenantScope,
        mapped: dict[RoleId, MappedRole],
        changed: list[tuple[RoleHolder | None, RoleHolder | None]],
    ) -> None:
        kind, now = ActivityKind.STAFF_FOLLOWED_ROLES, self._clock.now()
        if len(changed) > MOST_NOTED:
            gone = sum(after is None for _, after in changed)
            said = Facts({"people": len(changed) - gone, "gone": gone})
            await work.activity.note(Change(kind=kind, actor=scope.actor, at=now, after=said))
            return
        for was, is_now in changed:
            one = is_now or was
            if one is not None:
                change = Change(
                    kind=kind,
                    actor=scope.actor,
                    at=now,
                    person=one.person,
                    before=_facts(was, mapped),
                    after=_facts(is_now, mapped),
                )
                await work.activity.note(change)


@attrs.frozen
class BeginFollowing(Deliver):
    """Delivers `FollowMappedRoles`: has the bot look again."""

    _following: Following

    @override
    async def deliver(self, scope: TenantScope, message: FollowMappedRoles) -> None:
        """Start it; the bot goes on by itself."""
        await self._following.start(scope)

    @override
    async def give_up(self, scope: TenantScope, message: FollowMappedRoles, error: str) -> None:
        """The bot looks at everybody again when it next connects."""


async def _mapped(work: TenancyWork) -> dict[RoleId, MappedRole]:
    return {one.discord_role: one for one in await work.mapped_roles.all()}


def _roles(holder: RoleHolder | None) -> frozenset[RoleId]:
    return holder.roles if holder else frozenset()


def _facts(holder: RoleHolder | None, mapped: dict[RoleId, MappedRole]) -> Facts | None:
    if holder is None:
        return None
    held = sorted(holder.roles)
    return Facts({"discord_roles": [mapped[one].name if one in mapped else str(one) for one in held]})
