"""A Redis that remembers nothing."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from tests.servers.process import ServerProcess, free_port, program


@attrs.define
class RedisServer(ServerProcess):
    """A private, empty Redis at `url`; it comes back empty after `kill` and `restart`."""

    url: str = attrs.field(kw_only=True)


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """Start a Redis on a free port (about 30 ms) and end it afterwards."""
    port = free_port()
    with TemporaryDirectory(prefix="snowflake-redis-") as folder:
        command = [program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        command += ["--save", "", "--appendonly", "no", "--daemonize", "no"]
        server = RedisServer(
            command, Path(folder, "log"), lambda: _answers(port), url=f"redis://127.0.0.1:{port}/0"
        )
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(7) == b"+PONG\r\n"
    except OSError:
        return False
