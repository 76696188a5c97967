"""Words of a text, in any script, as the index knows them."""

import re
import unicodedata
from typing import ClassVar, Final

import attrs

from snowflake_domain.kernel.errors import DomainError

LONGEST_TERM: Final = 40
"""Longer words are cut, in the index and in queries alike."""
MOST_TERMS: Final = 3000
"""Terms kept of one message: every pair of 2,000 characters written without spaces, and their characters."""

_VOWELS: Final = "".join(
    mark
    for mark in map(chr, range(0x0900, 0x1CFF))
    if unicodedata.category(mark) in {"Mc", "Mn"} and not unicodedata.combining(mark)
)
"""Vowel signs of Indic and neighbouring scripts: parts of words, though `\\w` doesn't know them."""
_LETTER: Final = rf"(?:[^\W_]|[{_VOWELS}])"
_WORD: Final = re.compile(rf"{_LETTER}+(?:'{_LETTER}+)*")
_DENSE: Final = (
    "[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
"""Scripts written without spaces: Han, Kana, Thai, Lao, Burmese, Khmer."""
_UNSPACED: Final = re.compile(f"{_DENSE}+")
_EMOJI: Final = re.compile("[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff]")


def fold(text: str) -> str:
    """Return the text as compared: compatibility forms unified, case, accents and curled quotes dropped."""
    # Twice: letterlike symbols (script, double-struck) get a case, and folding case makes new compounds.
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).replace("’", "'")
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
        at = run.start()
        for dense in _UNSPACED.finditer(folded, at, run.end()):
            found += _whole(folded[at : dense.start()], at)
            found += _pairs(dense.group(), dense.start())
            at = dense.end()
        found += _whole(folded[at : run.end()], at)
    return [term[:LONGEST_TERM] for _, term in sorted(found, key=lambda hit: hit[0])]


def terms_of(text: str) -> frozenset[str]:
    """Return the distinct terms of a text, at most `MOST_TERMS`; single characters of dense runs too."""
    terms = dict.fromkeys(words(text))
    for dense in _UNSPACED.finditer(fold(text)):
        terms.update(dict.fromkeys(dense.group()))
    return frozenset(list(terms)[:MOST_TERMS])


def _whole(part: str, start: int) -> list[tuple[int, str]]:
    word = part.strip("'")
    return [(start, word)] if word else []


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
    """Terms that must not stand in the message."""
    unwanted: tuple[str, ...]
    """Folded text of more than one term that must not stand in the message as it is."""
    marked: tuple[str, ...]
    """Folded words, emoji and phrases to highlight."""

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Read `word "a phrase" -unwanted`; raises `EmptySearch` when nothing is looked for."""
        terms: set[str] = set()
        excluded: set[str] = set()
        phrases: list[str] = []
        unwanted: list[str] = []
        marked: set[str] = set()
        for minus, quoted, bare in re.findall(r'(-?)(?:"([^"]*)"|(\S+))', text):
            folded, found = fold(quoted or bare).strip(), words(quoted or bare)
            if minus and len(found) > 1:
                unwanted.append(folded)
            elif minus:
                excluded.update(found)
            elif found:
                terms.update(found)
                phrases += [folded] if quoted else []
                marked.update([folded] if quoted else _runs(folded))
        if not terms:
            raise EmptySearch
        return cls(frozenset(terms), tuple(phrases), frozenset(excluded), tuple(unwanted), tuple(marked))

    @property
    def is_plain(self) -> bool:
        """Tell whether holding every term is all that is asked for."""
        return not (self.phrases or self.excluded or self.unwanted)

    def accepts(self, text: str) -> bool:
        """Tell whether a text that holds every term satisfies the rest of the query."""
        folded = fold(text)
        if any(phrase not in folded for phrase in self.phrases):
            return False
        if any(phrase in folded for phrase in self.unwanted):
            return False
        return not (self.excluded and self.excluded & terms_of(text))

    def highlights(self, content: str) -> tuple[tuple[int, int], ...]:
        """Return where the looked-for words stand in `content`, as code point ranges, merged and in order."""
        folded, starts, ends = _fold_with_origin(content)
        spans: list[tuple[int, int]] = []
        for word in self.marked:
            found = re.finditer(f"{_edge(word[0], before=True)}{re.escape(word)}{_edge(word[-1])}", folded)
            spans += [(starts[hit.start()], ends[hit.end() - 1]) for hit in found]
        merged: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return tuple(merged)


def _runs(folded: str) -> list[str]:
    return [hit.group() for pattern in (_WORD, _EMOJI) for hit in pattern.finditer(folded)]


def _edge(character: str, *, before: bool = False) -> str:
    """Return what keeps a word from matching inside a longer one; unspaced scripts have no such edge."""
    if _UNSPACED.match(character) or not re.match(_LETTER, character):
        return ""
    return f"(?<!(?!{_DENSE}){_LETTER})" if before else f"(?!(?!{_DENSE}){_LETTER})"


def _fold_with_origin(text: str) -> tuple[str, list[int], list[int]]:
    """Fold piece by piece; say for each folded character where in `text` its piece starts and ends.

    A piece is one character, or some that fold into one together, such as a letter and its accent.
    """
    pieces: list[tuple[str, int, int]] = []
    for at, character in enumerate(text):
        part, start = fold(character), at
        if pieces and not character.isascii():
            last, start_of_last, _ = pieces[-1]
            together = fold(text[start_of_last : at + 1])
            if not part or together != last + part:
                pieces.pop()
                part, start = together, start_of_last
        pieces.append((part, start, at + 1))
    starts = [start for part, start, _ in pieces for _ in part]
    ends = [end for part, _, end in pieces for _ in part]
    return "".join(part for part, _, _ in pieces), starts, ends
