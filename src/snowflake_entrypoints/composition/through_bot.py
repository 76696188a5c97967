"""The way to Discord of the processes that hold no token: through the Bot Service API."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from snowflake_adapters.bot_service.actions import (
    RemoteEnforcement,
    RemoteFollowing,
    RemoteIndexing,
    RemoteInstallations,
    RemotePublisher,
    RemoteWebhooks,
)
from snowflake_adapters.bot_service.client import BotServiceClient
from snowflake_adapters.bot_service.live_guild import RemoteLiveGuild
from snowflake_domain.kernel.scope import TenantScope
from snowflake_entrypoints.composition.outside import ThroughBotService
from snowflake_entrypoints.composition.settings import Settings
from snowflake_entrypoints.http.pipeline.request_id import current_request_id
from snowflake_entrypoints.http.web import ForwardToBot
from snowflake_entrypoints.wire import as_dict, from_json


@asynccontextmanager
async def through_bot(settings: Settings) -> AsyncIterator[tuple[BotServiceClient, ThroughBotService]]:
    """Open a client of the bot's service, and every port behind it."""
    client = BotServiceClient(settings.bot_service_url, settings.bot_service_secret, from_json, as_dict)
    client.open()
    try:
        yield (
            client,
            ThroughBotService(
                live_guild=RemoteLiveGuild(client),
                enforcement=RemoteEnforcement(client),
                publisher=RemotePublisher(client),
                indexing=RemoteIndexing(client),
                following=RemoteFollowing(client),
                installations=RemoteInstallations(client),
                webhooks=RemoteWebhooks(client),
            ),
        )
    finally:
        await client.close()


def forwarding(client: BotServiceClient) -> ForwardToBot:
    """Return what `/__bot-proxy` passes checked calls on with."""

    async def forward(
        scope: TenantScope, method: str, path: str, *, query: Mapping[str, str], body: bytes | None
    ) -> tuple[int, str, bytes]:
        name = current_request_id() or ""
        return await client.forward(method, path, query, body or b"", scope, request_id=name)

    return forward
