"""Playing what people say, in order, as fast as the gateway takes it."""

import asyncio
from collections.abc import Iterable, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.gateway.gateway import Gateway

BREATH: Final = 100
BACKLOG: Final = 1000


async def play(
    gateway: "Gateway", lines: Iterable[Mapping[str, Any]], rate: float | None = None
) -> list[int]:
    """Say each line (`channel`, `author`, `content`) and return the message ids in order.

    `rate` is messages a second; None is as fast as the connected sockets drain.
    """
    began, ids = monotonic(), []
    for number, line in enumerate(lines, 1):
        said = gateway.world.create_message(
            int(line["channel"]), int(line["author"]), content=str(line["content"])
        )
        ids.append(said.id)
        if rate:
            await asyncio.sleep(max(0.0, began + number / rate - monotonic()))
        elif number % BREATH == 0:
            await asyncio.sleep(0)
            await gateway.settle(BACKLOG)
    return ids
