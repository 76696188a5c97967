"""Our application at Discord's OAuth2, or that of any server that speaks it."""

from types import TracebackType
from typing import Final, Self
from urllib.parse import urlencode, urlsplit

import hikari

PATIENCE: Final = 15.0
"""Seconds for all calls of one consent together; a person waits."""
LONGEST_WAIT: Final = 5.0
"""Seconds that a rate limit may cost."""
LONGEST_CODE: Final = 512
_DISCORD: Final = frozenset({"discord.com", "discordapp.com"})


def authorize_page(api_url: str) -> str:
    """Return the consent page of an API address: Discord's own, or the same path of its server."""
    parts = urlsplit(api_url)
    if parts.hostname in _DISCORD:
        return "https://discord.com/oauth2/authorize"
    return f"{parts.scheme}://{parts.netloc}/oauth2/authorize"


class OAuthApplication:
    """Asks people for consent to `scope`; use it as a context manager."""

    def __init__(
        self, scope: str, *, client_id: str, client_secret: str, redirect_uri: str, api_url: str
    ) -> None:
        self._scope = scope
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

    def consent_url(self, *, state: str, challenge: str) -> str:
        """Return where to send the browser; `challenge` is the PKCE S256 challenge."""
        query = {
            "client_id": self._client,
            "response_type": "code",
            "redirect_uri": self._redirect,
            "scope": self._scope,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._page}?{urlencode(query)}"
