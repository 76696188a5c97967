"""What clients did at the gateway, for tests and the control page."""

from collections import Counter
from typing import Any, Final

import attrs

KEPT: Final = 200


@attrs.define
class Record:
    """Counts since the start, and the latest closes."""

    connections: int = 0
    identifies: int = 0
    resumes: int = 0
    refused_resumes: int = 0
    sent: Counter[str] = attrs.Factory(Counter)
    lost: Counter[str] = attrs.Factory(Counter)
    closes: list[dict[str, Any]] = attrs.Factory(list)

    def closed(self, code: int, reason: str) -> None:
        """Note that we closed a socket."""
        self.closes.append({"code": code, "reason": reason})
        del self.closes[:-KEPT]

    def to_json(self) -> dict[str, Any]:
        return {
            "connections": self.connections,
            "identifies": self.identifies,
            "resumes": self.resumes,
            "refused_resumes": self.refused_resumes,
            "sent": dict(self.sent),
            "lost": dict(self.lost),
            "closes": list(self.closes),
        }
