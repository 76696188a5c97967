"""Which browser the journeys drive."""

from tests.servers.process import program


def chromium_path() -> str:
    """Return the path of the installed Chromium or Chrome."""
    return program("chromium", "chromium-browser", "google-chrome")
