"""What leaves for Sentry, taken from a real report of a real exception."""

import json
import subprocess
import sys
from typing import Any

import pytest

from snowflake_adapters.sentry.reporting import scrub

SECRET = "hunter2-c0ffee"


def test_requests_keep_only_what_harms_nobody() -> None:
    event = {
        "request": {
            "url": f"https://panel.example/auth/callback?code={SECRET}",
            "query_string": f"code={SECRET}",
            "cookies": {"session": SECRET},
            "data": {"code": SECRET},
            "env": {"REMOTE_ADDR": SECRET},
            "headers": {
                "Cookie": SECRET,
                "Authorization": SECRET,
                "X-Bot-Secret": SECRET,
                "Referer": f"https://panel.example/?code={SECRET}",
                "User-Agent": "Firefox",
                "X-Request-ID": "r1",
            },
        },
        "exception": {
            "values": [
                {
                    "type": "ValueError",
                    "value": SECRET,
                    "stacktrace": {"frames": [{"function": "f", "vars": {"token": SECRET}}]},
                }
            ]
        },
        "logentry": {"message": SECRET},
        "message": SECRET,
        "breadcrumbs": {"values": [{"message": SECRET}]},
        "extra": {"sys.argv": [SECRET]},
        "level": "error",
    }
    left = scrub(event)
    assert SECRET not in json.dumps(left)
    assert left["request"] == {
        "url": "https://panel.example/auth/callback",
        "headers": {"User-Agent": "Firefox", "X-Request-ID": "r1"},
    }
    assert left["exception"]["values"][0]["type"] == "ValueError"
    assert left["exception"]["values"][0]["stacktrace"]["frames"] == [{"function": "f"}]


def test_the_link_of_an_invitation_is_a_secret() -> None:
    left = scrub({"request": {"url": f"https://panel.example/invite/{SECRET}", "headers": {}}})
    assert left["request"]["url"] == "https://panel.example"


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"request": None},
        {"exception": None},
        {"exception": {"values": None}},
        {"request": {"headers": None}},
    ],
)
def test_half_an_event_is_fine(event: dict[str, Any]) -> None:
    assert scrub(event) is event


PROGRAM = f"""
import sentry_sdk
from sentry_sdk.transport import Transport
from snowflake_adapters.sentry.reporting import report_errors

class Shown(Transport):
    def capture_envelope(self, envelope):
        print(envelope.serialize().decode())

def sign_in(token):
    raise RuntimeError("no luck with " + token)

report_errors("https://public@sentry.example/1", process="web", release="test")
sentry_sdk.get_client().transport = Shown()
try:
    sentry_sdk.add_breadcrumb(message="{SECRET}")
    sign_in("{SECRET}".strip())
except RuntimeError as error:
    sentry_sdk.capture_exception(error)
"""


def test_an_exception_is_reported_by_type_and_place_alone() -> None:
    """In a process of its own: the SDK changes the interpreter it lives in."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert "RuntimeError" in done.stdout
    assert "sign_in" in done.stdout
    assert SECRET not in done.stdout
