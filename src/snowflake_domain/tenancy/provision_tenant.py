"""Bring a guild onto Snowflake."""

from typing import ClassVar, Final

import attrs

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind, FieldProblem
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, GuildId, Permission, TenantId, UserId
from snowflake_domain.tenancy.enter_tenant import EnterTenant, NotStaff
from snowflake_domain.tenancy.manage_webhooks import AskForWebhook, ManageWebhooks
from snowflake_domain.tenancy.ports import Installation, Installations, TenantDirectory
from snowflake_domain.tenancy.staff import Role, StaffMember
from snowflake_domain.tenancy.tenant import InvalidSettings, Settings, Tenant, slug_from
from snowflake_domain.tenancy.webhook import WebhookId, pending_webhook

MOST_WEBHOOKS: Final = 10
"""Channels of one provisioning; more can be added in the settings."""


@attrs.frozen(kw_only=True)
class Founder:
    """The signed-in person who provisions."""

    id: UserId
    name: str
    avatar_url: str | None


@attrs.frozen(kw_only=True)
class ProvisionGuild:
    """Ask for a guild to become a tenant; an empty name means the guild's own.

    In each of the channels the bot makes a webhook.
    """

    guild_id: GuildId
    name: str = ""
    webhooks: tuple[ChannelId, ...] = ()


@attrs.frozen
class TenantProvisioned:
    """Leaves through the outbox when a tenant is founded: its history is to be indexed."""

    guild_id: GuildId


@attrs.frozen
class Provisioned:
    """The tenant stands; `created` is False when it stood before."""

    tenant: Tenant
    created: bool


@attrs.define(eq=False)
class NotYourGuild(DomainError):
    """You need to own that server or hold Manage Server in it."""

    kind: ClassVar = ErrorKind.FORBIDDEN
    code: ClassVar = "tenancy.not_your_guild"
    guild: GuildId


@attrs.define(eq=False)
class BotNotInstalled(DomainError):
    """Snowflake's bot isn't in that server yet; install it first."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "tenancy.bot_not_installed"
    guild: GuildId


@attrs.frozen
class ProvisionTenant:
    """Found the tenant of a guild: tenant, owner, settings and asked webhooks in one step.

    Idempotent: repeated, raced or interrupted it ends in the same single tenant, with one webhook in each
    channel that its staff asked for. Raises `BotNotInstalled`,
    `NotYourGuild`, `InvalidSettings` or `BotOffline`.
    """

    _directory: TenantDirectory
    _installations: Installations
    _clock: Clock
    _ids: Ids
    _enter: EnterTenant
    _webhooks: ManageWebhooks

    async def __call__(self, founder: Founder, command: ProvisionGuild) -> Provisioned:
        seen = await self._installations.look(command.guild_id, founder.id)
        if not seen.installed:
            raise BotNotInstalled(command.guild_id)
        if not seen.asker_may_manage:
            raise NotYourGuild(command.guild_id)
        _check_channels(seen, command.webhooks)
        settings = Settings(name=command.name or seen.name or "Community").checked()
        tenant = TenantId(self._ids.next())
        now = self._clock.now()
        asked = Tenant(
            id=tenant,
            guild=command.guild_id,
            slug=slug_from(settings.name, tenant, taken=False),
            settings=settings,
            icon_url=seen.icon_url,
            created_at=now,
        )
        owner = StaffMember(
            user_id=founder.id,
            name=founder.name,
            avatar_url=founder.avatar_url,
            role=Role.OWNER,
            added_at=now,
        )
        person = Person(founder.id, founder.name)
        webhooks = tuple(
            pending_webhook(WebhookId(self._ids.next()), channel, person, now)
            for channel in dict.fromkeys(command.webhooks)
        )
        stands = await self._directory.found(asked, owner, webhooks)
        if stands.id == tenant:
            return Provisioned(stands, created=True)
        # Somebody, perhaps an earlier try of the same person, was first: what was asked for still holds.
        await self._directory.note_bot(present=frozenset({stands.guild}), absent=frozenset(), at=now)
        await self._ask_again(person, command)
        return Provisioned(await self._directory.tenant(stands.id) or stands, created=False)

    async def _ask_again(self, person: Person, command: ProvisionGuild) -> None:
        try:
            scope = await self._enter(command.guild_id, person.id)
        except NotStaff:
            return
        if Permission.MANAGE_SETTINGS in scope.permissions:
            for channel in dict.fromkeys(command.webhooks):
                await self._webhooks.ask(scope, person, AskForWebhook(channel=channel))


def _check_channels(seen: Installation, channels: tuple[ChannelId, ...]) -> None:
    if len(set(channels)) > MOST_WEBHOOKS:
        said = f"Choose at most {MOST_WEBHOOKS} channels; more can be added later."
        raise InvalidSettings((FieldProblem("webhooks", said),))
    may = {channel.id for channel in seen.channels if channel.may_seed}
    wrong = tuple(
        FieldProblem(f"webhooks[{at}]", "The bot may not make a webhook in that channel.")
        for at, channel in enumerate(channels)
        if channel not in may
    )
    if wrong:
        raise InvalidSettings(wrong)
