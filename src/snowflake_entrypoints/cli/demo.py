"""`snowflake demo`: the whole product on a sandbox of Discord and Stripe, with one command and no account."""

import asyncio
import ctypes
import secrets
import shutil
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import aiohttp
import attrs

from snowflake_domain.kernel.scope import GuildId, UserId
from snowflake_domain.tenancy.provision_tenant import Founder
from snowflake_domain.tenancy.staff import Role
from snowflake_entrypoints.composition.founding import Community
from snowflake_entrypoints.composition.processes import found
from snowflake_entrypoints.composition.serving import stop_on_signals
from snowflake_entrypoints.composition.settings import read_settings
from snowflake_entrypoints.sandbox.app import Sandbox, build_sandbox
from snowflake_entrypoints.sandbox.seed import AURORA_ID
from snowflake_entrypoints.sandbox.settings import SandboxSettings
from snowflake_entrypoints.sandbox.stripe.settings import StripeSettings

PATIENCE: Final = 60
"""Seconds until a part that doesn't come up counts as failed."""
FAREWELL: Final = 10
"""Seconds the parts get to stop before they are killed."""
_STAFF: Final = ("admin", "moderator", "viewer")
"""Personas whose name is their role."""


class DemoFailed(Exception):
    """A part of the demo didn't come up, or died; the text says which."""


@attrs.define
class Parts:
    """The product's processes, as children of this one."""

    env: dict[str, str]
    running: dict[str, asyncio.subprocess.Process] = attrs.Factory(dict)

    async def start(self, name: str) -> None:
        """Start one process of the product."""
        self.running[name] = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "snowflake_entrypoints.cli.main",
            name,
            env=self.env,
            stdin=asyncio.subprocess.DEVNULL,
            preexec_fn=_die_with_parent,
            process_group=0,  # a terminal's Ctrl-C is for the demo, which then asks its parts to stop, once
        )

    async def first_death(self) -> str:
        """Return the name of the first part that ends by itself."""
        waits = {asyncio.ensure_future(one.wait()): name for name, one in self.running.items()}
        done, open_ends = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for one in open_ends:
            one.cancel()
        return waits[done.pop()]

    async def stop(self) -> None:
        """Ask every part to stop, and kill what doesn't."""
        for one in self.running.values():
            with suppress(ProcessLookupError):
                one.terminate()
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL):
                await asyncio.gather(*(one.wait() for one in self.running.values()))
        for one in self.running.values():
            if one.returncode is None:
                with suppress(ProcessLookupError):
                    one.kill()
                await one.wait()


def _die_with_parent() -> None:
    """Have the kernel end a child whose parent was killed (Linux: PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


async def demo(*, port: int, seeded: bool, calm: bool, env: Mapping[str, str]) -> int:
    """Run until Ctrl-C; raises `DemoFailed`."""
    stop = asyncio.Event()
    stop_on_signals(stop)
    panel, bot, discord = (_free_port(port + nth) for nth in range(3))
    hears = f"http://127.0.0.1:{panel}/api/billing/webhook"
    sandbox = build_sandbox(SandboxSettings(stripe=StripeSettings(webhook_url=hears)))
    await sandbox.start(port=discord)
    parts = Parts(_environment(sandbox, panel, bot, env))
    settings = read_settings(parts.env)
    try:
        migration = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "snowflake_entrypoints.cli.main",
            "migrate",
            env=parts.env,
            preexec_fn=_die_with_parent,
            process_group=0,
        )
        if await migration.wait() != 0:
            raise DemoFailed("the database could not be prepared")
        for name in ("bot", "web", "worker"):
            await parts.start(name)
        ready = asyncio.ensure_future(_until_ready(settings.panel_url, settings.bot_service_url))
        if not await _first_of(ready, stop, parts):
            return 0
        if seeded:
            await found(settings, _community(sandbox))
        if not calm:
            sandbox.chatter.start()
        print(_welcome(settings.panel_url, sandbox.base_url, seeded=seeded), flush=True)
        await _first_of(asyncio.ensure_future(asyncio.Event().wait()), stop, parts)
    finally:
        await parts.stop()
        await sandbox.stop()
    return 0


async def _first_of(goal: "asyncio.Future[Any]", stop: asyncio.Event, parts: Parts) -> bool:
    """Wait for the goal (True) or the wish to stop (False); raises `DemoFailed` when a part dies first."""
    stopping, death = asyncio.ensure_future(stop.wait()), asyncio.ensure_future(parts.first_death())
    try:
        await asyncio.wait({goal, stopping, death}, return_when=asyncio.FIRST_COMPLETED)
        if stopping.done():
            return False
        if death.done():
            raise DemoFailed(f"the {death.result()} process ended; see its last lines above")
        await goal
        return True
    finally:
        for one in (goal, stopping, death):
            one.cancel()


async def _until_ready(panel: str, bot: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
            for url in (f"{bot}/health", f"{panel}/readyz"):
                while not await _answers(session, url):  # noqa: ASYNC110 - another process tells nobody
                    await asyncio.sleep(0.1)
    except TimeoutError:
        raise DemoFailed(f"not ready after {PATIENCE} s") from None


async def _answers(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url, timeout=aiohttp.ClientTimeout(total=3)) as answer:
            return answer.status == 200  # noqa: PLR2004 - HTTP's own number
    except (aiohttp.ClientError, TimeoutError):
        return False


def _environment(sandbox: Sandbox, panel: int, bot: int, env: Mapping[str, str]) -> dict[str, str]:
    """Return the product's settings for this demo; DATABASE_URL, REDIS_URL and the data folder may be given.

    The sandbox makes its world anew at each start, so the demo's own database does too.
    """
    data = Path(env.get("SNOWFLAKE_DATA_DIR", "var")) / "demo"
    if "DATABASE_URL" not in env:
        shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True, exist_ok=True)
    kept = {
        key: value for key, value in env.items() if not key.startswith(("DISCORD_", "STRIPE_", "SENTRY_"))
    }
    world = sandbox.settings
    return {
        **kept,
        "SNOWFLAKE_DATA_DIR": str(data),
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
    }


def _community(sandbox: Sandbox) -> Community:
    """Return what the seeded community is on Snowflake: its guild, its owner, its staff."""
    return Community(
        guild=GuildId(AURORA_ID),
        owner=_founder(sandbox, "owner"),
        staff={Role(persona): _founder(sandbox, persona) for persona in _STAFF},
    )


def _founder(sandbox: Sandbox, persona: str) -> Founder:
    user = sandbox.world.users[sandbox.world.personas[persona]]
    picture = f"{sandbox.base_url}/avatars/{user.id}/{user.avatar}.png" if user.avatar else None
    return Founder(id=UserId(user.id), name=user.global_name or user.username, avatar_url=picture)


def _free_port(wish: int) -> int:
    for port in (wish, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise DemoFailed("no free port on 127.0.0.1")


def _welcome(panel: str, discord: str, *, seeded: bool) -> str:
    first = "Aurora Guild is set up." if seeded else "Nothing is provisioned yet: sign in as the owner."
    return f"""
  ❄  Snowflake runs.

     Dashboard   {panel}
     Sandbox     {discord}/_sandbox/   (what Discord sees; events and faults at a click)

     {first} Sign in as owner, admin, moderator, viewer or stranger.
     Ctrl-C ends everything.
"""
