"""`snowflake web|bot|worker|migrate|demo`."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from snowflake_entrypoints.cli.demo import DemoFailed, demo
from snowflake_entrypoints.composition import processes
from snowflake_entrypoints.composition.logs import start_logging
from snowflake_entrypoints.composition.settings import WrongSettings, read_dotenv, read_settings
from snowflake_entrypoints.http.pipeline.request_id import RequestIds

PROCESSES: Final = {
    "web": (processes.web, "panel API, dashboard and public pages"),
    "bot": (processes.bot, "Discord gateway, slash commands and the Bot Service API"),
    "worker": (processes.worker, "outbox deliveries"),
    "migrate": (processes.migrate_database, "bring the database to the current schema"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one process; exit code 0 when it was asked to stop, 1 when it failed, 2 when settings are wrong."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.process == "demo":
            return asyncio.run(demo(port=asked.port, seeded=not asked.fresh, calm=asked.calm, env=os.environ))
        settings = read_settings(read_dotenv(Path(".env"), os.environ))
        start_logging(asked.process, RequestIds())
        run, _ = PROCESSES[asked.process]
        asyncio.run(run(settings))
    except WrongSettings as error:
        return _say(f"snowflake {asked.process}: {error}. See .env.example.", 2)
    except (processes.ProcessFailed, DemoFailed) as error:
        return _say(f"snowflake {asked.process}: {error}", 1)
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="snowflake", description="Runs premium Discord communities.")
    parser.add_argument("--version", action="version", version=f"snowflake {version('snowflake')}")
    commands = parser.add_subparsers(dest="process", required=True, metavar="process")
    for name, (_, does) in PROCESSES.items():
        commands.add_parser(name, help=does, description=does)
    does = "everything at once on a sandbox of Discord and Stripe; needs no account"
    one = commands.add_parser("demo", help=does, description=does)
    one.add_argument(
        "--port", type=int, default=8720, help="the dashboard's port; others follow (%(default)s)"
    )
    one.add_argument("--fresh", action="store_true", help="provision nothing: start as a new owner would")
    one.add_argument("--calm", action="store_true", help="no chatter: nothing happens by itself")
    return parser


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
