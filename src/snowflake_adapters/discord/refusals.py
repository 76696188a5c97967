"""Discord's ways to say no, in the domain's words."""

from collections.abc import Iterator
from contextlib import contextmanager

import hikari

from snowflake_domain.kernel.discord import BotOffline, DiscordRefused


@contextmanager
def refusals() -> Iterator[None]:
    """Raise `DiscordRefused` for what Discord would refuse again, `BotOffline` for what may yet work."""
    try:
        yield
    except (hikari.BadRequestError, hikari.ForbiddenError, hikari.NotFoundError) as error:
        raise DiscordRefused(_reason(error), error.code) from error
    except (hikari.HTTPError, hikari.ComponentStateConflictError) as error:
        raise BotOffline from error


def _reason(error: hikari.ClientHTTPResponseError) -> str:
    said = error.message.strip().rstrip(".") or f"status {int(error.status)}"
    fields = getattr(error, "errors", None)
    first = _first_field(fields) if fields else ""
    return f"{said} ({first})"[:300] if first else said[:300]


def _first_field(errors: object, path: str = "") -> str:
    """Return the first leaf of Discord's error tree as `embeds.0.title: Too long`."""
    if not isinstance(errors, dict):
        return ""
    for key, inner in errors.items():
        if key == "_errors" and inner:
            return f"{path.lstrip('.')}: {inner[0].get('message', '')}".rstrip(". ")
        if found := _first_field(inner, f"{path}.{key}"):
            return found
    return ""
