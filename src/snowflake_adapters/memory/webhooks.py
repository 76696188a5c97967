"""Webhooks, in memory."""

import attrs
from typing_extensions import override

from snowflake_adapters.memory.rows import TenantRows, without
from snowflake_domain.tenancy.webhook import Webhook, WebhookId, WebhookMaker
from snowflake_domain.tenancy.webhook_ports import Webhooks


@attrs.frozen
class MemoryWebhooks(Webhooks):
    """The webhooks of one tenant."""

    _rows: TenantRows

    @override
    async def all(self) -> tuple[Webhook, ...]:
        return tuple(sorted(self._rows.webhooks.values(), key=lambda one: one.id))

    @override
    async def find(self, webhook: WebhookId) -> Webhook | None:
        return self._rows.webhooks.get(webhook)

    @override
    async def seed(self, webhook: Webhook) -> Webhook:
        for one in self._rows.webhooks.values():
            if one.maker is WebhookMaker.BOT and one.channel_id == webhook.channel_id:
                return one
        await self.add(webhook)
        return webhook

    @override
    async def add(self, webhook: Webhook) -> None:
        if webhook.id in self._rows.webhooks:
            raise LookupError(f"webhook {webhook.id} is stored already")
        self._rows.webhooks = {**self._rows.webhooks, webhook.id: webhook}

    @override
    async def replace(self, webhook: Webhook) -> None:
        if webhook.id not in self._rows.webhooks:
            raise LookupError(f"webhook {webhook.id} was never stored")
        self._rows.webhooks = {**self._rows.webhooks, webhook.id: webhook}

    @override
    async def remove(self, webhook: WebhookId) -> None:
        self._rows.webhooks = without(self._rows.webhooks, webhook)
