"""Planned misbehaviour of the REST half: rules that each spoil a number of requests."""

from fnmatch import fnmatchcase
from typing import Any, Final, Literal, get_args

import attrs

FaultKind = Literal["status_before", "status_after", "rate_limit", "delay", "drop", "drop_after"]
KINDS: Final[frozenset[str]] = frozenset(get_args(FaultKind))
SCOPES: Final = frozenset({"user", "global", "shared"})


@attrs.frozen
class Fault:
    """What happens to one request.

    `status_before` answers `status` and nothing happens; `status_after` lets the effect happen and then
    answers `status`; `rate_limit` answers 429 with `retry_after` seconds and `scope`; `delay` waits `seconds`
    and then goes on as usual; `drop` aborts the connection before the effect, `drop_after` after it.
    """

    kind: FaultKind
    status: int = 500
    retry_after: float = 1.0
    scope: str = "user"
    seconds: float = 0.0

    @property
    def is_global(self) -> bool:
        """Whether a 429 counts for the whole bot instead of one bucket."""
        return self.scope == "global"


@attrs.define
class FaultRule:
    """A fault for the next `count` requests whose method and path match; `count` None means until cleared.

    `method` and `path` are globs: "*" is any method, and "/channels/*/messages" any channel's messages. The
    path is the one below the API base ("/channels/1/messages").
    """

    method: str
    path: str
    fault: Fault
    count: int | None = 1
    used: int = 0

    def matches(self, method: str, path: str) -> bool:
        return fnmatchcase(method.upper(), self.method.upper()) and fnmatchcase(path, self.path)

    @property
    def spent(self) -> bool:
        return self.count is not None and self.used >= self.count

    def to_json(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "path": self.path,
            "count": self.count,
            "used": self.used,
            **attrs.asdict(self.fault),
        }


@attrs.define
class Faults:
    """The rules in force, oldest first; each match uses one up."""

    rules: list[FaultRule] = attrs.Factory(list)

    def add(self, method: str, path: str, fault: Fault, count: int | None = 1) -> FaultRule:
        """Put a rule behind those already in force."""
        rule = FaultRule(method=method, path=path, fault=fault, count=count)
        self.rules.append(rule)
        return rule

    def add_json(self, body: dict[str, Any]) -> FaultRule:
        """Add a rule as the control API spells it; raises ValueError naming what is wrong."""
        kind = body.get("kind")
        if kind not in KINDS:
            message = f"kind must be one of {', '.join(sorted(KINDS))}"
            raise ValueError(message)
        scope = "global" if body.get("global") else body.get("scope", "user")
        if scope not in SCOPES:
            message = f"scope must be one of {', '.join(sorted(SCOPES))}"
            raise ValueError(message)
        count = body.get("count", 1)
        fault = Fault(
            kind=kind,
            status=int(body.get("status", 500)),
            retry_after=float(body.get("retry_after", 1.0)),
            scope=scope,
            seconds=float(body.get("seconds", 0.0)),
        )
        return self.add(
            str(body.get("method", "*")),
            str(body.get("path", "*")),
            fault,
            None if count is None else int(count),
        )

    def match(self, method: str, path: str) -> Fault | None:
        """Return what shall happen to this request, consuming one use of the oldest matching rule."""
        for rule in self.rules:
            if rule.matches(method, path):
                rule.used += 1
                if rule.spent:
                    self.rules.remove(rule)
                return rule.fault
        return None

    def clear(self) -> None:
        """Take every rule back."""
        self.rules.clear()
