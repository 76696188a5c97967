"""What Snowflake has the bot process do."""

import attrs
from typing_extensions import override

from snowflake_adapters.bot_service.client import ACTION_PATIENCE, BotServiceClient
from snowflake_domain.kernel.scope import ChannelId, GuildId, MessageId, TenantScope, UserId
from snowflake_domain.messages.ports import Indexing
from snowflake_domain.moderation.case import Case
from snowflake_domain.moderation.ports import Enforcement
from snowflake_domain.publishing.dispatch import Dispatch
from snowflake_domain.publishing.ports import Publisher
from snowflake_domain.tenancy.ports import Following, Installation, Installations
from snowflake_domain.tenancy.webhook import MadeWebhook
from snowflake_domain.tenancy.webhook_ports import DiscordWebhooks


@attrs.frozen
class RemoteEnforcement(Enforcement):
    """Has the bot enforce a case; needs a scope of Snowflake itself."""

    _bot: BotServiceClient

    @override
    async def enforce(self, scope: TenantScope, case: Case) -> None:
        body = {"case": self._bot.write(case)}
        await self._bot.post(scope, "/moderation/enforce", body, patience=ACTION_PATIENCE)


@attrs.frozen
class RemotePublisher(Publisher):
    """Has the bot send a dispatch; needs a scope of Snowflake itself."""

    _bot: BotServiceClient

    @override
    async def send(self, scope: TenantScope, dispatch: Dispatch) -> MessageId:
        body = {"dispatch": self._bot.write(dispatch)}
        sent = await self._bot.post(scope, "/snowflake-dispatch", body, patience=ACTION_PATIENCE)
        return MessageId(int(sent["message_id"]))


@attrs.frozen
class RemoteFollowing(Following):
    """Has the bot look who holds the mapped roles; needs a scope of Snowflake itself."""

    _bot: BotServiceClient

    @override
    async def start(self, scope: TenantScope) -> None:
        await self._bot.post(scope, "/roles/follow", {})


@attrs.frozen
class RemoteIndexing(Indexing):
    """Has the bot read a guild's past; needs a scope of Snowflake itself."""

    _bot: BotServiceClient

    @override
    async def start(self, scope: TenantScope) -> None:
        await self._bot.post(scope, "/indexing", {})


@attrs.frozen
class RemoteWebhooks(DiscordWebhooks):
    """Has the bot make and remove webhooks; needs a scope of Snowflake itself."""

    _bot: BotServiceClient

    @override
    async def make(self, scope: TenantScope, channel: ChannelId) -> MadeWebhook:
        made = await self._bot.post(scope, "/webhooks", {"channel": str(channel)}, patience=ACTION_PATIENCE)
        return MadeWebhook(int(made["id"]), str(made["token"]))

    @override
    async def remove(self, scope: TenantScope, webhook: int, *, token: str | None) -> None:
        body = {"id": str(webhook), "token": token}
        await self._bot.post(scope, "/webhooks/remove", body, patience=ACTION_PATIENCE)


@attrs.frozen
class RemoteInstallations(Installations):
    """Asks the bot about guilds that may have no tenant yet."""

    _bot: BotServiceClient

    @override
    async def look(self, guild: GuildId, asker: UserId) -> Installation:
        found = await self._bot.ask("GET", f"/installations/{guild}", asker=str(asker))
        return self._bot.read(found, Installation)

    @override
    async def among(self, guilds: frozenset[GuildId]) -> frozenset[GuildId]:
        asked = {"guilds": [str(one) for one in guilds]}
        found = await self._bot.ask("POST", "/installations/among", asked)
        return frozenset(GuildId(int(one)) for one in found["guilds"])
