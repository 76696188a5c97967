"""Randomness."""

from abc import abstractmethod
from typing import Protocol


class Secrets(Protocol):
    """Randomness that can't be guessed."""

    @abstractmethod
    def token(self) -> str:
        """Return 256 random bits as 64 hex digits."""
