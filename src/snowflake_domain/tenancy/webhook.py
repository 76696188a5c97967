"""Discord webhooks that a community has given to Snowflake."""

from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

import attrs

from snowflake_domain.kernel.activity import Facts
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId

WebhookId = NewType("WebhookId", int)
"""Ours; Discord has one of its own for the same webhook."""

WEBHOOK_NAME: Final = "Snowflake"
"""What the bot calls the webhooks it makes."""


class WebhookState(StrEnum):
    """How far a webhook is."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"
    REMOVING = "removing"


class WebhookMaker(StrEnum):
    """Who made it in Discord."""

    BOT = "bot"
    CONSENT = "consent"
    """A person, on Discord's own page (`webhook.incoming`)."""


@attrs.frozen
class MadeWebhook:
    """A webhook as Discord hands it over; whoever has the token can post through it."""

    id: int
    token: str = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Webhook:
    """One webhook, and what became of it."""

    id: WebhookId
    channel_id: ChannelId
    maker: WebhookMaker
    asked_by: Person
    state: WebhookState
    failure: str | None
    """Why it isn't there, or is still there, when Discord refused."""
    discord_id: int | None
    """None until Discord has made it."""
    sealed_token: str | None = attrs.field(repr=False)
    """Its token as the vault sealed it; never leaves the server."""
    created_at: datetime

    def made(self, discord_id: int, sealed_token: str) -> "Webhook":
        """Return the webhook as standing in Discord; one that is being removed goes on being removed."""
        state = self.state if self.state is WebhookState.REMOVING else WebhookState.READY
        return attrs.evolve(self, state=state, failure=None, discord_id=discord_id, sealed_token=sealed_token)

    def failed(self, why: str) -> "Webhook":
        """Return the webhook as refused."""
        return attrs.evolve(self, state=WebhookState.FAILED, failure=why[:500])

    def asked_again(self) -> "Webhook":
        """Return the webhook as about to be tried once more."""
        return attrs.evolve(self, state=WebhookState.PENDING, failure=None)

    def leaving(self) -> "Webhook":
        """Return the webhook as about to be removed."""
        return attrs.evolve(self, state=WebhookState.REMOVING, failure=None)


def facts_of(webhook: Webhook) -> Facts:
    """Return what the activity log keeps of a webhook."""
    return Facts({"channel": str(webhook.channel_id), "maker": webhook.maker.value})


def pending_webhook(number: WebhookId, channel: ChannelId, asker: Person, now: datetime) -> Webhook:
    """Return a webhook that the bot is yet to make."""
    return Webhook(
        id=number,
        channel_id=channel,
        maker=WebhookMaker.BOT,
        asked_by=asker,
        state=WebhookState.PENDING,
        failure=None,
        discord_id=None,
        sealed_token=None,
        created_at=now,
    )


def vault_purpose(tenant: int, webhook: WebhookId) -> str:
    """Return what a token is sealed for, so that no other row can pass it off as its own."""
    return f"webhook {tenant}/{webhook}"
