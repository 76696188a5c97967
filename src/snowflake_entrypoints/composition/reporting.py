"""The bot's reports to the web process: signed, and sent until they are taken."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from snowflake_adapters.panel import PanelClient
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.realtime import Event, Realtime
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.note_bot import GatewayChanged
from snowflake_entrypoints.bot.whereabouts import Taken, Whereabouts
from snowflake_entrypoints.composition.settings import Settings
from snowflake_entrypoints.membership import SIGNATURE, TIMESTAMP, BotMembership, signature_of

log = logging.getLogger(__name__)


def signing(secret: str, clock: Clock) -> Callable[[bytes], Mapping[str, str]]:
    """Return what proves a body to the web process: a signature of now, good once."""

    def sign(body: bytes) -> Mapping[str, str]:
        timestamp = str(int(clock.now().timestamp()))
        return {TIMESTAMP: timestamp, SIGNATURE: signature_of(secret, timestamp, body)}

    return sign


def announcing(enter: EnterTenant, realtime: Realtime, clock: Clock) -> Taken:
    """Return what tells dashboards of a report that was taken.

    The web process does so as well, but without Redis nobody listens there: streams end in the bot's process.
    """

    async def announce(report: BotMembership) -> None:
        try:
            if scope := await enter.as_listener(report.guild_id):
                event = Event("gateway.changed", clock.now(), GatewayChanged(connected=report.joined))
                await realtime.publish(scope, (event,))
        except Exception:
            log.exception("dashboards of guild %s don't hear where the bot is", report.guild_id)

    return announce


@asynccontextmanager
async def reporting(settings: Settings, clock: Clock) -> AsyncIterator[Whereabouts]:
    """Open the way to the panel; have what is given listen and run."""
    panel = PanelClient(settings.panel_url, signing(settings.bot_service_secret, clock))
    try:
        yield Whereabouts(panel, clock)
    finally:
        await asyncio.shield(panel.close())
