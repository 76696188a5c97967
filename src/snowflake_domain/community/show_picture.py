"""Show a picture that somebody pointed at, without the reader's browser meeting whoever serves it."""

import asyncio
from collections import OrderedDict
from typing import ClassVar, Final

import attrs
from typing_extensions import override

from snowflake_domain.community.picture import look_at
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.fetch import AddressRefused, Fetch, FetchFailed

MOST_BYTES: Final = 8 * 1024 * 1024
MOST_PIXELS: Final = 50_000_000
ACCEPT: Final = "image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9"
KEPT_BYTES: Final = 64 * 1024 * 1024
KEPT_EACH: Final = 512 * 1024
"""Larger pictures are fetched again: browsers keep them for a day anyway."""
MISSED_FOR: Final = 60.0
"""Seconds during which an address that gave no picture isn't asked again."""
MOST_MISSED: Final = 2000
AT_ONCE: Final = 16
"""Fetches under way in one process; each may hold `MOST_BYTES`."""
LONGEST_WAIT: Final = 10.0
"""Seconds until a fetch begins, when many are under way."""


@attrs.define(eq=False)
class NoPicture(DomainError):
    """There is no picture at that address."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "pictures.none"
    why: str

    @property
    @override
    def detail(self) -> str:
        return f"There is no picture to show from that address: {self.why}."


@attrs.define(eq=False)
class TooManyPictures(DomainError):
    """Too many pictures are being fetched right now. Try again in a moment."""

    kind: ClassVar = ErrorKind.UNAVAILABLE
    code: ClassVar = "pictures.busy"


@attrs.frozen
class PictureShown:
    """A picture, and the media type that its own bytes tell."""

    content: bytes = attrs.field(repr=False)
    content_type: str


@attrs.define
class ShowPicture:
    """Fetch a picture; small ones are kept in memory, the least used go first.

    Whoever asks for an address that is being fetched gets the same answer.
    """

    _fetch: Fetch
    _clock: Clock
    _kept: OrderedDict[str, PictureShown] = attrs.field(factory=OrderedDict, init=False)
    _kept_bytes: int = attrs.field(default=0, init=False)
    _missed: OrderedDict[str, tuple[float, str]] = attrs.field(factory=OrderedDict, init=False)
    _under_way: dict[str, asyncio.Task[PictureShown]] = attrs.field(factory=dict, init=False)
    _slots: asyncio.Semaphore = attrs.field(factory=lambda: asyncio.Semaphore(AT_ONCE), init=False)

    async def __call__(self, url: str) -> PictureShown:
        """Return the picture at an http or https address; raises `NoPicture` or `TooManyPictures`."""
        if (kept := self._kept.get(url)) is not None:
            self._kept.move_to_end(url)
            return kept
        self._recall_miss(url)
        task = self._under_way.get(url)
        if task is None:
            task = self._under_way[url] = asyncio.create_task(self._get(url))
            task.add_done_callback(lambda done: self._done(url, done))
        return await asyncio.shield(task)

    def holds(self, url: str) -> bool:
        """Return whether an answer is at hand, so that nobody has to be asked."""
        return url in self._kept or url in self._under_way

    async def _get(self, url: str) -> PictureShown:
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await self._slots.acquire()
        except TimeoutError:
            raise TooManyPictures from None
        try:
            fetched = await self._fetch(url, most=MOST_BYTES, accept=ACCEPT)
        except (AddressRefused, FetchFailed) as error:
            raise NoPicture(error.why) from error
        finally:
            self._slots.release()
        look = look_at(fetched.content)
        if look is None:
            raise NoPicture("what is there is no picture")
        if look.pixels > MOST_PIXELS:
            raise NoPicture("it has too many pixels")
        return PictureShown(fetched.content, look.content_type)

    def _done(self, url: str, task: asyncio.Task[PictureShown]) -> None:
        del self._under_way[url]
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, NoPicture):
            self._missed[url] = (self._clock.now().timestamp(), error.why)
            if len(self._missed) > MOST_MISSED:
                self._missed.popitem(last=False)
        elif error is None:
            self._keep(url, task.result())

    def _keep(self, url: str, picture: PictureShown) -> None:
        if len(picture.content) > KEPT_EACH:
            return
        self._kept[url] = picture
        self._kept_bytes += len(picture.content)
        while self._kept_bytes > KEPT_BYTES:
            _, gone = self._kept.popitem(last=False)
            self._kept_bytes -= len(gone.content)

    def _recall_miss(self, url: str) -> None:
        missed = self._missed.get(url)
        if missed is None:
            return
        at, why = missed
        if self._clock.now().timestamp() - at < MISSED_FOR:
            raise NoPicture(why)
        del self._missed[url]
