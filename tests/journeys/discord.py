"""Asking the sandbox what Discord saw, and making things happen there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import attrs


@attrs.frozen
class Discord:
    """The sandbox's control API."""

    _session: aiohttp.ClientSession
    _base: str

    async def look(self, path: str, **query: str) -> Any:
        async with self._session.get(f"{self._base}/_sandbox/{path}", params=query) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def act(self, path: str, **body: Any) -> Any:
        async with self._session.post(f"{self._base}/_sandbox/{path}", json=body) as answer:
            assert answer.status in {200, 204}, await answer.text()
            return await answer.json() if answer.status == 200 else None


@asynccontextmanager
async def asking_discord(base_url: str) -> AsyncIterator[Discord]:
    async with aiohttp.ClientSession() as session:
        yield Discord(session, base_url)
