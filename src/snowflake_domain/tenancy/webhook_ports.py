"""What webhooks need from the outside world."""

from abc import abstractmethod
from typing import Protocol

from snowflake_domain.kernel.scope import ChannelId, TenantScope
from snowflake_domain.tenancy.webhook import MadeWebhook, Webhook, WebhookId


class Webhooks(Protocol):
    """The webhooks of the tenant whose transaction is open."""

    @abstractmethod
    async def all(self) -> tuple[Webhook, ...]:
        """Return them, oldest first."""

    @abstractmethod
    async def find(self, webhook: WebhookId) -> Webhook | None:
        """Return one that no other transaction changes meanwhile, or None when this tenant has no such id."""

    @abstractmethod
    async def seed(self, webhook: Webhook) -> Webhook:
        """Add one for the bot to make, unless there is one in its channel already; return what stands.

        Of two at the same moment one is stored.
        """

    @abstractmethod
    async def add(self, webhook: Webhook) -> None:
        """Add one that a person has made."""

    @abstractmethod
    async def replace(self, webhook: Webhook) -> None:
        """Replace a stored one."""

    @abstractmethod
    async def remove(self, webhook: WebhookId) -> None:
        """Forget one; unknown ones are fine."""


class DiscordWebhooks(Protocol):
    """Makes and removes webhooks in Discord."""

    @abstractmethod
    async def make(self, scope: TenantScope, channel: ChannelId) -> MadeWebhook:
        """Return the bot's webhook of a channel of the scope's guild, and make it when there is none.

        Repeated and raced it is the same one. Raises `DiscordRefused` when trying again is pointless,
        `BotOffline` or anything else when it isn't.
        """

    @abstractmethod
    async def remove(self, scope: TenantScope, webhook: int, *, token: str | None) -> None:
        """Remove a webhook by Discord's id; unknown ones are fine. Raises as `make` does.

        Without its token the bot needs Manage Webhooks in its channel.
        """


class Vault(Protocol):
    """Keeps secrets so that whoever has the database doesn't have them."""

    @abstractmethod
    def seal(self, secret: str, *, purpose: str) -> str:
        """Return text that only `open` with the same purpose turns back."""

    @abstractmethod
    def open(self, sealed: str, *, purpose: str) -> str | None:
        """Return the secret, or None when it was sealed for something else, with another key, or changed."""
