"""What the world tells its listeners when something changes."""

from __future__ import annotations

from typing import Any

import attrs


@attrs.frozen(slots=True)
class Dispatch:
    """One gateway event as Discord names it, with the places that decide who may see it.

    `guild`, `channel` and `user` are ids; `user` means that only this user's sessions get it. `data` is
    shared by all listeners: nobody may change it.
    """

    name: str
    data: dict[str, Any]
    guild: int | None
    channel: int | None = None
    user: int | None = None
