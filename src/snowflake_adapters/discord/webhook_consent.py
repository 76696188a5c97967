"""Webhooks that people make on Discord's consent page (`webhook.incoming`)."""

import asyncio
import logging
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlencode

import hikari
from typing_extensions import override

from snowflake_adapters.discord.sign_in import LONGEST_CODE, LONGEST_WAIT, PATIENCE, authorize_page
from snowflake_domain.kernel.scope import ChannelId, GuildId
from snowflake_domain.tenancy.connect_webhook import GivenWebhook, WebhookConsent, WebhookConsentFailed
from snowflake_domain.tenancy.webhook import MadeWebhook

log = logging.getLogger(__name__)

SCOPE: Final = "webhook.incoming"


class HikariWebhookConsent(WebhookConsent):
    """Trades codes for webhooks; use it as a context manager. The access token is revoked at once."""

    def __init__(self, *, client_id: str, client_secret: str, redirect_uri: str, api_url: str) -> None:
        self._client = int(client_id)
        self._secret = client_secret
        self._redirect = redirect_uri
        self._page = authorize_page(api_url)
        self._app = hikari.RESTApp(url=api_url, max_rate_limit=LONGEST_WAIT, max_retries=1)

    async def __aenter__(self) -> Self:
        await self._app.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._app.close()

    @override
    def consent_url(self, *, state: str, challenge: str) -> str:
        query = {
            "client_id": self._client,
            "response_type": "code",
            "redirect_uri": self._redirect,
            "scope": SCOPE,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._page}?{urlencode(query)}"

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
