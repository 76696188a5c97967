"""`snowflake demo` in somebody's terminal."""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import attrs
import pytest

from tests.processes.family import Relative, descendants, until_gone
from tests.servers.process import free_port

pytestmark = pytest.mark.timeout(240)
FIRST_START, LATER_START = 60.0, 15.0
GONE_WITHIN = 10.0
PARTS = {"web", "bot", "worker"}


@attrs.define
class Demo:
    """A running demo and what it printed."""

    process: asyncio.subprocess.Process
    log: Path
    began: float

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def children(self) -> list[Relative]:
        return descendants(self.process.pid)

    def part(self, name: str) -> Relative:
        return next(one for one in self.children() if one.command.endswith(f".cli.main {name}"))

    async def address(self, within: float) -> str:
        """Return the dashboard's address when the banner shows it."""
        while True:
            found = re.search(r"Dashboard\s+(http://\S+)", self.said)
            if found and "Ctrl-C ends everything" in self.said:
                return found[1]
            assert self.process.returncode is None, self.said
            assert time.monotonic() - self.began < within, self.said
            await asyncio.sleep(0.05)

    async def exit_code(self, within: float) -> int:
        async with asyncio.timeout(within):
            return await self.process.wait()


@asynccontextmanager
async def demo(data: Path, port: int) -> AsyncIterator[Demo]:
    """Start one; whatever a test does, nothing of it is left afterwards."""
    log = data.with_name(f"{data.name}-{time.monotonic_ns()}.log")
    env = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "PYTHONPATH") if key in os.environ}
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "snowflake_entrypoints.cli.main",
            "demo",
            "--port",
            str(port),
            env=env | {"SNOWFLAKE_DATA_DIR": str(data)},
            cwd=data.parent,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    running = Demo(process, log, time.monotonic())
    left: list[Relative] = []
    try:
        yield running
    finally:
        left = running.children()
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        for one in left:
            if one.lives:
                os.kill(one.pid, signal.SIGKILL)


async def ready(address: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{address}/readyz") as answer:
        assert answer.status == 200
        assert (await answer.json())["ready"] is True


async def test_from_an_empty_folder_through_a_second_start_to_ctrl_c(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, port = tmp_path / "var", free_port()
    async with demo(data, port) as first:
        address = await first.address(FIRST_START)
        first_took = time.monotonic() - first.began
        assert address == f"http://127.0.0.1:{port}"
        await ready(address)
        victim = first.part("bot")
        os.kill(victim.pid, signal.SIGKILL)
        others = [one for one in first.children() if one.pid != victim.pid]
        assert await first.exit_code(GONE_WITHIN + 2) == 1
        assert first.said.splitlines()[-1].startswith("snowflake demo: the bot process ended")
        await until_gone([victim, *others], 1)
    async with demo(data, port) as second:
        address = await second.address(LATER_START)
        second_took = time.monotonic() - second.began
        await ready(address)
        children = second.children()
        assert {one.command.rpartition(" ")[2] for one in children} == PARTS
        os.killpg(second.process.pid, signal.SIGINT)  # as a terminal does
        assert await second.exit_code(GONE_WITHIN + 2) in {0, 130}
        await until_gone(children, 1)
        assert "Traceback" not in second.said, second.said
    with capsys.disabled():
        print(f"\ndemo: first start {first_took:.1f} s, second start {second_took:.1f} s")  # noqa: T201


async def test_a_killed_demo_takes_its_children_along(tmp_path: Path) -> None:
    async with demo(tmp_path / "var", free_port()) as running:
        children: list[Relative] = []
        while {one.command.rpartition(" ")[2] for one in children} != PARTS:
            assert running.process.returncode is None, running.said
            assert time.monotonic() - running.began < FIRST_START, running.said
            await asyncio.sleep(0.05)
            children = running.children()
        await asyncio.sleep(1.0)
        running.process.kill()
        await running.process.wait()
        await until_gone(children, GONE_WITHIN)
