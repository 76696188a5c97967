"""Discord's webhooks, as far as a use case can tell."""

import itertools
from collections.abc import Iterator

import attrs
from typing_extensions import override

from snowflake_domain.kernel.scope import ChannelId, GuildId, TenantScope
from snowflake_domain.tenancy.connect_webhook import GivenWebhook, WebhookConsent, WebhookConsentFailed
from snowflake_domain.tenancy.webhook import MadeWebhook
from snowflake_domain.tenancy.webhook_ports import DiscordWebhooks
from tests.fakes import GUILD, Switch

TOKEN = "webhook-token-canary"


@attrs.define
class ChannelHooks(DiscordWebhooks):
    """One webhook of the bot in each channel, as the port promises; and calls that come through too late."""

    standing: dict[ChannelId, MadeWebhook] = attrs.Factory(dict)
    switch: Switch = attrs.Factory(Switch)
    answer_is_lost: bool = False
    removed: list[tuple[int, str | None]] = attrs.Factory(list)
    _numbers: Iterator[int] = attrs.field(factory=lambda: itertools.count(8000))

    @override
    async def make(self, scope: TenantScope, channel: ChannelId) -> MadeWebhook:
        del scope
        await self.switch.ask()
        if channel not in self.standing:
            number = next(self._numbers)
            self.standing[channel] = MadeWebhook(number, f"{TOKEN}-{number}")
        if self.answer_is_lost:
            raise ConnectionError("the answer was lost")
        return self.standing[channel]

    @override
    async def remove(self, scope: TenantScope, webhook: int, *, token: str | None) -> None:
        del scope
        await self.switch.ask()
        self.removed.append((webhook, token))
        self.standing = {channel: one for channel, one in self.standing.items() if one.id != webhook}


@attrs.define
class ConsentingPeople(WebhookConsent):
    """People who choose a channel; each code is good once."""

    codes: dict[str, GivenWebhook] = attrs.Factory(dict)
    verifiers: list[str] = attrs.Factory(list)
    discarded: list[int] = attrs.Factory(list)

    def choose(self, code: str, *, channel: int = 77, guild: int = GUILD, number: int = 9000) -> None:
        """Have somebody make a webhook on Discord's page."""
        self.codes[code] = GivenWebhook(
            made=MadeWebhook(number, f"{TOKEN}-{number}"), channel=ChannelId(channel), guild=GuildId(guild)
        )

    @override
    def consent_url(self, *, state: str, challenge: str) -> str:
        return f"https://discord.example/oauth2/authorize?state={state}&code_challenge={challenge}"

    @override
    async def redeem(self, code: str, *, verifier: str) -> GivenWebhook:
        if code not in self.codes:
            raise WebhookConsentFailed
        self.verifiers.append(verifier)
        return self.codes.pop(code)

    @override
    async def discard(self, webhook: MadeWebhook) -> None:
        self.discarded.append(webhook.id)
