"""Lists that are read piece by piece."""

from typing import Generic, TypeVar

import attrs

Item = TypeVar("Item")


@attrs.frozen
class Page(Generic[Item]):
    """Some items and where to go on: the key of the last item, or None when there are no more."""

    items: tuple[Item, ...]
    next: int | None = None


def page_of(found: list[tuple[int, Item]], limit: int) -> Page[Item]:
    """Cut `limit + 1` keyed rows to a page; the surplus row only tells that there is more."""
    kept = found[:limit]
    more = len(found) > limit
    return Page(tuple(item for _, item in kept), kept[-1][0] if more else None)
