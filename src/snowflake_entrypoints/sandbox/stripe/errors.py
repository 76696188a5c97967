"""Stripe's refusals."""

from typing import Any

import attrs
from typing_extensions import override

from snowflake_entrypoints.sandbox.stripe.settings import API_VERSION


@attrs.define(slots=False, eq=False)
class Refused(Exception):
    """A call that Stripe refuses: HTTP status and the body's `error`."""

    status: int
    message: str
    type: str = "invalid_request_error"
    code: str | None = None
    param: str | None = None

    @override
    def __str__(self) -> str:
        return f"{self.status} {self.message}"

    def to_json(self, request_id: str) -> dict[str, Any]:
        """Render the body; keys without a value are left out, as Stripe does."""
        error = {
            "message": self.message,
            "type": self.type,
            "code": self.code,
            "param": self.param,
            "doc_url": f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
            if self.code
            else None,
            "request_log_url": f"https://dashboard.stripe.com/test/logs/{request_id}?v={API_VERSION}",
        }
        return {"error": {key: value for key, value in error.items() if value is not None}}


def missing(kind: str, id_: str, param: str = "id") -> Refused:
    """Return the 404 for an object that isn't there."""
    return Refused(404, f"No such {kind}: '{id_}'", code="resource_missing", param=param)


def absent(param: str) -> Refused:
    """Return the 400 for a parameter that must be given."""
    return Refused(400, f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown(param: str) -> Refused:
    """Return the 400 for a parameter that doesn't exist."""
    return Refused(400, f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def invalid(param: str, value: Any) -> Refused:
    """Return the 400 for a value that doesn't fit its parameter."""
    return Refused(400, f"Invalid {param}: {value}", param=param)
