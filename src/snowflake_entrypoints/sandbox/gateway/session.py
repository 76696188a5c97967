"""One gateway session: what it subscribed to, its sequence, and the frames it may ask for again."""

from collections import deque
from collections.abc import Callable
from typing import Any, Final

import attrs
import orjson

DISPATCH: Final = b'{"t":"%b","s":%d,"op":0,"d":%b}'


@attrs.frozen
class Subscription:
    """What an IDENTIFY asked for."""

    application: int
    bot: int
    intents: int
    shard: int = 0
    shards: int = 1
    large_threshold: int = 50

    def wants(self, intent: int) -> bool:
        return self.intents & intent == intent

    def has_guild(self, guild: int | None) -> bool:
        """Whether a guild's events go to this shard; direct messages go to shard 0."""
        return (0 if guild is None else (guild >> 22) % self.shards) == self.shard


@attrs.define(eq=False)
class Session:
    """A sequence of dispatches that outlives the socket for a while.

    `replay` holds the newest frames; a RESUME from before the oldest one is refused.
    """

    id: str
    subscription: Subscription
    replay: deque[tuple[int, bytes]]
    sequence: int = 0
    send: Callable[[bytes], None] | None = None
    detached_at: float | None = None

    def dispatch(self, name: str, data: Any) -> None:
        """Number and send an event; kept for replay whether or not a socket is there."""
        self.dispatch_serialised(name, orjson.dumps(data))

    def dispatch_serialised(self, name: str, data: bytes) -> None:
        self.sequence += 1
        frame = DISPATCH % (name.encode(), self.sequence, data)
        self.replay.append((self.sequence, frame))
        if self.send is not None:
            self.send(frame)

    def since(self, sequence: int) -> list[bytes] | None:
        """Return the frames after a sequence number; None where they are no longer, or not yet, known."""
        if sequence > self.sequence or sequence < 0:
            return None
        missed = self.sequence - sequence
        if missed > len(self.replay):
            return None
        return [frame for number, frame in self.replay if number > sequence]
