"""A MariaDB of our own: fast rather than durable, otherwise as a fresh installation behaves."""

import getpass
import itertools
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from tests.servers.process import ServerProcess, ServerUnavailable, free_port, program

_USER = "snowflake"
_PASSWORD = "a-test-password"
_FAST = (
    "--debug-no-sync",  # a test machine that loses power loses nothing
    "--skip-log-bin",
    "--skip-name-resolve",
    "--skip-slave-start",
    "--innodb-flush-log-at-trx-commit=2",
    "--innodb-doublewrite=0",
    "--innodb-use-native-aio=0",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=64M",
    "--key-buffer-size=1M",
    "--performance-schema=OFF",
    "--max-connections=300",
    "--lock-wait-timeout=20",
    "--innodb-lock-wait-timeout=10",
)


@attrs.define
class MariaDb(ServerProcess):
    """A running server that hands out databases.

    Its collation is the case-blind default, as on most machines: tables that need another one say so.
    """

    _port: int = attrs.field(kw_only=True)
    _socket: Path = attrs.field(kw_only=True)
    _numbers: Iterator[int] = attrs.Factory(lambda: itertools.count(1))

    def database_url(self) -> str:
        """Make an empty database and return its URL, for SQLAlchemy on asyncmy."""
        name = f"snowflake_{next(self._numbers)}"
        self.execute(
            f"CREATE DATABASE {name} CHARACTER SET utf8mb4; GRANT ALL ON {name}.* TO '{_USER}'@'127.0.0.1'"
        )
        return f"mysql+asyncmy://{_USER}:{_PASSWORD}@127.0.0.1:{self._port}/{name}"

    def drop(self, url: str) -> None:
        """Forget a database that `database_url` made."""
        self.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]}")

    def execute(self, statements: str) -> str:
        """Run SQL as the server's administrator and return what it printed, tab-separated."""
        client = [program("mariadb", "mysql"), "--no-defaults", f"--socket={self._socket}", "--user=root"]
        done = subprocess.run(  # noqa: S603
            [*client, "--batch", "--skip-column-names", f"--execute={statements}"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if done.returncode:
            raise ServerUnavailable(f"MariaDB refused {statements!r}: {done.stderr}")
        return done.stdout


@contextmanager
def running_mariadb() -> Iterator[MariaDb]:
    """Start MariaDB on a new data directory and a free port (about a second); end it afterwards."""
    with TemporaryDirectory(prefix="snowflake-mariadb-", ignore_cleanup_errors=True) as folder:
        server = _installed(Path(folder))
        server.start()
        try:
            server.execute(f"CREATE USER '{_USER}'@'127.0.0.1' IDENTIFIED BY '{_PASSWORD}'")
            yield server
        finally:
            server.stop()


def _installed(folder: Path) -> MariaDb:
    data, port = folder / "data", free_port()
    data.mkdir()
    as_user = []
    if getpass.getuser() == "root":  # MariaDB refuses to run as root
        as_user = ["--user=mysql"]
        for path in (folder, data):
            shutil.chown(path, "mysql", "mysql")
    install = [program("mariadb-install-db"), "--no-defaults", f"--datadir={data}", "--skip-test-db"]
    install += ["--auth-root-authentication-method=normal", *as_user]
    done = subprocess.run(install, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
    if done.returncode:
        raise ServerUnavailable(f"MariaDB could not make its data directory:\n{done.stdout}{done.stderr}")
    command = [program("mariadbd", "mysqld"), "--no-defaults", f"--datadir={data}", *as_user, *_FAST]
    command += [f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 'socket'}"]
    command += [f"--pid-file={folder / 'pid'}", "--character-set-server=utf8mb4"]
    return MariaDb(command, folder / "log", lambda: _greets(port), port=port, socket=folder / "socket")


def _greets(port: int) -> bool:
    """Whether the server sends its greeting; a full handshake would count as an aborted connection."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            return bool(connection.recv(1))
    except OSError:
        return False
