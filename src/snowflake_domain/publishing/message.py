"""A message to be published, and every limit Discord sets on it."""

from datetime import datetime
from typing import ClassVar, Final
from urllib.parse import urlsplit

import attrs
from typing_extensions import override

from snowflake_domain.kernel.errors import DomainError, FieldProblem

MOST_CONTENT: Final = 2000
"""Discord: Create Message, `content`."""
MOST_EMBEDS: Final = 10
"""Discord: Create Message, `embeds`."""
MOST_TOTAL: Final = 6000
"""Discord: Embed Limits, over all embeds: titles, descriptions, fields, footers and authors."""
MOST_FIELDS: Final = 25
MOST_COLOR: Final = 0xFFFFFF
MOST_URL: Final = 2048
_SIZES: Final = {"title": 256, "description": 4096, "footer.text": 2048, "author.name": 256}
"""Discord: Embed Limits."""


@attrs.frozen(kw_only=True)
class Footer:
    """The small line below."""

    text: str
    icon_url: str | None = None


@attrs.frozen(kw_only=True)
class Picture:
    """An image by address."""

    url: str


@attrs.frozen(kw_only=True)
class Byline:
    """The line above the title."""

    name: str
    url: str | None = None
    icon_url: str | None = None


@attrs.frozen(kw_only=True)
class Field:
    """A name and a value; inline ones stand side by side."""

    name: str
    value: str
    inline: bool = False


@attrs.frozen(kw_only=True)
class Embed:
    """One embed; `color` is 0xRRGGBB."""

    title: str | None = None
    description: str | None = None
    url: str | None = None
    color: int | None = None
    timestamp: datetime | None = None
    footer: Footer | None = None
    image: Picture | None = None
    thumbnail: Picture | None = None
    author: Byline | None = None
    fields: tuple[Field, ...] = ()

    def texts(self) -> dict[str, str]:
        """Return the texts with a limit of their own, by path; blank ones are none (Discord trims them)."""
        texts = {"title": self.title, "description": self.description}
        texts["footer.text"] = self.footer.text if self.footer else None
        texts["author.name"] = self.author.name if self.author else None
        return {path: text for path, text in texts.items() if text and text.strip()}

    def addresses(self) -> dict[str, str]:
        """Return the addresses, by path."""
        found = {
            "url": self.url,
            "image.url": self.image.url if self.image else None,
            "thumbnail.url": self.thumbnail.url if self.thumbnail else None,
            "footer.icon_url": self.footer.icon_url if self.footer else None,
            "author.url": self.author.url if self.author else None,
            "author.icon_url": self.author.icon_url if self.author else None,
        }
        return {path: address for path, address in found.items() if address is not None}

    def size(self) -> int:
        """Return how many characters count towards the total."""
        own = sum(len(text.strip()) for text in self.texts().values())
        return own + sum(len(field.name.strip()) + len(field.value.strip()) for field in self.fields)

    def is_empty(self) -> bool:
        """Tell whether Discord would show nothing at all."""
        return not (self.texts() or self.fields or self.image or self.thumbnail)


@attrs.define(eq=False)
class InvalidMessage(DomainError):
    """Discord wouldn't take this message."""

    code: ClassVar = "publishing.invalid_message"
    wrong: tuple[FieldProblem, ...]

    @property
    @override
    def detail(self) -> str:
        """Say the first thing that is wrong, and how much more there is."""
        more = f" ({len(self.wrong) - 1} more)" if len(self.wrong) > 1 else ""
        return f"{self.wrong[0].detail}{more}"

    @property
    @override
    def problems(self) -> tuple[FieldProblem, ...]:
        """One entry per field."""
        return self.wrong


@attrs.frozen(kw_only=True)
class OutgoingMessage:
    """What is to stand in a channel. It never pings anybody: mentions are shown, not notified."""

    content: str = ""
    embeds: tuple[Embed, ...] = ()

    def checked(self) -> "OutgoingMessage":
        """Return the message; raises `InvalidMessage` with one entry for each broken limit."""
        wrong = [
            *self._whole(),
            *(problem for at, one in enumerate(self.embeds) for problem in _check(at, one)),
        ]
        if wrong:
            raise InvalidMessage(tuple(wrong))
        return self

    def _whole(self) -> list[FieldProblem]:
        wrong = []
        if len(self.content) > MOST_CONTENT:
            wrong.append(FieldProblem("content", f"{len(self.content):,} of {MOST_CONTENT:,} characters."))
        if not self.content.strip() and not self.embeds:
            wrong.append(FieldProblem("content", "Write something, or add an embed."))
        if len(self.embeds) > MOST_EMBEDS:
            wrong.append(FieldProblem("embeds", f"{len(self.embeds)} of {MOST_EMBEDS} embeds."))
        total = sum(embed.size() for embed in self.embeds)
        if total > MOST_TOTAL:
            said = f"{total:,} of {MOST_TOTAL:,} characters over all embeds together."
            wrong.append(FieldProblem("embeds", said))
        return wrong


def _check(at: int, embed: Embed) -> list[FieldProblem]:
    where = f"embeds[{at}]"
    wrong = [*_check_texts(where, embed), *_check_fields(where, embed)]
    if embed.is_empty():
        wrong.append(FieldProblem(where, "An empty embed: give it a title, text, field or image."))
    for path, address in embed.addresses().items():
        if not _is_web(address):
            wrong.append(FieldProblem(f"{where}.{path}", "An address starts with https:// or http://."))
    if embed.color is not None and not 0 <= embed.color <= MOST_COLOR:
        wrong.append(FieldProblem(f"{where}.color", "A colour is between #000000 and #ffffff."))
    return wrong


def _check_texts(where: str, embed: Embed) -> list[FieldProblem]:
    wrong = []
    for path, text in embed.texts().items():
        if len(text) > _SIZES[path]:
            wrong.append(FieldProblem(f"{where}.{path}", f"{len(text):,} of {_SIZES[path]:,} characters."))
    if embed.footer and not embed.footer.text.strip():
        wrong.append(FieldProblem(f"{where}.footer.text", "A footer needs text."))
    if embed.author and not embed.author.name.strip():
        wrong.append(FieldProblem(f"{where}.author.name", "An author needs a name."))
    return wrong


def _check_fields(where: str, embed: Embed) -> list[FieldProblem]:
    wrong = []
    if len(embed.fields) > MOST_FIELDS:
        wrong.append(FieldProblem(f"{where}.fields", f"{len(embed.fields)} of {MOST_FIELDS} fields."))
    for nth, field in enumerate(embed.fields):
        for name, text, most in (("name", field.name, 256), ("value", field.value, 1024)):
            if not text.strip():
                wrong.append(FieldProblem(f"{where}.fields[{nth}].{name}", f"A field needs a {name}."))
            elif len(text) > most:
                said = f"{len(text):,} of {most:,} characters."
                wrong.append(FieldProblem(f"{where}.fields[{nth}].{name}", said))
    return wrong


def _is_web(address: str) -> bool:
    if len(address) > MOST_URL or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
