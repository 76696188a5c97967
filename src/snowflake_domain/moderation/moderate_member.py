"""Time a member out, or let them speak again, and keep the record of why."""

from datetime import datetime, timedelta
from typing import ClassVar

import attrs

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.outbox import DeliverNow
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.realtime import Event, Realtime
from snowflake_domain.kernel.scope import Permission, TenantScope, UserId
from snowflake_domain.kernel.work import Begin
from snowflake_domain.moderation.case import (
    Case,
    CaseNumber,
    CaseState,
    Sanction,
    Source,
    checked_reason,
    checked_timeout,
)
from snowflake_domain.moderation.hierarchy import Standing, check_may_time_out, check_unprotected
from snowflake_domain.moderation.ports import ModerationWork, Roster


@attrs.frozen(kw_only=True)
class TimeOutMember:
    """Ask for a member to be timed out, from now on and for `lasting`."""

    member: UserId
    lasting: timedelta
    reason: str


@attrs.frozen(kw_only=True)
class LiftTimeout:
    """Ask for a member to be let speak again."""

    member: UserId
    reason: str


@attrs.frozen
class EnforceCase:
    """Tell Discord what a case decided."""

    number: CaseNumber


@attrs.frozen(kw_only=True)
class CaseOpened:
    """The decision is recorded; `state` says whether Discord has done it yet."""

    number: CaseNumber
    state: CaseState
    failure: str | None
    expires_at: datetime | None


@attrs.define(eq=False)
class UnknownMember(DomainError):
    """That person isn't in this server."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "moderation.unknown_member"
    member: UserId


@attrs.define(eq=False)
class ModeratorAway(DomainError):
    """You aren't in this server, so your rank in it can't be told."""

    kind: ClassVar = ErrorKind.FORBIDDEN
    code: ClassVar = "moderation.moderator_away"


@attrs.frozen
class ModerateMember:
    """Record a decision and have it enforced.

    Raises `PermissionDenied`, `BotAway`, `InvalidSanction`, `UnknownMember`, `ModeratorAway`, `Outranked`,
    `Protected` (lifting is fine) or `BotOffline`.
    """

    _begin: Begin[ModerationWork]
    _roster: Roster
    _deliver: DeliverNow
    _realtime: Realtime
    _clock: Clock

    async def __call__(
        self, scope: TenantScope, command: TimeOutMember | LiftTimeout, source: Source
    ) -> CaseOpened:
        scope.require(Permission.MODERATE)
        scope.require_bot()
        reason = checked_reason(command.reason)
        lasting = checked_timeout(command.lasting) if isinstance(command, TimeOutMember) else None
        actor, target = await self._check_rank(scope, command.member)
        now = self._clock.now()
        async with self._begin(scope) as work:
            if lasting:
                check_unprotected(target, await work.profile.protected_roles())
            case = Case(
                number=await work.cases.next_number(),
                member=Person(target.id, target.name),
                moderator=Person(actor.id, actor.name),
                sanction=Sanction.TIMEOUT if lasting else Sanction.UNTIMEOUT,
                reason=reason,
                opened_at=now,
                expires_at=now + lasting if lasting else None,
                state=CaseState.PENDING,
                failure=None,
                source=source,
            )
            await work.cases.add(case)
            promise = await work.outbox.put(EnforceCase(case.number))
        await self._realtime.publish(scope, (Event("case.opened", now, case),))
        await self._deliver(scope, promise)
        async with self._begin(scope) as work:
            stands = await work.cases.find(case.number) or case
        return CaseOpened(
            number=stands.number, state=stands.state, failure=stands.failure, expires_at=stands.expires_at
        )

    async def _check_rank(self, scope: TenantScope, member: UserId) -> tuple[Standing, Standing]:
        seen = await self._roster.standings(scope, member)
        if seen.actor is None:
            raise ModeratorAway
        if seen.target is None or seen.bot is None:
            raise UnknownMember(member)
        check_may_time_out(seen.actor, seen.target, seen.bot)
        return seen.actor, seen.target
