"""The bot's way to the web process: signed reports."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

import aiohttp
import attrs

PATIENCE: Final = 10.0
"""Seconds that one report may take."""


class NotTaken(Exception):
    """The web process didn't take a report; it is to be sent again."""


@attrs.define
class PanelClient:
    """Posts reports; open it inside the running loop and close it at the end.

    `sign` returns the headers that prove a body, new ones each time.
    """

    _panel_url: str
    _sign: Callable[[bytes], Mapping[str, str]]
    _session: aiohttp.ClientSession | None = attrs.field(default=None, init=False)

    async def __call__(self, path: str, body: bytes) -> None:
        """Send one report; raises `NotTaken`."""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=PATIENCE)
            self._session = aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())
        headers = {"content-type": "application/json", **self._sign(body)}
        try:
            async with self._session.post(
                f"{self._panel_url}{path}", data=body, headers=headers, allow_redirects=False
            ) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotTaken(type(error).__name__) from error
        if status != HTTPStatus.NO_CONTENT:
            raise NotTaken(f"status {status}")

    async def close(self) -> None:
        """Let connections go."""
        if self._session is not None:
            await self._session.close()
            self._session = None
