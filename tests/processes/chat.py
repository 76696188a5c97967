"""What people really wrote to each other: the Chit Chat Challenge, as lines for the sandbox to play."""

import warnings
from collections import defaultdict
from functools import cache
from typing import Any, Final

import chitchat_dataset

from snowflake_domain.messages.terms import fold, words

LONGEST: Final = 2000
"""Characters; Discord takes no more."""
CHANNELS: Final = ("general", "off-topic", "introductions", "showcase", "events", "support", "trades")


@cache
def conversations() -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return (sender, text) pairs, conversation by conversation."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the package leaves its file open
        data: dict[str, dict[str, Any]] = chitchat_dataset.Dataset()
    found = []
    for one in data.values():
        spoken = ((said[0]["sender"], " ".join(part["text"] for part in said)) for said in one["messages"])
        found.append(tuple((who, text) for who, text in spoken if text.strip() and len(text) <= LONGEST))
    return tuple(found)


def lines(count: int, channels: tuple[str, ...], authors: tuple[str, ...]) -> list[dict[str, str]]:
    """Return `count` lines; as many conversations at a time as there are channels, taking turns."""
    waiting = iter(conversations())
    going_on = {channel: iter(next(waiting)) for channel in channels}
    named: dict[str, str] = {}
    script: list[dict[str, str]] = []
    while len(script) < count:
        for channel in channels:
            line = next(going_on[channel], None)
            if line is None:
                going_on[channel] = iter(next(waiting))
                continue
            sender, text = line
            author = named.setdefault(sender, authors[len(named) % len(authors)])
            script.append({"channel": channel, "author": author, "content": text})
    return script[:count]


def rare_words(played: list[tuple[str, str]], count: int) -> dict[str, set[str]]:
    """Return words that at most three of the (id, text) messages hold, and which hold them."""
    holders: dict[str, set[str]] = defaultdict(set)
    for known, text in played:
        for word in words(text):
            holders[word].add(known)
    rare = [word for word, where in holders.items() if len(where) <= 3 and 4 <= len(word) < 40]
    step = max(1, len(rare) // count)
    chosen = [word for word in rare[::step] if fold(word) == word][:count]
    return {word: holders[word] for word in chosen}
