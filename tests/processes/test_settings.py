"""What an operator reads when a process can't start: one line that names the cause, and an exit code."""

import asyncio
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest

from snowflake_entrypoints.sandbox.app import Sandbox, build_sandbox
from snowflake_entrypoints.sandbox.settings import SandboxSettings, SeedSize
from tests.journeys.product import STOP_WITHIN, Product
from tests.servers.process import free_port

SERVING = ("web", "bot", "worker")
EVERY = (*SERVING, "migrate")
PATIENCE = 30.0
AWAY = "mysql+asyncmy://snowflake:hunter2hunter2@127.0.0.1:{port}/snowflake"
MISSING = {
    "web": "PANEL_URL",
    "bot": "DISCORD_TOKEN",
    "worker": "BOT_SERVICE_SECRET",
    "migrate": "SECRET_KEY",
}
WRONG = {
    "web": ("SECRET_KEY", "short"),
    "bot": ("DISCORD_TOKEN", "no-token-at-all"),
    "worker": ("BOT_SERVICE_URL", "ftp://bot.example"),
    "migrate": ("DATABASE_URL", "postgresql://u:hunter2hunter2@db/snowflake"),
}


def settings(folder: Path, **changed: str | None) -> dict[str, str]:
    inherited = ("PATH", "HOME", "LANG", "PYTHONPATH")
    good: dict[str, str | None] = {
        **{key: os.environ[key] for key in inherited if key in os.environ},
        "SNOWFLAKE_DATA_DIR": str(folder / "data"),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "BOT_SERVICE_SECRET": secrets.token_urlsafe(48),
        "PANEL_URL": f"http://127.0.0.1:{free_port()}",
        "BOT_SERVICE_URL": f"http://127.0.0.1:{free_port()}",
        "DISCORD_API_URL": f"http://127.0.0.1:{free_port()}/api/v10",
        "DISCORD_TOKEN": "MTE1NTAwMDAwMDAwMDAwMDAwMQ.sandbx.only-opens-the-local-sandbox",
        "DISCORD_CLIENT_ID": "1155000000000000001",
        "DISCORD_CLIENT_SECRET": secrets.token_urlsafe(16),
        **changed,
    }
    return {key: value for key, value in good.items() if value is not None}


async def ended(name: str, env: dict[str, str], folder: Path) -> tuple[int, list[str]]:
    """Run a process until it ends by itself; return its exit code and the lines it wrote."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "snowflake_entrypoints.cli.main",
        name,
        env=env,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, said.decode().splitlines()


@asynccontextmanager
async def small_discord() -> AsyncIterator[Sandbox]:
    sandbox = build_sandbox(SandboxSettings(seed=SeedSize(members=5, days=0)))
    await sandbox.start()
    try:
        yield sandbox
    finally:
        await sandbox.stop()


async def test_a_missing_setting_is_named_in_one_line(tmp_path: Path) -> None:
    ends = await asyncio.gather(
        *(ended(name, settings(tmp_path, **{MISSING[name]: None}), tmp_path) for name in EVERY)
    )
    for name, (code, lines) in zip(EVERY, ends, strict=True):
        assert (code, len(lines)) == (2, 1), lines
        assert lines[0].startswith(f"snowflake {name}: {MISSING[name]} is missing")
        assert "Traceback" not in lines[0]


async def test_a_wrong_setting_is_named_without_its_value(tmp_path: Path) -> None:
    ends = await asyncio.gather(
        *(ended(name, settings(tmp_path, **dict([WRONG[name]])), tmp_path) for name in EVERY)
    )
    for name, (code, lines) in zip(EVERY, ends, strict=True):
        setting, value = WRONG[name]
        assert (code, len(lines)) == (2, 1), lines
        assert lines[0].startswith(f"snowflake {name}: {setting} should be ")
        assert value not in lines[0]
        assert "hunter2" not in lines[0]


async def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        async with small_discord() as discord:
            env = settings(tmp_path, DISCORD_API_URL=discord.api_url)
            assert (await ended("migrate", env, tmp_path))[0] == 0
            ends = await asyncio.gather(
                ended("web", env | {"PANEL_URL": address}, tmp_path),
                ended("bot", env | {"BOT_SERVICE_URL": address}, tmp_path),
            )
    for name, (code, lines) in zip(("web", "bot"), ends, strict=True):
        assert code == 1, lines
        ours = [line for line in lines if line.startswith("snowflake ")]
        assert ours == [f"snowflake {name}: can't listen on 127.0.0.1:{port}: Address already in use"]
        assert "Traceback" not in "".join(lines)


async def test_a_token_that_discord_does_not_know_ends_the_bot(tmp_path: Path) -> None:
    token = "MTE1NTAwMDAwMDAwMDAwMDAwMQ.planted.somebody-typed-this-by-hand"
    async with small_discord() as discord:
        env = settings(tmp_path, DISCORD_API_URL=discord.api_url, DISCORD_TOKEN=token)
        assert (await ended("migrate", env, tmp_path))[0] == 0
        code, lines = await ended("bot", env, tmp_path)
    assert code == 1, lines
    assert lines[-1] == "snowflake bot: Discord doesn't accept DISCORD_TOKEN (401 Unauthorized)"
    assert "Traceback" not in "".join(lines)
    assert "somebody-typed-this-by-hand" not in "".join(lines)


@pytest.mark.parametrize("kind", ["mysql", "sqlite"])
async def test_a_database_that_is_away_ends_migrations(tmp_path: Path, kind: str) -> None:
    address = AWAY.format(port=free_port())
    if kind == "sqlite":
        (tmp_path / "file").touch()
        address = f"sqlite+aiosqlite:///{tmp_path / 'file' / 'below' / 'snowflake.db'}"
    code, lines = await ended("migrate", settings(tmp_path, DATABASE_URL=address), tmp_path)
    assert (code, len(lines)) == (1, 1), lines
    assert lines[0].startswith("snowflake migrate: the database can't be reached: ")
    assert "hunter2" not in lines[0]


async def test_the_others_wait_for_a_database_that_is_away_and_say_so(tmp_path: Path) -> None:
    async with small_discord() as discord:
        address = AWAY.format(port=free_port())
        env = settings(tmp_path, DISCORD_API_URL=discord.api_url, DATABASE_URL=address)
        product = Product(discord, env, tmp_path)
        try:
            for name in SERVING:
                await product.start(name)
            await until_it_says(product, "worker", "the outbox can't be read")
            async with aiohttp.ClientSession() as session:
                parts = await not_ready(session, product)
                assert parts == {"database": False, "bot": True}
                async with session.get(f"{product.panel}/c/aurora-guild") as answer:
                    assert answer.status == 503
            for name in SERVING:
                assert await product.stop(name) < STOP_WITHIN
                assert "hunter2" not in product.log_of(name)
            for name in ("web", "worker"):
                assert "Traceback" not in product.log_of(name), product.log_of(name)
            assert "storage.away" in product.log_of("bot")
        finally:
            await product.close()


async def until_it_says(product: Product, name: str, what: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while what not in product.log_of(name):  # noqa: ASYNC110 - another process tells nobody
            await asyncio.sleep(0.1)


async def not_ready(session: aiohttp.ClientSession, product: Product) -> dict[str, bool]:
    """Ask until web and bot serve; return the parts."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(aiohttp.ClientError):
                async with session.get(f"{product.panel}/readyz") as answer:
                    assert answer.status == 503
                    parts: dict[str, bool] = (await answer.json())["parts"]
                    if parts["bot"]:
                        return parts
            await asyncio.sleep(0.2)
