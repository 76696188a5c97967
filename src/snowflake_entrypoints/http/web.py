"""What the HTTP side is given: its use cases, already wired, and the few facts about where it stands."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import attrs

from snowflake_domain.billing.manage_billing import ManageBilling
from snowflake_domain.community.ports import LiveGuild
from snowflake_domain.community.show_picture import ShowPicture
from snowflake_domain.identity.manage_api_keys import ManageApiKeys
from snowflake_domain.identity.manage_sessions import ManageSessions
from snowflake_domain.identity.sign_in import SignIn
from snowflake_domain.identity.stream_ticket import StreamTickets
from snowflake_domain.identity.use_api_key import UseApiKey
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.limits import Once, RateLimits
from snowflake_domain.kernel.realtime import Realtime
from snowflake_domain.kernel.scope import TenantScope
from snowflake_domain.messages.read_messages import ReadMessages
from snowflake_domain.messages.search_messages import SearchMessages
from snowflake_domain.moderation.review_cases import ReviewCases
from snowflake_domain.publishing.dispatch_embed import DispatchEmbed
from snowflake_domain.telemetry.overview import ReadOverview
from snowflake_domain.tenancy.accept_invitation import AcceptInvitation
from snowflake_domain.tenancy.change_settings import ChangeSettings
from snowflake_domain.tenancy.connect_webhook import ConnectWebhook
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.invite_staff import InviteStaff
from snowflake_domain.tenancy.manage_staff import ManageStaff
from snowflake_domain.tenancy.manage_webhooks import ManageWebhooks
from snowflake_domain.tenancy.map_roles import MapRoles
from snowflake_domain.tenancy.note_bot import NoteBot
from snowflake_domain.tenancy.ports import Installations, TenantDirectory
from snowflake_domain.tenancy.provision_tenant import ProvisionTenant
from snowflake_domain.tenancy.read_activity import ReadActivity

Probe = Callable[[], Awaitable[bool]]
"""Tells whether one part of the product answers; may raise, which means no."""


class ForwardToBot(Protocol):
    """Carries one allowed call to the Bot Service API, with the scope and the secret."""

    async def __call__(
        self, scope: TenantScope, method: str, path: str, *, query: Mapping[str, str], body: bytes | None
    ) -> tuple[int, str, bytes]:
        """Return status, content type and body as the bot gave them; raises `BotOffline`.

        `path` is below the bot's root, such as `/members/5`; `body` is JSON.
        """
        ...


@attrs.frozen(kw_only=True)
class Web:
    """Every use case and port that some route calls."""

    sign_in: SignIn
    manage_sessions: ManageSessions
    manage_api_keys: ManageApiKeys
    use_api_key: UseApiKey
    enter_tenant: EnterTenant
    directory: TenantDirectory
    installations: Installations
    provision_tenant: ProvisionTenant
    note_bot: NoteBot
    manage_webhooks: ManageWebhooks
    connect_webhook: ConnectWebhook
    manage_staff: ManageStaff
    invite_staff: InviteStaff
    accept_invitation: AcceptInvitation
    map_roles: MapRoles
    read_activity: ReadActivity
    change_settings: ChangeSettings
    read_messages: ReadMessages
    search_messages: SearchMessages
    review_cases: ReviewCases
    dispatch_embed: DispatchEmbed
    read_overview: ReadOverview
    stream_tickets: StreamTickets
    show_picture: ShowPicture
    live_guild: LiveGuild
    forward: ForwardToBot
    realtime: Realtime
    limits: RateLimits
    once: Once
    clock: Clock
    bot_patience: float = 10.0
    """Seconds the bot has for a forwarded call; its own use cases answer within 2 to 5."""
    billing: ManageBilling | None = None
    """None where no payment provider is set up: then there are no such routes."""
    parts: Mapping[str, Probe]
    """What `/readyz` asks, by name, such as `database`, `redis` and `bot`."""


@attrs.frozen(kw_only=True)
class Site:
    """Where this process stands; addresses are without a path and without a slash at the end."""

    panel_url: str
    marketing_url: str
    bot_service_url: str
    discord_api_url: str
    authorize_url: str
    """Discord's consent page, without a query."""
    client_id: str
    secret_key: str = attrs.field(repr=False)
    bot_service_secret: str = attrs.field(repr=False)
    frontend: Path
    """The frontend's build, which need not be there."""

    @property
    def secure(self) -> bool:
        """Whether browsers see the panel over https."""
        return urlsplit(self.panel_url).scheme == "https"

    @property
    def panel_origin(self) -> str:
        """The panel's origin, as browsers spell it."""
        return origin_of(self.panel_url)

    @property
    def stream_url(self) -> str:
        """Where browsers open live streams."""
        scheme, rest = self.bot_service_url.rstrip("/").split("://", 1)
        return f"{'wss' if scheme == 'https' else 'ws'}://{rest}/ws"


def origin_of(url: str) -> str:
    """Return scheme, host and port as a browser's `Origin` header has them: no default port, lower case."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443, "ws": 80, "wss": 443}.get(parts.scheme)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in {None, default} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
