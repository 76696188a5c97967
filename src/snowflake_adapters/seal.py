"""Stream tickets as signed text."""

from collections.abc import Callable
from typing import Any, Final

import attrs
from itsdangerous import BadData, URLSafeSerializer
from typing_extensions import override

from snowflake_domain.identity.stream_ticket import Seal, StreamTicket

_PURPOSE: Final = "snowflake.stream-ticket"


@attrs.frozen
class SignedTickets(Seal):
    """HMAC under the secret that web and bot share; `write` and `read` turn tickets to JSON and back."""

    _secret: str = attrs.field(repr=False)
    _write: Callable[[StreamTicket], dict[str, Any]]
    _read: Callable[[Any], StreamTicket]

    @override
    def seal(self, ticket: StreamTicket) -> str:
        return str(URLSafeSerializer(self._secret, salt=_PURPOSE).dumps(self._write(ticket)))

    @override
    def unseal(self, text: str) -> StreamTicket | None:
        try:
            said = URLSafeSerializer(self._secret, salt=_PURPOSE).loads(text)
        except (BadData, UnicodeError):
            return None
        return self._read(said)
