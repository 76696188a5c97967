"""What a browser says of itself, so that people recognise their sessions."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

import attrs

LONGEST_USER_AGENT: Final = 512
"""Characters that are looked at."""
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""The first that is found names the browser: most also claim to be those further down."""
_PLATFORMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@attrs.frozen(kw_only=True)
class Device:
    """Where somebody signed in, as far as it can be told; a hint for people, never a proof."""

    browser: str | None = None
    platform: str | None = None
    network: str | None = None
    """The address without its end: a /24 or a /48; None where it isn't public."""


UNKNOWN_DEVICE: Final = Device()


def device_of(user_agent: str, address: str) -> Device:
    """Read a `User-Agent` header and the peer's address."""
    said = user_agent[:LONGEST_USER_AGENT]
    return Device(
        browser=next((name for mark, name in _BROWSERS if mark in said), None),
        platform=next((name for mark, name in _PLATFORMS if mark in said), None),
        network=_network(address),
    )


def _network(address: str) -> str | None:
    try:
        peer = ip_address(address)
    except ValueError:
        return None
    if isinstance(peer, IPv6Address):
        peer = peer.ipv4_mapped or peer
    if not peer.is_global:
        return None
    kept = 48 if isinstance(peer, IPv6Address) else 24
    return str(ip_network(f"{peer}/{kept}", strict=False))
