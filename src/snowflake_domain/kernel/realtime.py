"""Telling open dashboards what just happened."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

import attrs

from snowflake_domain.kernel.scope import TenantScope


@attrs.frozen
class Event:
    """Something dashboards show at once; `data` is an attrs instance that goes out as JSON.

    `type` is public API, such as `message.created` or `case.opened`.
    """

    type: str
    at: datetime
    data: attrs.AttrsInstance


class Realtime(Protocol):
    """Fans events out to every process that has a dashboard open; may lose them, never blocks for long."""

    @abstractmethod
    async def publish(self, scope: TenantScope, events: tuple[Event, ...]) -> None:
        """Send the events, in order, to everyone who watches this tenant; never raises."""

    @abstractmethod
    def watch(self, scope: TenantScope) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Receive this tenant's events from now on, each as one JSON document in UTF-8.

        A watcher that lags by more than 1,000 events loses the oldest.
        """
