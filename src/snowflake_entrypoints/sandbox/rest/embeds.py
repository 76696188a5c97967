"""Checking embeds against Discord's limits and rendering them as Discord keeps them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from snowflake_entrypoints.sandbox.rest.form import Form

Json = dict[str, Any]

MOST_EMBEDS: Final = 10
MOST_CHARACTERS: Final = 6000
"""Over all embeds of a message: titles, descriptions, field names and values, footers, author names."""
MOST_FIELDS: Final = 25
_TIMESTAMP: Final = re.compile(r"\d{4}-\d\d-\d\d")


def read_embeds(form: Form) -> list[Json] | None:
    """Return the body's embeds in the shape that messages carry, None when it has none; notes faults."""
    given = form.items("embeds", MOST_EMBEDS)
    if given is None:
        if form.body.get("embed") is None:
            return None
        given = [form.body["embed"]]
    embeds, total = [], 0
    for index, raw in enumerate(given):
        part = form.within(f"embeds.{index}", raw)
        if part is None:
            continue
        embed, size = _read_embed(part)
        embeds.append(embed)
        total += size
        if total > MOST_CHARACTERS:
            text = f"Embed size exceeds maximum size of {MOST_CHARACTERS}"
            form.fail(f"embeds.{index}", "MAX_EMBED_SIZE_EXCEEDED", text)
            break
    return embeds


def _read_embed(form: Form) -> tuple[Json, int]:
    embed: Json = {"type": "rich"}
    texts = [
        embed.setdefault("title", _stripped(form.text("title", 256))),
        embed.setdefault("description", _stripped(form.text("description", 4096))),
    ]
    embed["url"] = _url(form, "url", ("http", "https", "discord"))
    embed["color"] = form.number("color", 0xFFFFFF)
    embed["timestamp"] = _timestamp(form)
    embed["author"] = _part(form, "author", "name", 256, texts, urls=("url",))
    embed["footer"] = _part(form, "footer", "text", 2048, texts, urls=())
    for key in ("image", "thumbnail"):
        embed[key] = _picture(form, key)
    embed["fields"] = _fields(form, texts)
    embed = {key: value for key, value in embed.items() if value not in (None, [], {})}
    if len(embed) == 1:
        form.fail("description", "BASE_TYPE_REQUIRED", "This field is required")
    return embed, sum(len(text) for text in texts if text)


def _fields(form: Form, texts: list[str | None]) -> list[Json]:
    fields = []
    for index, raw in enumerate(form.items("fields", MOST_FIELDS) or ()):
        part = form.within(f"fields.{index}", raw)
        if part is None:
            continue
        name = part.text("name", 256, required=True)
        value = part.text("value", 1024, required=True)
        for key, text in (("name", name), ("value", value)):
            if text is not None and not text.strip():
                part.fail(key, "BASE_TYPE_REQUIRED", "This field is required")
        texts += [name, value]
        fields.append({"name": name, "value": value, "inline": part.flag("inline")})
    return fields


def _part(
    form: Form, key: str, word: str, most: int, texts: list[str | None], *, urls: tuple[str, ...]
) -> Json | None:
    if form.body.get(key) is None:
        return None
    part = form.within(key, form.body[key])
    if part is None:
        return None
    text = _stripped(part.text(word, most))
    texts.append(text)
    made = {word: text} | {name: _url(part, name, ("http", "https")) for name in urls}
    icon = _url(part, "icon_url", ("http", "https", "attachment"))
    if icon is not None:
        made |= {"icon_url": icon, "proxy_icon_url": icon}
    made = {name: value for name, value in made.items() if value is not None}
    return made if word in made else None


def _picture(form: Form, key: str) -> Json | None:
    if form.body.get(key) is None:
        return None
    part = form.within(key, form.body[key])
    url = None if part is None else _url(part, "url", ("http", "https", "attachment"))
    return None if url is None else {"url": url, "proxy_url": url, "width": 0, "height": 0}


def _url(form: Form, key: str, schemes: tuple[str, ...]) -> str | None:
    value = form.text(key, 2048)
    if not value:
        return None
    try:
        parts = urlsplit(value)
        whole = bool(parts.scheme and parts.netloc)
    except ValueError:
        form.fail(key, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        return None
    if parts.scheme not in schemes:
        listed = ", ".join(f"'{scheme}'" for scheme in schemes)
        form.fail(key, "URL_TYPE_INVALID_SCHEME", f'Scheme "{parts.scheme}" must be one of ({listed}).')
        return None
    if not whole:
        form.fail(key, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        return None
    return value


def _timestamp(form: Form) -> str | None:
    value = form.body.get("timestamp")
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value if _TIMESTAMP.match(str(value)) else "")
    except (ValueError, TypeError):
        text = f"Could not parse {value}. Should be ISO8601."
        form.fail("timestamp", "DATE_TIME_TYPE_PARSE", text)
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _stripped(text: str | None) -> str | None:
    return (text.strip() or None) if text else None
