"""Ask for webhooks, look at them, take them away."""

from typing import ClassVar

import attrs

from snowflake_domain.kernel.activity import ActivityKind, Change, Facts
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.outbox import DeliverNow, OutboxId
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, Permission, TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.tenancy.ports import TenancyWork
from snowflake_domain.tenancy.webhook import Webhook, WebhookId, WebhookState, facts_of, pending_webhook


@attrs.frozen
class SeedWebhook:
    """Leaves through the outbox: the bot is to make this webhook."""

    webhook: WebhookId


@attrs.frozen
class RemoveWebhook:
    """Leaves through the outbox: this webhook is to be taken out of Discord."""

    webhook: WebhookId


@attrs.frozen(kw_only=True)
class AskForWebhook:
    """Ask for the bot to make a webhook in a channel."""

    channel: ChannelId


@attrs.define(eq=False)
class UnknownWebhook(DomainError):
    """There is no such webhook."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "tenancy.unknown_webhook"
    webhook: WebhookId


@attrs.frozen
class ManageWebhooks:
    """Keep the list of webhooks; raises `PermissionDenied`."""

    _begin: Begin[TenancyWork]
    _deliver: DeliverNow
    _clock: Clock
    _ids: Ids

    async def everyone(self, scope: TenantScope) -> tuple[Webhook, ...]:
        """Return them, oldest first."""
        scope.require(Permission.MANAGE_SETTINGS)
        async with self._begin(scope) as work:
            return await work.webhooks.all()

    async def ask(self, scope: TenantScope, asker: Person, command: AskForWebhook) -> Webhook:
        """Have the bot make a webhook; asked twice it is the same one. Raises `BotAway`."""
        scope.require(Permission.MANAGE_SETTINGS)
        scope.require_bot()
        asked = pending_webhook(WebhookId(self._ids.next()), command.channel, asker, self._clock.now())
        promise: OutboxId | None = None
        async with self._begin(scope) as work:
            stands = await work.webhooks.seed(asked)
            if stands.state is WebhookState.FAILED and stands.discord_id is None:
                stands = stands.asked_again()
                await work.webhooks.replace(stands)
                promise = await work.outbox.put(SeedWebhook(stands.id))
            elif stands.id == asked.id:
                promise = await work.outbox.put(SeedWebhook(stands.id))
                await self._note(work, scope, ActivityKind.WEBHOOK_ASKED, after=facts_of(stands))
        if promise is None:
            return stands
        await self._deliver(scope, promise)
        return await self._as_it_is(scope, stands)

    async def remove(self, scope: TenantScope, webhook: WebhookId) -> None:
        """Take a webhook out of Discord and forget it; raises `UnknownWebhook`."""
        scope.require(Permission.MANAGE_SETTINGS)
        async with self._begin(scope) as work:
            found = await work.webhooks.find(webhook)
            if found is None:
                raise UnknownWebhook(webhook)
            await work.webhooks.replace(found.leaving())
            if found.state is not WebhookState.REMOVING:
                await self._note(work, scope, ActivityKind.WEBHOOK_REMOVED, before=facts_of(found))
            promise = await work.outbox.put(RemoveWebhook(webhook))
        await self._deliver(scope, promise)

    async def _note(
        self,
        work: TenancyWork,
        scope: TenantScope,
        kind: ActivityKind,
        *,
        before: Facts | None = None,
        after: Facts | None = None,
    ) -> None:
        now = self._clock.now()
        await work.activity.note(Change(kind=kind, actor=scope.actor, at=now, before=before, after=after))

    async def _as_it_is(self, scope: TenantScope, webhook: Webhook) -> Webhook:
        async with self._begin(scope) as work:
            return await work.webhooks.find(webhook.id) or webhook
