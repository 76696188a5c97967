"""Reading a user's URL so that there is one meaning of it: ours."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

import attrs
from yarl import URL

from snowflake_adapters.web_fetch.addresses import Address
from snowflake_domain.kernel.fetch import AddressRefused

LONGEST: Final = 2048
_STRANGE: Final = re.compile(r"[\x00-\x20\x7f-\x9f\\\ud800-\udfff]")
"""What no URL holds and every parser reads in its own way."""
_URL: Final = re.compile(r"(https?)://([^/?#]+)(?:[/?#].*)?", re.IGNORECASE)
_AUTHORITY: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:@%]+)(?::([0-9]{1,5}))?")
_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME: Final = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""A last label that makes resolvers read the whole name as an IPv4 address (WHATWG URL: ends in a number)."""
DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@attrs.frozen
class Target:
    """Where a URL leads; `host` is in ASCII and lower case, IPv6 without brackets."""

    url: URL
    scheme: str
    host: str
    port: int
    literal: Address | None
    """The address itself, where the URL holds no name."""

    @property
    def origin(self) -> str:
        """Scheme, host and port, always with the port."""
        return f"{self.scheme}://{self._bracketed}:{self.port}"

    @property
    def authority(self) -> str:
        """What the `Host` header says."""
        default = self.port == DEFAULT_PORTS[self.scheme]
        return self._bracketed if default else f"{self._bracketed}:{self.port}"

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    def at(self, address: Address) -> URL:
        """Return the URL that leads to this very address."""
        return self.url.with_host(str(address)).with_fragment(None)


def read_target(text: str) -> Target:
    """Return where a URL leads; raises `AddressRefused` for whatever two programs may read differently."""
    if len(text) > LONGEST:
        raise AddressRefused(f"it has more than {LONGEST} characters")
    if _STRANGE.search(text):
        raise AddressRefused("it holds characters that no URL has")
    whole = _URL.fullmatch(text)
    if whole is None:
        raise AddressRefused("it is no http or https URL")
    authority = _AUTHORITY.fullmatch(whole[2])
    if authority is None:
        raise AddressRefused("it names its host in an unusual way")
    try:
        url = as_url(text)
        host, port = (url.raw_host or "").lower(), url.port or 0
    except ValueError:
        raise AddressRefused("its host is no name") from None
    said = authority[1].strip("[]").lower()
    if said.isascii() and said != host:
        raise AddressRefused("it names its host in an unusual way")
    return Target(url, url.scheme, host, port, _literal(host))


def as_url(text: str) -> URL:
    """Return a URL as it was written: what is signed breaks when it is written anew."""
    return URL(text, encoded=text.isascii())


def _literal(host: str) -> Address | None:
    """Return the address that a host is, None for a name; raises `AddressRefused` for odd spellings."""
    try:
        if ":" in host:
            return IPv6Address(host)
        if _NUMBER.fullmatch(host.rpartition(".")[2]):
            return IPv4Address(host)
    except AddressValueError:
        raise AddressRefused("it spells a number where its host should be") from None
    if not _NAME.fullmatch(host):
        raise AddressRefused("its host is no name")
    return None
