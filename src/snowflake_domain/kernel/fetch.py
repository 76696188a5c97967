"""Fetching what people point at: the one way out to addresses that aren't ours."""

from abc import abstractmethod
from typing import ClassVar, Protocol

import attrs
from typing_extensions import override

from snowflake_domain.kernel.errors import DomainError, ErrorKind


@attrs.define(eq=False)
class AddressRefused(DomainError):
    """Snowflake doesn't fetch from that address."""

    kind: ClassVar = ErrorKind.INVALID
    code: ClassVar = "fetch.address_refused"
    why: str
    """What is wrong with it, such as `it is no public address`."""

    @property
    @override
    def detail(self) -> str:
        return f"Snowflake doesn't fetch from that address: {self.why}."


@attrs.define(eq=False)
class FetchFailed(DomainError):
    """The other side didn't answer in time, or not with what was asked for."""

    kind: ClassVar = ErrorKind.UNAVAILABLE
    code: ClassVar = "fetch.failed"
    why: str
    """What happened, such as `it answered 404`."""

    @property
    @override
    def detail(self) -> str:
        return f"That could not be fetched: {self.why}."


@attrs.define(eq=False)
class TooMuchFetched(FetchFailed):
    """The other side sends more than we take."""

    code: ClassVar = "fetch.too_much"
    why: str = "it is too large"


@attrs.frozen
class Fetched:
    """What came, as it came; nothing is known of it but its length."""

    content: bytes
    url: str
    """Where it came from in the end, after redirects."""


class Fetch(Protocol):
    """Gets public http and https addresses, and reaches nothing that isn't public."""

    @abstractmethod
    async def __call__(self, url: str, *, most: int, accept: str) -> Fetched:
        """Get at most `most` bytes of whatever the address leads to.

        `accept` is the `Accept` header. Raises `AddressRefused`, `FetchFailed` or `TooMuchFetched`.
        """
