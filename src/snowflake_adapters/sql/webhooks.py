"""Webhooks, in SQL."""

from typing import Any

import attrs
from sqlalchemy import Column, Row, String, Text, UniqueConstraint
from typing_extensions import override

from snowflake_adapters.sql.schema import Utc, id_column, tenant_table
from snowflake_adapters.sql.scoped import TenantConnection
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, UserId
from snowflake_domain.tenancy.webhook import Webhook, WebhookId, WebhookMaker, WebhookState
from snowflake_domain.tenancy.webhook_ports import Webhooks

webhooks = tenant_table(
    "webhooks",
    id_column("id", key=True),
    id_column("channel_id"),
    Column("maker", String(16), nullable=False),
    id_column("seeded_in", nullable=True),
    id_column("asked_by_id"),
    Column("asked_by_name", String(255), nullable=False),
    Column("state", String(16), nullable=False),
    Column("failure", String(500)),
    id_column("discord_id", nullable=True),
    Column("sealed_token", Text),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("tenant_id", "seeded_in"),
)
"""`seeded_in` is the channel of a webhook that the bot makes, one in each; people's have None there."""


@attrs.frozen
class SqlWebhooks(Webhooks):
    """The webhooks of one tenant."""

    _db: TenantConnection

    @override
    async def all(self) -> tuple[Webhook, ...]:
        rows = await self._db.rows(webhooks, order=webhooks.c.id)
        return tuple(_webhook(row) for row in rows)

    @override
    async def find(self, webhook: WebhookId) -> Webhook | None:
        row = await self._db.find(webhooks, webhooks.c.id == webhook, lock=True)
        return None if row is None else _webhook(row)

    @override
    async def seed(self, webhook: Webhook) -> Webhook:
        await self._db.add_missing(webhooks, [webhook_row(webhook)])
        row = await self._db.find(webhooks, webhooks.c.seeded_in == webhook.channel_id, lock=True)
        if row is None:
            raise LookupError(f"webhook {webhook.id} is another one's number")
        return _webhook(row)

    @override
    async def add(self, webhook: Webhook) -> None:
        await self._db.add(webhooks, webhook_row(webhook))

    @override
    async def replace(self, webhook: Webhook) -> None:
        row = webhook_row(webhook)
        if not await self._db.change(webhooks, webhooks.c.id == row.pop("id"), **row):
            raise LookupError(f"webhook {webhook.id} was never stored")

    @override
    async def remove(self, webhook: WebhookId) -> None:
        await self._db.remove(webhooks, webhooks.c.id == webhook)


def webhook_row(webhook: Webhook) -> dict[str, Any]:
    """Return a webhook's row, without the tenant."""
    return {
        "id": webhook.id,
        "channel_id": webhook.channel_id,
        "maker": webhook.maker.value,
        "seeded_in": webhook.channel_id if webhook.maker is WebhookMaker.BOT else None,
        "asked_by_id": webhook.asked_by.id,
        "asked_by_name": webhook.asked_by.name,
        "state": webhook.state.value,
        "failure": webhook.failure,
        "discord_id": webhook.discord_id,
        "sealed_token": webhook.sealed_token,
        "created_at": webhook.created_at,
    }


def _webhook(row: Row[*tuple[Any, ...]]) -> Webhook:
    return Webhook(
        id=WebhookId(row.id),
        channel_id=ChannelId(row.channel_id),
        maker=WebhookMaker(row.maker),
        asked_by=Person(UserId(row.asked_by_id), row.asked_by_name),
        state=WebhookState(row.state),
        failure=row.failure,
        discord_id=row.discord_id,
        sealed_token=row.sealed_token,
        created_at=row.created_at,
    )
