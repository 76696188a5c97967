"""Which addresses are public."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

Address = IPv4Address | IPv6Address

_CLOSED_4: Final = tuple(
    IPv4Network(one)
    for one in (
        "0.0.0.0/8",  # this network, unspecified
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the clouds' metadata services
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_OPEN_6: Final = IPv6Network("2000::/3")
"""All that is routed. Outside are loopback, mapped and compatible IPv4, NAT64, local and multicast ones."""
_CLOSED_6: Final = tuple(
    IPv6Network(one)
    for one in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: holds any IPv4 address
        "3fff::/20",  # documentation
    )
)


def is_public(address: Address) -> bool:
    """Return whether anybody on the internet may be there (IANA special-purpose registries, 2025).

    `ipaddress.is_global` won't do: Python 3.11 calls NAT64, 6to4 and site-local addresses global.
    """
    if isinstance(address, IPv4Address):
        return not any(address in closed for closed in _CLOSED_4)
    return (
        address.scope_id is None and address in _OPEN_6 and not any(address in closed for closed in _CLOSED_6)
    )
