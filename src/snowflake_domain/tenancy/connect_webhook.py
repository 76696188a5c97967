"""Take over a webhook that a person makes on Discord's own page."""

import base64
import hashlib
import hmac
from abc import abstractmethod
from typing import ClassVar, Final, Protocol

import attrs

from snowflake_domain.kernel.activity import ActivityKind, Change
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.ids import Ids
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, GuildId, Permission, TenantScope, UserId
from snowflake_domain.kernel.secrets import Secrets
from snowflake_domain.kernel.work import Begin
from snowflake_domain.tenancy.ports import TenancyWork
from snowflake_domain.tenancy.tenant import Slug
from snowflake_domain.tenancy.webhook import (
    MadeWebhook,
    Webhook,
    WebhookId,
    WebhookMaker,
    WebhookState,
    facts_of,
    vault_purpose,
)
from snowflake_domain.tenancy.webhook_ports import Vault

STATE_PREFIX: Final = "webhook."
"""Tells the page that Discord returns to what the consent was for."""


@attrs.define(eq=False)
class WebhookConsentFailed(DomainError):
    """The webhook didn't come through: its link was used up, too old, or another browser's. Start again."""

    code: ClassVar = "tenancy.webhook_failed"


@attrs.define(eq=False)
class WebhookElsewhere(DomainError):
    """That channel is in another server. Nothing was kept; start again and choose one of this community's."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "tenancy.webhook_elsewhere"


@attrs.frozen(kw_only=True)
class WebhookAttempt:
    """What the browser keeps (signed, HttpOnly) between consent and callback."""

    state: str
    verifier: str
    tenant: Slug
    user: UserId


@attrs.frozen(kw_only=True)
class WebhookGiven:
    """What Discord's redirect brought back."""

    code: str
    state: str


@attrs.frozen(kw_only=True)
class GivenWebhook:
    """The webhook that came with Discord's token answer (`webhook.incoming`)."""

    made: MadeWebhook
    channel: ChannelId
    guild: GuildId


class WebhookConsent(Protocol):
    """Discord's OAuth2, seen from a webhook."""

    @abstractmethod
    def consent_url(self, *, state: str, challenge: str) -> str:
        """Return where to send the browser; `challenge` is the PKCE S256 challenge."""

    @abstractmethod
    async def redeem(self, code: str, *, verifier: str) -> GivenWebhook:
        """Trade a code for the webhook; keeps no access token. Raises `WebhookConsentFailed`."""

    @abstractmethod
    async def discard(self, webhook: MadeWebhook) -> None:
        """Remove a webhook that isn't kept, as far as Discord lets us; never raises."""


@attrs.frozen
class ConnectWebhook:
    """Start with `begin`, end with `complete`; raises `PermissionDenied`."""

    _consent: WebhookConsent
    _begin: Begin[TenancyWork]
    _vault: Vault
    _secrets: Secrets
    _clock: Clock
    _ids: Ids

    def begin(self, scope: TenantScope, slug: Slug) -> tuple[WebhookAttempt, str]:
        """Return what the browser must keep and the consent page's address."""
        scope.require(Permission.MANAGE_SETTINGS)
        state, verifier = STATE_PREFIX + self._secrets.token(), self._secrets.token()
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        attempt = WebhookAttempt(state=state, verifier=verifier, tenant=slug, user=scope.actor)
        return attempt, self._consent.consent_url(state=state, challenge=challenge)

    async def complete(
        self, scope: TenantScope, person: Person, attempt: WebhookAttempt, given: WebhookGiven
    ) -> Webhook:
        """Keep the webhook; raises `WebhookConsentFailed` or `WebhookElsewhere`."""
        scope.require(Permission.MANAGE_SETTINGS)
        known = hmac.compare_digest(attempt.state.encode(), given.state.encode())
        if not known or attempt.user != scope.actor:
            raise WebhookConsentFailed
        found = await self._consent.redeem(given.code, verifier=attempt.verifier)
        if found.guild != scope.guild:
            await self._consent.discard(found.made)
            raise WebhookElsewhere
        number = WebhookId(self._ids.next())
        webhook = Webhook(
            id=number,
            channel_id=found.channel,
            maker=WebhookMaker.CONSENT,
            asked_by=person,
            state=WebhookState.READY,
            failure=None,
            discord_id=found.made.id,
            sealed_token=self._vault.seal(found.made.token, purpose=vault_purpose(scope.tenant, number)),
            created_at=self._clock.now(),
        )
        try:
            async with self._begin(scope) as work:
                await work.webhooks.add(webhook)
                await work.activity.note(
                    Change(
                        kind=ActivityKind.WEBHOOK_CONNECTED,
                        actor=scope.actor,
                        at=webhook.created_at,
                        after=facts_of(webhook),
                    )
                )
        except Exception:
            await self._consent.discard(found.made)
            raise
        return webhook
