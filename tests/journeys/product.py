"""The whole product as its users meet it: real processes on private ports, on a sandbox in this process."""

import asyncio
import os
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import attrs

from snowflake_entrypoints.sandbox.app import Sandbox, build_sandbox
from snowflake_entrypoints.sandbox.settings import SandboxSettings
from tests.servers.process import free_port

READY_WITHIN = 40.0
STOP_WITHIN = 10.0


@attrs.define
class Product:
    """Web, bot and worker, and the Discord they talk to."""

    sandbox: Sandbox = attrs.field(repr=False)  # whose world takes seconds to spell out
    env: dict[str, str] = attrs.field(repr=False)
    folder: Path
    running: dict[str, asyncio.subprocess.Process] = attrs.Factory(dict)

    @property
    def panel(self) -> str:
        return self.env["PANEL_URL"]

    @property
    def bot(self) -> str:
        return self.env["BOT_SERVICE_URL"]

    def log_of(self, name: str) -> str:
        """What a process has said so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    async def start(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "snowflake_entrypoints.cli.main",
                name,
                env=self.env,
                cwd=self.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def run(self, name: str) -> None:
        """Run a process to its end, such as `migrate`."""
        await self.start(name)
        code = await self.running.pop(name).wait()
        assert code == 0, self.log_of(name)

    async def kill(self, name: str) -> None:
        """kill -9."""
        process = self.running.pop(name)
        process.kill()
        await process.wait()

    async def stop(self, name: str) -> float:
        """SIGTERM; return the seconds it took to exit cleanly."""
        process = self.running.pop(name)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        try:
            code = await asyncio.wait_for(process.wait(), STOP_WITHIN)
        except TimeoutError:
            process.kill()
            await process.wait()
            raise AssertionError(f"{name} did not stop:\n{self.log_of(name)[-3000:]}") from None
        assert code == 0, f"{name} exited with {code}:\n{self.log_of(name)[-3000:]}"
        return time.monotonic() - started

    async def until_ready(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session:
            for url in (f"{self.bot}/health", f"{self.panel}/readyz"):
                await self._until(session, url)

    async def _until(self, session: aiohttp.ClientSession, url: str) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            for name, process in self.running.items():
                assert process.returncode is None, f"{name} ended:\n{self.log_of(name)[-3000:]}"
            with suppress(aiohttp.ClientError, TimeoutError):
                async with session.get(url) as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.1)
        logs = "\n".join(f"--- {name}\n{self.log_of(name)[-2000:]}" for name in self.running)
        raise AssertionError(f"{url} was not ready:\n{logs}")

    async def close(self) -> None:
        for process in self.running.values():
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        self.running.clear()


@asynccontextmanager
async def running_product(
    folder: Path,
    *,
    database_url: str | None = None,
    redis_url: str | None = None,
    sandbox_settings: SandboxSettings | None = None,
    secrets_of_ours: Mapping[str, str] | None = None,
) -> AsyncIterator[Product]:
    """Start everything; SQLite in `folder` and no Redis unless told otherwise.

    `secrets_of_ours` replace the settings that are made up here, or add to them.
    """
    panel, bot = free_port(), free_port()
    sandbox = build_sandbox(sandbox_settings or SandboxSettings())
    await sandbox.start()
    world = sandbox.settings
    sandbox.stripe.webhooks.url = f"http://127.0.0.1:{panel}/api/billing/webhook"
    inherited = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH")
    env = {
        **{key: os.environ[key] for key in inherited if key in os.environ},
        "SNOWFLAKE_DATA_DIR": str(folder / "data"),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "BOT_SERVICE_SECRET": secrets.token_urlsafe(48),
        "PANEL_URL": f"http://127.0.0.1:{panel}",
        "MARKETING_URL": f"http://127.0.0.1:{panel}",
        "BOT_SERVICE_URL": f"http://127.0.0.1:{bot}",
        "DISCORD_API_URL": sandbox.api_url,
        "DISCORD_TOKEN": world.bot_token,
        "DISCORD_CLIENT_ID": str(world.client_id),
        "DISCORD_CLIENT_SECRET": world.client_secret,
        "STRIPE_API_URL": sandbox.base_url,
        "STRIPE_SECRET_KEY": world.stripe.secret_key,
        "STRIPE_WEBHOOK_SECRET": world.stripe.webhook_secret,
        "PYTHONUNBUFFERED": "1",
        **({"DATABASE_URL": database_url} if database_url else {}),
        **({"REDIS_URL": redis_url} if redis_url else {}),
        **(secrets_of_ours or {}),
    }
    product = Product(sandbox, env, folder)
    try:
        await product.run("migrate")
        for name in ("bot", "web", "worker"):
            await product.start(name)
        await product.until_ready()
        yield product
    finally:
        await product.close()
        await sandbox.stop()
