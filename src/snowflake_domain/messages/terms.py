"""Words of a text, in any script, as the index knows them."""

import re
import unicodedata
from typing import ClassVar, Final

import attrs

from snowflake_domain.kernel.errors import DomainError

LONGEST_TERM: Final = 40
"""Longer words are cut, in the index and in queries alike."""
MOST_TERMS: Final = 400
"""Terms kept of one message; Discord's longest (4,000 characters of content) has fewer words in practice."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNSPACED: Final = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U0001b000-\U0001b16f\U00020000-\U0003ffff]+"
)
"""Scripts written without spaces: Han, Kana, Thai, Lao, Burmese, Khmer."""
_EMOJI: Final = re.compile("[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff]")


def fold(text: str) -> str:
    """Return the text as compared: compatibility forms unified, case and accents dropped."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(mark for mark in spread if not unicodedata.combining(mark))
    return unicodedata.normalize("NFC", kept)


def words(text: str) -> list[str]:
    """Return the terms of a text in order, with repeats.

    Words of spaced scripts stand whole; unspaced ones become overlapping pairs of characters
    (a single character stands alone); each emoji is a word.
    """
    folded = fold(text)
    found: list[tuple[int, str]] = [(hit.start(), hit.group()) for hit in _EMOJI.finditer(folded)]
    for run in _WORD.finditer(folded):
        start = run.start()
        at = 0
        for dense in _UNSPACED.finditer(run.group()):
            if dense.start() > at:
                found.append((start + at, run.group()[at : dense.start()]))
            found += _pairs(dense.group(), start + dense.start())
            at = dense.end()
        if at < len(run.group()):
            found.append((start + at, run.group()[at:]))
    return [term[:LONGEST_TERM] for _, term in sorted(found, key=lambda hit: hit[0])]


def terms_of(text: str) -> frozenset[str]:
    """Return the distinct terms of a text, at most `MOST_TERMS`; single characters of dense runs too."""
    terms = dict.fromkeys(words(text))
    for dense in _UNSPACED.finditer(fold(text)):
        terms.update(dict.fromkeys(dense.group()))
    return frozenset(list(terms)[:MOST_TERMS])


def _pairs(run: str, start: int) -> list[tuple[int, str]]:
    if len(run) == 1:
        return [(start, run)]
    return [(start + at, run[at : at + 2]) for at in range(len(run) - 1)]


@attrs.define(eq=False)
class EmptySearch(DomainError):
    """Type a word to search for."""

    code: ClassVar = "messages.empty_search"


@attrs.frozen
class Query:
    """What is looked for: every term, every phrase in a row, and nothing that is excluded."""

    terms: frozenset[str]
    phrases: tuple[str, ...]
    """Folded text that must stand in the message as it is."""
    excluded: frozenset[str]
    marked: tuple[str, ...]
    """Folded words and phrases to highlight, longest first."""

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Read `word "a phrase" -unwanted`; raises `EmptySearch` when nothing is looked for."""
        terms: set[str] = set()
        excluded: set[str] = set()
        phrases: list[str] = []
        marked: list[str] = []
        for minus, quoted, bare in re.findall(r'(-?)(?:"([^"]*)"|(\S+))', text):
            said = quoted or bare
            if minus:
                excluded.update(words(said))
                continue
            found = words(said)
            terms.update(found)
            if found and quoted:
                phrases.append(fold(quoted).strip())
            if found:
                marked += [phrases[-1]] if quoted else [run.group() for run in _WORD.finditer(fold(said))]
        if not terms:
            raise EmptySearch
        return cls(
            frozenset(terms), tuple(phrases), frozenset(excluded), tuple(sorted(set(marked), key=len)[::-1])
        )

    def accepts(self, text: str) -> bool:
        """Tell whether a text that holds every term satisfies the rest of the query."""
        folded = fold(text)
        if any(phrase not in folded for phrase in self.phrases):
            return False
        return not (self.excluded and self.excluded & terms_of(text))

    def highlights(self, content: str) -> tuple[tuple[int, int], ...]:
        """Return where the looked-for words stand in `content`, as code point ranges, merged and in order."""
        folded, origin = _fold_with_origin(content)
        spans: list[tuple[int, int]] = []
        for word in self.marked:
            edge = "" if _UNSPACED.search(word) else r"\b"
            found = re.finditer(f"{edge}{re.escape(word)}{edge}", folded)
            spans += [(origin[hit.start()], origin[hit.end() - 1] + 1) for hit in found]
        merged: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return tuple(merged)


def _fold_with_origin(text: str) -> tuple[str, list[int]]:
    """Fold character by character and remember where each folded character came from."""
    folded: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(text):
        part = fold(character)
        folded.append(part)
        origin += [at] * len(part)
    return "".join(folded), origin
