"""Durations as moderators write them."""

from datetime import timedelta

import pytest

from snowflake_domain.moderation.case import InvalidSanction
from snowflake_entrypoints.bot.commands.durations import duration_from, offers


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10m", 600),
        ("2h", 7200),
        ("1d", 86_400),
        ("1h 30m", 5400),
        ("1h30m", 5400),
        ("2 Days", 172_800),
        ("90", 5400),
        ("60s", 60),
        ("1w", 604_800),
        (" 5  minutes ", 300),
    ],
)
def test_durations_are_read_as_people_write_them(text: str, seconds: int) -> None:
    assert duration_from(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "soon", "10x", "m", "-5m", "1.5h", "10m and more", "9" * 30, "٣m"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(InvalidSanction):
        duration_from(text)


def test_what_is_typed_is_offered_first() -> None:
    assert offers("45m")[0] == ("45m", "45m")
    assert offers("") == offers("zzz") + offers("")
