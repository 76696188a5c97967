"""Reading a message that somebody wants to send or change."""

from __future__ import annotations

import mimetypes
import re
from typing import Any, Final

import attrs

from snowflake_entrypoints.sandbox.rest.call import Call, Upload
from snowflake_entrypoints.sandbox.rest.components import read_components
from snowflake_entrypoints.sandbox.rest.embeds import read_embeds
from snowflake_entrypoints.sandbox.rest.errors import too_large
from snowflake_entrypoints.sandbox.rest.form import Form
from snowflake_entrypoints.sandbox.rest.pictures import png_size
from snowflake_entrypoints.sandbox.world.model import Attachment, Message
from snowflake_entrypoints.sandbox.world.refusals import empty_message

Json = dict[str, Any]

LONGEST_CONTENT: Final = 2000
LARGEST_FILE: Final = 10 * 2**20
MOST_FILES: Final = 10
_UNKEPT: Final = re.compile(r"[^\w.()-]")
SETTABLE_FLAGS: Final = 1 << 2 | 1 << 12
"""SUPPRESS_EMBEDS and SUPPRESS_NOTIFICATIONS; answers to interactions may add EPHEMERAL."""


@attrs.frozen(kw_only=True)
class Draft:
    """A message's parts as asked for; None where the body says nothing of a part."""

    content: str | None
    embeds: list[Json] | None
    components: list[Json] | None
    attachments: list[Attachment] | None
    allowed_mentions: Json | None
    flags: int | None
    tts: bool

    def require_something(self) -> Draft:
        """Refuse a message without anything in it."""
        if not (self.content or "").strip() and not (self.embeds or self.components or self.attachments):
            raise empty_message()
        return self

    @property
    def parts(self) -> Json:
        """What is given, as `World.edit_message` takes it."""
        return {
            "content": self.content,
            "embeds": self.embeds,
            "components": self.components,
            "attachments": self.attachments,
            "flags": self.flags,
            "allowed_mentions": self.allowed_mentions,
        }

    @property
    def filled(self) -> Json:
        """All parts with their defaults, as `World.create_message` takes them."""
        return {
            "content": (self.content or "").strip(),
            "embeds": self.embeds or [],
            "components": self.components or [],
            "attachments": self.attachments or [],
            "allowed_mentions": self.allowed_mentions,
            "flags": self.flags or 0,
            "tts": self.tts,
        }


def read_draft(
    call: Call,
    channel_id: int,
    *,
    body: Json | None = None,
    editing: Message | None = None,
    flags: int = SETTABLE_FLAGS,
) -> Draft:
    """Read the message in a call's body; refuses with every field that is at fault.

    `editing` is the message to change: an `attachments` list then says which of its files stay. Files are
    stored for the channel.
    """
    form = Form(call.fields if body is None else body)
    cleared = form.given("content") and form.body["content"] is None
    content = "" if cleared else form.text("content", LONGEST_CONTENT)
    embeds = read_embeds(form)
    if embeds is None and form.given("embeds"):
        embeds = []
    components = read_components(form)
    wanted_flags = form.number("flags", 1 << 31) if form.body.get("flags") is not None else None
    tts = form.flag("tts")
    mentions = _read_mentions(form)
    described = form.items("attachments", MOST_FILES)
    form.check()
    if len(call.uploads) > MOST_FILES:
        form.fail("files", "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_FILES} or fewer in length.")
        form.check()
    files = _files(call, channel_id, described, editing)
    _resolve_attachment_links(call, embeds, files)
    return Draft(
        content=content,
        embeds=embeds,
        components=components,
        attachments=files,
        allowed_mentions=mentions,
        flags=None if wanted_flags is None else wanted_flags & flags,
        tts=tts,
    )


def store_upload(
    call: Call,
    channel_id: int,
    upload: Upload,
    *,
    filename: str | None = None,
    description: str | None = None,
) -> Attachment:
    """Keep an uploaded file for a channel; refuses one over 10 MiB."""
    if len(upload.data) > LARGEST_FILE:
        raise too_large()
    name = clean_filename(filename or upload.filename)
    size = png_size(upload.data)
    return Attachment(
        call.world.ids.next(),
        channel_id,
        name,
        len(upload.data),
        call.world.store_file(upload.data),
        content_type=upload.content_type or mimetypes.guess_type(name)[0],
        width=size[0] if size else None,
        height=size[1] if size else None,
        description=description,
    )


def clean_filename(name: str) -> str:
    """Return a file's name as Discord keeps it: dashes, dots and letters of any script, no spaces."""
    return _UNKEPT.sub("", "_".join(name.split())) or "unknown"


def _files(
    call: Call, channel_id: int, described: list[Any] | None, editing: Message | None
) -> list[Attachment] | None:
    about: dict[str, Json] = {str(d.get("id")): d for d in described or () if isinstance(d, dict)}
    kept = list(editing.attachments) if editing else []
    if described is not None:
        kept = [file for file in kept if str(file.id) in about]
    if described is None and not call.uploads:
        return None
    for upload in call.uploads:
        words = about.get(str(upload.slot), {})
        made = store_upload(
            call,
            channel_id,
            upload,
            filename=words.get("filename"),
            description=words.get("description"),
        )
        kept.append(made)
    return kept


def _read_mentions(form: Form) -> Json | None:
    raw = form.body.get("allowed_mentions")
    if raw is None:
        return None
    part = form.within("allowed_mentions", raw)
    if part is None:
        return None
    for index, word in enumerate(part.items("parse", 3) or ()):
        if word not in ("users", "roles", "everyone"):
            choices = "('users', 'everyone', 'roles')"
            part.fail(f"parse.{index}", "BASE_TYPE_CHOICES", f"Value must be one of {choices}.")
    for key in ("users", "roles"):
        ids = part.ids(key, 100)
        if ids and key in (part.body.get("parse") or ()):
            text = f'parse:["{key}"] and {key}: [ids...] are mutually exclusive.'
            part.fail("_", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", text)
    return dict(part.body)


def _resolve_attachment_links(call: Call, embeds: list[Json] | None, files: list[Attachment] | None) -> None:
    """Point attachment:// addresses of embeds at the files sent with them."""
    links = {f"attachment://{file.filename}": call.world.signed_url(file) for file in files or ()}
    for upload in call.uploads:
        cleaned = links.get(f"attachment://{clean_filename(upload.filename)}")
        if cleaned is not None:
            links[f"attachment://{upload.filename}"] = cleaned
    for embed in embeds or () if links else ():
        for part, keys in (
            ("image", ("url", "proxy_url")),
            ("thumbnail", ("url", "proxy_url")),
            ("author", ("icon_url", "proxy_icon_url")),
            ("footer", ("icon_url", "proxy_icon_url")),
        ):
            place = embed.get(part, {})
            for key in keys:
                if place.get(key) in links:
                    place[key] = links[place[key]]
