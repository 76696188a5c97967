"""The refusals Discord answers with: HTTP status, JSON error code and message."""

from __future__ import annotations

from typing import Any, Final

import attrs
from typing_extensions import override


@attrs.define(eq=False)
class Refusal(Exception):
    """A call that Discord refuses; `errors` is the nested object of an Invalid Form Body."""

    status: int
    code: int
    message: str
    errors: dict[str, Any] | None = None

    @override
    def __str__(self) -> str:
        return f"{self.status} {self.code}: {self.message}"

    def to_json(self) -> dict[str, Any]:
        """Return the body as Discord sends it."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


_UNKNOWN: Final = {
    "Application": 10002,
    "Channel": 10003,
    "Guild": 10004,
    "Member": 10007,
    "Message": 10008,
    "Permission overwrite": 10009,
    "Role": 10011,
    "User": 10013,
    "Emoji": 10014,
    "Webhook": 10015,
    "Ban": 10026,
    "interaction": 10062,
    "application command": 10063,
}


def unknown(what: str) -> Refusal:
    """Return the 404 for a thing that isn't there ("Channel", "Member", …)."""
    return Refusal(404, _UNKNOWN[what], f"Unknown {what}")


def unauthorized() -> Refusal:
    """Return the 401 for a missing or bad token, or one without the scope."""
    return Refusal(401, 0, "401: Unauthorized")


def missing_access() -> Refusal:
    """Return the 403 for a place that the caller can't see."""
    return Refusal(403, 50001, "Missing Access")


def missing_permissions() -> Refusal:
    """Return the 403 for a right or rank that the caller lacks."""
    return Refusal(403, 50013, "Missing Permissions")


def empty_message() -> Refusal:
    """Return the 400 for a message without content, embeds, files or components."""
    return Refusal(400, 50006, "Cannot send an empty message")


def refused(status: int, code: int, message: str) -> Refusal:
    """Return any other refusal by its numbers."""
    return Refusal(status, code, message)


def invalid_form(*faults: tuple[str, str, str]) -> Refusal:
    """Return the 400 that names fields; each fault is (dotted path, Discord's code, message)."""
    tree: dict[str, Any] = {}
    for path, code, message in faults:
        node = tree
        for part in path.split("."):
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})
    return Refusal(400, 50035, "Invalid Form Body", tree)
