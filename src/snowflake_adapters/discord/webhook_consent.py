"""Webhooks that people make on Discord's consent page (`webhook.incoming`)."""

import asyncio
import logging
from typing import Final

import hikari
from typing_extensions import override

from snowflake_adapters.discord.consent import LONGEST_CODE, PATIENCE, OAuthApplication
from snowflake_domain.kernel.scope import ChannelId, GuildId
from snowflake_domain.tenancy.connect_webhook import GivenWebhook, WebhookConsent, WebhookConsentFailed
from snowflake_domain.tenancy.webhook import MadeWebhook

log = logging.getLogger(__name__)

SCOPE: Final = "webhook.incoming"


class HikariWebhookConsent(OAuthApplication, WebhookConsent):
    """Trades codes for webhooks. The access token is revoked at once."""

    def __init__(self, *, client_id: str, client_secret: str, redirect_uri: str, api_url: str) -> None:
        super().__init__(
            SCOPE,
            client_id=client_id,
            client_secret=client_secret,
            redirect_uri=redirect_uri,
            api_url=api_url,
        )

    @override
    async def redeem(self, code: str, *, verifier: str) -> GivenWebhook:
        if not 0 < len(code) <= LONGEST_CODE:
            raise WebhookConsentFailed
        try:
            async with asyncio.timeout(PATIENCE), self._app.acquire(None) as anybody:
                token = await anybody.authorize_access_token(
                    self._client, self._secret, code, self._redirect, code_verifier=verifier
                )
                try:
                    await anybody.revoke_access_token(self._client, self._secret, token.access_token)
                except hikari.HikariError as error:
                    log.warning("a token of a webhook couldn't be revoked: %s", type(error).__name__)
        except (hikari.HikariError, TimeoutError, KeyError, TypeError, ValueError) as error:
            log.warning("a webhook didn't come through: %s", type(error).__name__)
            raise WebhookConsentFailed from error
        hook = token.webhook
        if hook is None or hook.token is None or hook.guild_id is None:
            raise WebhookConsentFailed
        return GivenWebhook(
            made=MadeWebhook(int(hook.id), hook.token),
            channel=ChannelId(int(hook.channel_id)),
            guild=GuildId(int(hook.guild_id)),
        )

    @override
    async def discard(self, webhook: MadeWebhook) -> None:
        try:
            async with asyncio.timeout(PATIENCE), self._app.acquire(None) as anybody:
                await anybody.delete_webhook(webhook.id, token=webhook.token)
        except (hikari.HikariError, TimeoutError) as error:
            said = "webhook %s stays in Discord though nobody keeps it: %s"
            log.warning(said, webhook.id, type(error).__name__)
