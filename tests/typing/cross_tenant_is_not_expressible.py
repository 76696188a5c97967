"""Checked by mypy, never run: each ignored line must stay an error (`warn_unused_ignores`)."""

from snowflake_domain.kernel.scope import ChannelId, GuildId, MessageId, TenantId, TenantScope, UserId
from snowflake_domain.kernel.work import Begin
from snowflake_domain.messages.ports import History, MessagesWork
from snowflake_domain.moderation.case import Case, CaseNumber
from snowflake_domain.moderation.ports import Enforcement, ModerationWork, Roster
from snowflake_domain.tenancy.ports import TenancyWork


async def a_transaction_opens_with_a_scope_alone(
    begin: Begin[ModerationWork], scope: TenantScope, other: TenantId, guild: GuildId
) -> None:
    begin(other)  # type: ignore[arg-type]
    begin(guild)  # type: ignore[arg-type]
    begin(scope, other)  # type: ignore[call-arg]
    begin(None)  # type: ignore[arg-type]


def a_scope_does_not_change(scope: TenantScope, other: TenantId, guild: GuildId) -> None:
    scope.tenant = other  # type: ignore[misc]
    scope.guild = guild  # type: ignore[misc]
    scope.permissions |= frozenset()  # type: ignore[misc]


async def no_store_takes_a_tenant(
    moderation: Begin[ModerationWork],
    messages: Begin[MessagesWork],
    tenancy: Begin[TenancyWork],
    scope: TenantScope,
    other: TenantId,
) -> None:
    async with moderation(scope) as work:
        await work.cases.find(other)  # type: ignore[arg-type]
        await work.cases.find(CaseNumber(1), tenant=other)  # type: ignore[call-arg]
        await work.cases.page(member=None, below=None, limit=1, tenant=other)  # type: ignore[call-arg]
    async with messages(scope) as index:
        await index.messages.advance(other, MessageId(1))  # type: ignore[arg-type]
        await index.messages.find([other])  # type: ignore[list-item]
    async with tenancy(scope) as book:
        await book.staff.all(other)  # type: ignore[call-arg]
        await book.profile.current(other)  # type: ignore[call-arg]


async def discord_is_asked_inside_a_scope(
    roster: Roster, enforcement: Enforcement, history: History, case: Case, guild: GuildId, other: TenantId
) -> None:
    await roster.standings(other, UserId(1))  # type: ignore[arg-type]
    await enforcement.enforce(guild, case)  # type: ignore[arg-type]
    await history.page(guild, ChannelId(1), before=None)  # type: ignore[arg-type]


async def ids_of_different_things_do_not_mix(
    begin: Begin[MessagesWork], scope: TenantScope, user: UserId, message: MessageId
) -> None:
    async with begin(scope) as work:
        await work.messages.advance(user, message)  # type: ignore[arg-type]
        await work.messages.advance(message, message)  # type: ignore[arg-type]
