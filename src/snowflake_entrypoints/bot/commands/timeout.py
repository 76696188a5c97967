"""`/timeout` and `/untimeout`."""

from typing import Final

import hikari
import lightbulb

from snowflake_domain.kernel.scope import GuildId, TenantScope, UserId
from snowflake_domain.moderation.case import LONGEST_REASON, Source
from snowflake_domain.moderation.moderate_member import LiftTimeout, ModerateMember, TimeOutMember
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_entrypoints.bot.commands.durations import duration_from, offers
from snowflake_entrypoints.bot.commands.replies import opened

MOST_OFFERS: Final = 25
"""Discord: an autocompletion has at most 25 choices."""


async def offer_durations(ctx: lightbulb.AutocompleteContext[str]) -> None:
    """Offer usual durations, and the one being typed."""
    await ctx.respond(offers(str(ctx.focused.value or ""))[:MOST_OFFERS])


class Timeout(
    lightbulb.SlashCommand,
    name="timeout",
    description="Keep a member from speaking for a while",
    contexts=[hikari.ApplicationContextType.GUILD],
    default_member_permissions=hikari.Permissions.MODERATE_MEMBERS,
):
    """`/timeout member duration reason`."""

    member = lightbulb.user("member", "Who")
    duration = lightbulb.string(
        "duration", "For how long: 10m, 2h, 1d; at most 28 days", autocomplete=offer_durations, max_length=100
    )
    reason = lightbulb.string(
        "reason", "Why; stands in the case book", min_length=1, max_length=LONGEST_REASON
    )

    @lightbulb.invoke
    async def invoke(
        self, ctx: lightbulb.Context, enter: EnterTenant, moderate_member: ModerateMember
    ) -> None:
        """Defer first: Discord waits three seconds, and a second copy of the interaction stops here."""
        await ctx.defer(ephemeral=True)
        command = TimeOutMember(
            member=UserId(int(self.member.id)), lasting=duration_from(self.duration), reason=self.reason
        )
        case = await moderate_member(await _scope(ctx, enter), command, Source.SLASH)
        await ctx.respond(opened(case, _name(self.member)), ephemeral=True)


class Untimeout(
    lightbulb.SlashCommand,
    name="untimeout",
    description="Let a member speak again",
    contexts=[hikari.ApplicationContextType.GUILD],
    default_member_permissions=hikari.Permissions.MODERATE_MEMBERS,
):
    """`/untimeout member reason`."""

    member = lightbulb.user("member", "Who")
    reason = lightbulb.string(
        "reason", "Why; stands in the case book", min_length=1, max_length=LONGEST_REASON
    )

    @lightbulb.invoke
    async def invoke(
        self, ctx: lightbulb.Context, enter: EnterTenant, moderate_member: ModerateMember
    ) -> None:
        """Defer first, as `/timeout` does."""
        await ctx.defer(ephemeral=True)
        command = LiftTimeout(member=UserId(int(self.member.id)), reason=self.reason)
        case = await moderate_member(await _scope(ctx, enter), command, Source.SLASH)
        await ctx.respond(opened(case, _name(self.member)), ephemeral=True)


async def _scope(ctx: lightbulb.Context, enter: EnterTenant) -> TenantScope:
    if ctx.guild_id is None:
        raise TypeError("Discord sent a guild command without a guild")
    return await enter(GuildId(int(ctx.guild_id)), UserId(int(ctx.user.id)))


def _name(user: hikari.PartialUser) -> str:
    return str(user.display_name or user.username or user.id)
