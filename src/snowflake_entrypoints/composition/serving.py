"""Serve an ASGI application until told to stop."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Generator
from typing import Any, Final

import uvicorn
from typing_extensions import override

GRACE: Final = 4
"""Seconds that open requests get after the signal; then their connections are cut."""


class QuietServer(uvicorn.Server):
    """uvicorn without its own signal handlers: the process has one place that decides when to stop."""

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


async def serve(app: Any, host: str, port: int, stop: asyncio.Event) -> None:
    """Serve until `stop` is set; raises `OSError` at once when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only where the protocol is named; without, answers wait 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        http="httptools",
        ws="wsproto",
        ws_max_size=4096,
        server_header=False,
        proxy_headers=True,  # from FORWARDED_ALLOW_IPS, by default a proxy on this machine
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=32_768,
    )
    server = QuietServer(config)
    running = asyncio.ensure_future(server.serve(sockets=[listener]))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        stopping.cancel()
        await running


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set `stop` on SIGTERM or Ctrl-C; a second one ends the process at once."""
    loop = asyncio.get_running_loop()

    def asked() -> None:
        if stop.is_set():
            raise SystemExit(130)
        stop.set()

    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, asked)
