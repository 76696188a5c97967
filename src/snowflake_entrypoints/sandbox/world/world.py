"""The world as a whole."""

from __future__ import annotations

import attrs

from snowflake_entrypoints.sandbox.world.grants import Grants


@attrs.define(eq=False, kw_only=True, slots=False)
class World(Grants):
    """A Discord in memory: everything that exists and everything that can happen to it."""
