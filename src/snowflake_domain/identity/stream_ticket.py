"""Let a signed-in browser open one live stream with the bot, which has no session of its own."""

from abc import abstractmethod
from datetime import datetime, timedelta
from typing import ClassVar, Final, Protocol

import attrs

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.limits import Once
from snowflake_domain.kernel.scope import GuildId, Permission, TenantId, TenantScope, UserId
from snowflake_domain.kernel.secrets import Secrets
from snowflake_domain.tenancy.enter_tenant import EnterTenant

LIFETIME: Final = timedelta(seconds=30)


@attrs.frozen(kw_only=True)
class StreamTicket:
    """Who may open a stream of what, from which page, until when; good once."""

    user: UserId
    tenant: TenantId
    guild: GuildId
    origin: str
    expires_at: datetime
    serial: str


@attrs.define(eq=False)
class TicketRefused(DomainError):
    """The ticket was used, too old, or not made for this page. Ask for a new one."""

    kind: ClassVar = ErrorKind.SIGNED_OUT
    code: ClassVar = "identity.ticket_refused"


class Seal(Protocol):
    """Turns tickets into text that nobody else can make, and back."""

    @abstractmethod
    def seal(self, ticket: StreamTicket) -> str:
        """Return URL- and header-safe text."""

    @abstractmethod
    def unseal(self, text: str) -> StreamTicket | None:
        """Return the ticket, or None when the text isn't ours."""


@attrs.frozen
class StreamTickets:
    """Issue in the web process, redeem in the bot process."""

    _seal: Seal
    _once: Once
    _secrets: Secrets
    _enter: EnterTenant
    _clock: Clock

    def issue(self, scope: TenantScope, origin: str) -> str:
        """Return a sealed ticket for the scope's actor; raises `PermissionDenied`."""
        scope.require(Permission.VIEW)
        ticket = StreamTicket(
            user=scope.actor,
            tenant=scope.tenant,
            guild=scope.guild,
            origin=origin,
            expires_at=self._clock.now() + LIFETIME,
            serial=self._secrets.token(),
        )
        return self._seal.seal(ticket)

    async def redeem(self, text: str, origin: str) -> TenantScope:
        """Use a ticket up and enter its tenant; raises `TicketRefused` or what `EnterTenant` raises."""
        ticket = self._seal.unseal(text)
        if ticket is None or ticket.origin != origin or ticket.expires_at <= self._clock.now():
            raise TicketRefused
        if not await self._once.claim(f"ticket:{ticket.serial}", 2 * LIFETIME.total_seconds()):
            raise TicketRefused
        return await self._enter.checked(ticket.tenant, ticket.guild, ticket.user)
