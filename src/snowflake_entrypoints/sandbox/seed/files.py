"""Attachments of the past: a few pictures and logs, each stored once."""

from __future__ import annotations

from random import Random
from typing import Final

import attrs

from snowflake_entrypoints.sandbox.rest.pictures import gradient, png_size
from snowflake_entrypoints.sandbox.world import World
from snowflake_entrypoints.sandbox.world.model import Attachment

PICTURES: Final = (
    ("halleys-reach-dawn", 640, 360),
    ("hangar-lights", 480, 320),
    ("painted-hull", 400, 400),
    ("lighthouse-ink", 360, 480),
    ("long-exposure", 640, 360),
    ("station-garden", 512, 384),
    ("sketches", 480, 480),
    ("helmet", 360, 480),
    ("スクリーンショット", 640, 360),
    ("market-screen", 512, 288),
)
LOG: Final = (
    "[00:00.012] aurora 4.3 starting\n[00:00.310] renderer: vulkan, 1 device\n"
    "[00:01.007] shader cache: 1412 entries\n[00:07.554] WARN texture pool above 90 %\n"
    "[00:07.871] ERROR zone load failed: CACHE_MISMATCH (0x1f)\n[00:07.902] writing report\n"
)


@attrs.define(eq=False)
class Files:
    """Gives out attachments; ids follow from the message, so that they are the same on every start."""

    world: World
    _digests: dict[int, str] = attrs.Factory(dict)

    def picture(self, random: Random) -> tuple[int, str]:
        """Choose a picture and a name for it."""
        index = random.randrange(len(PICTURES))
        return index, f"{PICTURES[index][0]}-{random.randint(1, 400)}.png"

    def attach(self, message_id: int, channel_id: int, index: int, filename: str) -> Attachment:
        """Return a chosen picture as an attachment."""
        name, width, height = PICTURES[index]
        data = gradient(name, width, height)
        if index not in self._digests:
            self._digests[index] = self.world.store_file(data)
        size = png_size(data) or (width, height)
        digest = self._digests[index]
        return Attachment(message_id + 1, channel_id, filename, len(data), digest, "image/png", *size)

    def log(self, message_id: int, channel_id: int) -> Attachment:
        """Return a log file as an attachment."""
        data = LOG.encode()
        digest = self.world.store_file(data)
        kind = "text/plain; charset=utf-8"
        return Attachment(message_id + 2, channel_id, "aurora.log", len(data), digest, kind)
