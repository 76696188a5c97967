"""From lines to conversations.

A line is one conversation, its turns separated by ¦. `[a/b]` is a choice, `{zone}` a gap that is filled the
same way all through the conversation, `{IMAGE}` and `{LOG}` a file.
"""

from __future__ import annotations

import re
from random import Random
from typing import Final

import attrs

from snowflake_entrypoints.sandbox.seed.lines_english import CLOSERS, OPENERS
from snowflake_entrypoints.sandbox.seed.names import SLOTS

_CHOICE: Final = re.compile(r"\[([^\[\]]*/[^\[\]]*)\]")
_GAP: Final = re.compile(r"\{(\w+)\}")
_CHOICES: Final = {name: tuple(words.split("|")) for name, words in SLOTS.items()}


@attrs.frozen
class Turn:
    """One message of a conversation; `speaker` counts from 0, the one who began."""

    speaker: int
    text: str
    image: bool = False
    log: bool = False


def conversations(lines: str) -> tuple[str, ...]:
    """Return the conversations of a block of lines."""
    return tuple(line for line in lines.strip().splitlines() if line)


def perform(random: Random, line: str, *, casual: bool = True) -> list[Turn]:
    """Play a conversation: choices made, gaps filled, speakers taking turns (at most four)."""
    filled: dict[str, str] = {}
    turns = []
    for index, raw in enumerate(line.split("¦")):
        text = spoken(random, raw, filled)
        image, log = "<IMAGE>" in text, "<LOG>" in text
        text = text.replace("<IMAGE>", "").replace("<LOG>", "").strip()
        if casual and index == 0:
            text = random.choice(OPENERS) + text
        if casual and text and random.random() < 0.4:  # noqa: PLR2004 -- some people decorate
            text += random.choice(CLOSERS)
        speaker = 0 if index % 2 == 0 and random.random() < 0.8 else random.choice((1, 1, 2, 3))  # noqa: PLR2004
        turns.append(Turn(0 if index == 0 else speaker, text, image, log))
    return turns


def spoken(random: Random, raw: str, filled: dict[str, str]) -> str:
    """Return a text with its choices made and gaps filled; `filled` remembers the gaps."""
    text = _CHOICE.sub(lambda found: random.choice(found[1].split("/")), raw)
    return _GAP.sub(lambda found: _fill(random, found[1], filled), text)


def _fill(random: Random, name: str, filled: dict[str, str]) -> str:
    if name in ("IMAGE", "LOG"):
        return f"<{name}>"
    if name not in filled:
        if name in _CHOICES:
            filled[name] = random.choice(_CHOICES[name])
        elif name == "code":
            filled[name] = str(random.randint(1001, 4890))
        else:
            filled[name] = str(random.randint(3, 95) * (10 if name == "price" else 1))
    return filled[name]
