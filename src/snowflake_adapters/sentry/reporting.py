"""Errors, reported without anybody's secrets."""

from typing import Any, Final

import sentry_sdk

_KEPT_HEADERS: Final = frozenset({"content-type", "content-length", "user-agent", "x-request-id"})


def report_errors(dsn: str, *, process: str, release: str) -> None:
    """Send unexpected exceptions to Sentry; only types, places and request ids leave this machine."""
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        server_name=process,
        include_local_variables=False,
        include_source_context=True,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0.0,
        before_send=scrub,
        before_send_transaction=scrub,
    )


_INVITE: Final = "/invite/"
"""What follows in such an address is an invitation's secret."""


def scrub(event: Any, _hint: Any = None) -> Any:
    """Drop query strings, cookies, headers, bodies and messages from an event."""
    request = event.get("request")
    if request:
        request.pop("query_string", None)
        request.pop("cookies", None)
        request.pop("data", None)
        request.pop("env", None)
        if "url" in request:
            request["url"] = request["url"].split("?", 1)[0].split(_INVITE, 1)[0]
        headers = request.get("headers") or {}
        request["headers"] = {key: value for key, value in headers.items() if key.lower() in _KEPT_HEADERS}
    for exception in (event.get("exception") or {}).get("values") or ():
        exception["value"] = ""
        for frame in ((exception.get("stacktrace") or {}).get("frames")) or ():
            frame.pop("vars", None)
    event.pop("logentry", None)
    event.pop("message", None)
    event.pop("breadcrumbs", None)
    event.pop("extra", None)
    return event
