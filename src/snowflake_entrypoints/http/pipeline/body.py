"""Then: no body above the cap, however it is sent."""

from typing import Any, Final

from quart import Quart
from quart.wrappers.request import Body, Request
from typing_extensions import override
from werkzeug.exceptions import RequestEntityTooLarge

MOST_BYTES: Final = 64 * 1024
PATIENCE: Final = 20
"""Seconds a body may take to arrive."""

# Quart 0.22 hands chunks to `append`, 0.23 awaits `put`; each version lacks the other.
_APPEND: Final[Any] = getattr(Body, "append", None)
_PUT: Final[Any] = getattr(Body, "put", None)


class CappedBody(Body):
    """Counts what arrives and keeps none of it beyond the cap.

    Quart checks `Content-Length` itself, but lets chunked bodies pile up until they are read (0.23) or counts
    only what waits to be read (0.22).
    """

    def __init__(self, expected_content_length: int | None, max_content_length: int | None) -> None:
        super().__init__(expected_content_length, max_content_length)
        self._arrived = 0

    @override
    def append(self, data: bytes) -> None:
        if self._has_room_for(data):
            _APPEND(self, data)

    async def put(self, data: bytes) -> None:
        """Take a chunk, or drop it when there is too much already."""
        if self._has_room_for(data):
            await _PUT(self, data)

    def _has_room_for(self, data: bytes) -> bool:
        if self._must_raise is not None:
            return False
        self._arrived += len(data)
        if self._max_content_length is not None and self._arrived > self._max_content_length:
            self._must_raise = RequestEntityTooLarge()
            self.set_complete()
            return False
        return True


def install(app: Quart, *, scheme: str) -> None:
    """Cap bodies; requests count as made over the panel's scheme, since proxies end TLS in front of us."""

    class PanelRequest(Request):
        """A request to the panel."""

        body_class = CappedBody

        def __init__(self, method: str, _: str, *rest: Any, **more: Any) -> None:
            super().__init__(method, scheme, *rest, **more)

    app.request_class = PanelRequest  # type: ignore[assignment]
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.config["BODY_TIMEOUT"] = PATIENCE
