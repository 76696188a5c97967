"""Night or day: the server writes it into the page, so that no script has to."""

from quart import request


def theme_asked() -> str:
    """Return the theme in the visitor's cookie; night unless it says day."""
    return "day" if request.cookies.get("sf_theme") == "day" else "night"
