"""State and rules of the stand-in for Discord."""

from snowflake_entrypoints.sandbox.world.dispatch import Dispatch
from snowflake_entrypoints.sandbox.world.world import World

__all__ = ["Dispatch", "World"]
