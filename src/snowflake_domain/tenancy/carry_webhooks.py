"""Have Discord do what was decided about webhooks."""

import attrs

from snowflake_domain.kernel.discord import DiscordRefused
from snowflake_domain.kernel.scope import TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.tenancy.manage_webhooks import RemoveWebhook, SeedWebhook
from snowflake_domain.tenancy.ports import TenancyWork
from snowflake_domain.tenancy.webhook import Webhook, WebhookId, WebhookState, vault_purpose
from snowflake_domain.tenancy.webhook_ports import DiscordWebhooks, Vault


@attrs.frozen
class SeedWebhooks:
    """Carries `SeedWebhook`: the bot makes the webhook, or finds the one that an earlier try has made."""

    _begin: Begin[TenancyWork]
    _discord: DiscordWebhooks
    _vault: Vault

    async def deliver(self, scope: TenantScope, message: SeedWebhook) -> None:
        """Make a pending webhook; settled ones are left alone."""
        asked = await self._in_state(scope, message.webhook)
        if asked is None:
            return
        try:
            made = await self._discord.make(scope, asked.channel_id)
        except DiscordRefused as refusal:
            await self._fail(scope, message.webhook, refusal.detail)
            return
        sealed = self._vault.seal(made.token, purpose=vault_purpose(scope.tenant, asked.id))
        async with self._begin(scope) as work:
            stands = await work.webhooks.find(asked.id)
            if stands is not None:
                await work.webhooks.replace(stands.made(made.id, sealed))
        if stands is None:  # removed while it was being made
            await self._discord.remove(scope, made.id, token=made.token)

    async def give_up(self, scope: TenantScope, message: SeedWebhook, error: str) -> None:
        """Mark the webhook as failed."""
        await self._fail(scope, message.webhook, f"Discord couldn't be reached for an hour ({error}).")

    async def _fail(self, scope: TenantScope, webhook: WebhookId, why: str) -> None:
        async with self._begin(scope) as work:
            stands = await work.webhooks.find(webhook)
            if stands is not None and stands.state is WebhookState.PENDING:
                await work.webhooks.replace(stands.failed(why))

    async def _in_state(self, scope: TenantScope, webhook: WebhookId) -> Webhook | None:
        async with self._begin(scope) as work:
            found = await work.webhooks.find(webhook)
        return found if found is not None and found.state is WebhookState.PENDING else None


@attrs.frozen
class RemoveWebhooks:
    """Carries `RemoveWebhook`: first out of Discord, then out of our book."""

    _begin: Begin[TenancyWork]
    _discord: DiscordWebhooks
    _vault: Vault

    async def deliver(self, scope: TenantScope, message: RemoveWebhook) -> None:
        """Remove a webhook that is to go; one that Discord doesn't know any more is gone already."""
        async with self._begin(scope) as work:
            found = await work.webhooks.find(message.webhook)
        if found is None or found.state is not WebhookState.REMOVING:
            return
        if found.discord_id is not None:
            try:
                await self._discord.remove(scope, found.discord_id, token=self._token(scope, found))
            except DiscordRefused as refusal:
                await self._fail(scope, message.webhook, refusal.detail)
                return
        async with self._begin(scope) as work:
            await work.webhooks.remove(found.id)

    async def give_up(self, scope: TenantScope, message: RemoveWebhook, error: str) -> None:
        """Say that it is still there."""
        await self._fail(scope, message.webhook, f"Discord couldn't be reached for an hour ({error}).")

    def _token(self, scope: TenantScope, webhook: Webhook) -> str | None:
        if webhook.sealed_token is None:
            return None
        return self._vault.open(webhook.sealed_token, purpose=vault_purpose(scope.tenant, webhook.id))

    async def _fail(self, scope: TenantScope, webhook: WebhookId, why: str) -> None:
        async with self._begin(scope) as work:
            stands = await work.webhooks.find(webhook)
            if stands is not None and stands.state is WebhookState.REMOVING:
                await work.webhooks.replace(stands.failed(f"It couldn't be removed: {why}"))
