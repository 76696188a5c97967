import asyncio

import attrs
import pytest
from typing_extensions import override

from snowflake_domain.community.show_picture import (
    AT_ONCE,
    KEPT_BYTES,
    KEPT_EACH,
    MOST_BYTES,
    NoPicture,
    ShowPicture,
)
from snowflake_domain.kernel.fetch import AddressRefused, Fetch, Fetched, FetchFailed, TooMuchFetched
from tests.community.photos import HTML, SVG, png
from tests.fakes import StoppedClock


@attrs.define
class Shelf(Fetch):
    """Pictures by address; remembers who was asked for, and may be slow."""

    held: dict[str, bytes] = attrs.Factory(dict)
    broken: dict[str, Exception] = attrs.Factory(dict)
    asked: list[str] = attrs.Factory(list)
    gate: asyncio.Event | None = None
    now: int = 0
    most_now: int = 0

    @override
    async def __call__(self, url: str, *, most: int, accept: str) -> Fetched:
        assert most == MOST_BYTES
        assert "svg" not in accept
        self.asked.append(url)
        self.now += 1
        self.most_now = max(self.most_now, self.now)
        if self.gate is not None:
            await self.gate.wait()
        self.now -= 1
        if (error := self.broken.get(url)) is not None:
            raise error
        return Fetched(self.held[url], url)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def show(shelf: Shelf, clock: StoppedClock) -> ShowPicture:
    return ShowPicture(shelf, clock)


async def test_a_small_picture_is_fetched_once(show: ShowPicture, shelf: Shelf) -> None:
    shelf.held["a"] = png(4, 4)
    first, second = await show("a"), await show("a")
    assert first == second
    assert (first.content, first.content_type, shelf.asked) == (png(4, 4), "image/png", ["a"])
    assert show.holds("a")


async def test_a_large_picture_is_not_kept(show: ShowPicture, shelf: Shelf) -> None:
    shelf.held["a"] = png(4, 4, padding=KEPT_EACH)
    await show("a")
    await show("a")
    assert shelf.asked == ["a", "a"]
    assert not show.holds("a")


async def test_the_least_used_go_first_and_never_more_than_the_room_is_kept(
    show: ShowPicture, shelf: Shelf
) -> None:
    picture = png(4, 4, padding=KEPT_EACH - 200)
    room = KEPT_BYTES // len(picture)
    for number in range(room):
        shelf.held[str(number)] = picture
        await show(str(number))
    await show("0")
    shelf.held["one more"] = picture
    await show("one more")
    assert show.holds("0")
    assert not show.holds("1")
    assert show._kept_bytes == sum(len(one.content) for one in show._kept.values()) <= KEPT_BYTES


@pytest.mark.parametrize("content", [SVG, HTML, b"", b"GIF", png(10_000, 5_001), png(2**31, 2**31)])
async def test_what_is_no_picture_or_too_large_to_draw_is_refused(
    show: ShowPicture, shelf: Shelf, content: bytes
) -> None:
    shelf.held["a"] = content
    with pytest.raises(NoPicture):
        await show("a")


async def test_fifty_megapixels_are_drawn(show: ShowPicture, shelf: Shelf) -> None:
    shelf.held["a"] = png(10_000, 5_000)
    assert (await show("a")).content_type == "image/png"


@pytest.mark.parametrize(
    "error", [AddressRefused("it is private"), FetchFailed("it is slow"), TooMuchFetched()]
)
async def test_an_address_without_a_picture_is_left_alone_for_a_minute(
    show: ShowPicture, shelf: Shelf, clock: StoppedClock, error: Exception
) -> None:
    shelf.broken["a"] = error
    for _ in range(3):
        with pytest.raises(NoPicture, match=str(getattr(error, "why", ""))):
            await show("a")
    assert shelf.asked == ["a"]
    del shelf.broken["a"]
    shelf.held["a"] = png(1, 1)
    clock.forward(seconds=61)
    assert (await show("a")).content == png(1, 1)


async def test_all_who_ask_at_once_share_one_fetch(show: ShowPicture, shelf: Shelf) -> None:
    shelf.held["a"], shelf.gate = png(1, 1), asyncio.Event()
    waiting = [asyncio.create_task(show("a")) for _ in range(50)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting[0].cancel()
    shelf.gate.set()
    shown = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(shown[0], asyncio.CancelledError)
    assert {getattr(one, "content", None) for one in shown[1:]} == {png(1, 1)}
    assert shelf.asked == ["a"]


async def test_only_so_many_are_under_way_at_once(show: ShowPicture, shelf: Shelf) -> None:
    shelf.gate = asyncio.Event()
    shelf.held = {str(number): png(1, 1) for number in range(4 * AT_ONCE)}
    waiting = [asyncio.create_task(show(one)) for one in shelf.held]
    for _ in range(5):
        await asyncio.sleep(0)
    assert shelf.now == AT_ONCE
    shelf.gate.set()
    await asyncio.gather(*waiting)
    assert shelf.most_now == AT_ONCE
