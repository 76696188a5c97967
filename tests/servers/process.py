"""A real server on a private port, with the ways in which servers fail."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import which

import attrs

START_WITHIN = 60.0
STOP_WITHIN = 20.0
SBIN = "/usr/local/sbin:/usr/sbin:/sbin"
"""Debian keeps servers where a plain user's PATH doesn't look."""


class ServerUnavailable(RuntimeError):
    """A test asked for a server that this machine can't start; `make test` installs them."""


def program(*names: str) -> str:
    """Return the path of the first of `names` that is installed; `make test` installs what is missing."""
    for name in names:
        if found := which(name, path=f"{os.environ.get('PATH', '')}:{SBIN}"):
            return found
    raise ServerUnavailable(f"{' or '.join(names)} is not installed here. `make test` installs it.")


def free_port() -> int:
    """Return a loopback port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@attrs.define
class ServerProcess:
    """One server process; ended by its own id, never by name."""

    _command: Sequence[str]
    _log: Path
    _answers: Callable[[], bool]
    """Whether the server is ready to be asked."""
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and return once the server answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_WITHIN
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                said = self._log.read_text(errors="replace")[-2000:]
                raise ServerUnavailable(f"{self._command[0]} did not start:\n{said}")
            time.sleep(0.02)

    def freeze(self) -> None:
        """Stop answering without closing anything, like a machine that hangs."""
        self._running.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on after `freeze`."""
        self._running.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """Die without a word, like a machine that loses power; does nothing when already dead."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Come back on the same port, dead or alive before."""
        self.kill()
        self.start()

    def recover(self) -> None:
        """Be up and answering again, whatever a test has done."""
        if self._process is None or self._process.poll() is not None:
            self.restart()
        else:
            self.thaw()

    def stop(self) -> None:
        """End in order; killed when that takes longer than `STOP_WITHIN` seconds."""
        if self._process is None:
            return
        self.thaw()
        self._process.terminate()
        try:
            self._process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise ServerUnavailable(f"{self._command[0]} is not running.")
        return self._process
