"""Which processes came from which, as the kernel knows it."""

import asyncio
import time
from pathlib import Path

import attrs


@attrs.frozen
class Relative:
    """One process; its start time tells it from a later one with the same id."""

    pid: int
    started: str
    command: str

    @property
    def lives(self) -> bool:
        """Whether it runs; a zombie doesn't."""
        state = _state(self.pid)
        return state is not None and state[0] != "Z" and state[2] == self.started


def _state(pid: int) -> tuple[str, int, str] | None:
    """Return state, parent and start time of a process, or None when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return fields[0], int(fields[1]), fields[19]


def descendants(of: int) -> list[Relative]:
    """Return every living process below `of`."""
    known = {int(one.name): _state(int(one.name)) for one in Path("/proc").iterdir() if one.name.isdigit()}
    found: list[Relative] = []
    above = {of}
    while above:
        below = {pid for pid, state in known.items() if state and state[1] in above and state[0] != "Z"}
        found += [Relative(pid, state[2], _command(pid)) for pid in below if (state := known[pid])]
        above = below
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


async def until_gone(relatives: list[Relative], seconds: float) -> float:
    """Wait until none of them lives; return the seconds it took."""
    began = time.monotonic()
    while living := [one for one in relatives if one.lives]:
        assert time.monotonic() - began < seconds, living
        await asyncio.sleep(0.05)
    return time.monotonic() - began
