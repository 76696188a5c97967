"""Forbidden places, in every spelling that anybody found a parser for."""

import asyncio
import contextlib
import random
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from snowflake_adapters.web_fetch.addresses import is_public
from snowflake_adapters.web_fetch.guarded import GuardedFetch
from snowflake_adapters.web_fetch.targets import read_target
from snowflake_domain.kernel.fetch import AddressRefused
from tests.adapters.web import PRIVATE, serving

LOOPBACK = """
127.0.0.1 127.1 127.0.1 127.255.255.254 2130706433 0x7f000001 0x7F000001 017700000001 0177.0.0.1 0177.1
0x7f.0.0.1 0x7f.1 0x7f.0x0.0x0.0x1 127.0.0.01 127.00.00.01 00127.0.0.1 0x0000007f.1 127.0.0.1. 127.1.
0 0.0.0.0 0.0 00 0x0 0.0.0.0. 4294967296 8589934593 [::1] [::] [0:0:0:0:0:0:0:1] [0000::0001]
[::ffff:127.0.0.1] [::ffff:7f00:1] [::FFFF:7F00:1] [0:0:0:0:0:ffff:127.0.0.1] [::127.0.0.1] [::7f00:1]
[64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:7f00:0001::1]
[2001:0:7f00:1::] [2001:0:4136:e378:8000:63bf:80ff:fffe] [::ffff:0:127.0.0.1] [fec0::1] [::1%25lo] [::1%lo]
localhost LOCALHOST localhost. localhost.localdomain ip6-localhost
①②⑦.⓪.⓪.① １２７.０.０.１ ①②⑦.0.0.1 127。0。0。1 127．0．0．1 127｡0｡0｡1 ⓛocalhost ｌｏｃａｌｈｏｓｔ 𝟏𝟐𝟕.𝟎.𝟎.𝟏
127.0.0.1%2e 127%2e0%2e0%2e1 %31%32%37.0.0.1 loc%61lhost 127.0.0.1%00 127.0.0.1%20 ０x7f.1 ²130706433
user@127.0.0.1 user:pass@127.0.0.1 @127.0.0.1 example.com@127.0.0.1 example.com:80@127.0.0.1
127.0.0.1:80:80 [127.0.0.1] [::1 ::1 ::1] 127.0.0.1\\ example.com\\@127.0.0.1 127.0.0.1\t local\thost
""".split(" ")  # noqa: SIM905
SPELLINGS = [one for line in LOOPBACK for one in line.split("\n") if one]
ELSEWHERE = """
10.0.0.1 10.1 167772161 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1 3232235521 0xc0a80001
169.254.169.254 2852039166 0xA9FEA9FE 0251.0376.0251.0376 100.64.0.1 100.127.255.255 192.0.0.8 192.0.2.1
192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
0.1.2.3 [fe80::1] [febf::1] [fc00::1] [fd00:ec2::254] [ff02::1] [100::1] [2001:db8::1] [2001:20::1]
[2001:2::1] [3fff::1] [5f00::1] [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [64:ff9b::a9fe:a9fe]
[2002:a9fe:a9fe::] [::169.254.169.254] [4000::1]
""".split()  # noqa: SIM905


async def _resolved_to_loopback(host: str, port: int) -> Sequence[str]:
    """A resolver as bad as can be: whatever passes for a name leads home."""
    assert host
    assert port
    return [PRIVATE]


@pytest.mark.parametrize("host", [*SPELLINGS, *ELSEWHERE])
async def test_no_spelling_of_a_forbidden_address_is_asked(host: str) -> None:
    async def secret(_: web.Request) -> web.Response:
        return web.Response(text="secret")

    async with serving(secret, PRIVATE, "::1") as server:
        for port in (f":{server.port}", ""):
            for ending in ("/a.png", "", "?a", "#a"):
                fetch = GuardedFetch(ports=None, resolve=_resolved_to_loopback)
                with pytest.raises(AddressRefused):
                    await fetch(f"http://{host}{port}{ending}", most=100, accept="*/*")
        assert server.seen == []


def test_the_list_is_long_enough() -> None:
    assert len(set(SPELLINGS)) >= 60
    assert len({*SPELLINGS, *ELSEWHERE}) == len(SPELLINGS) + len(ELSEWHERE)


async def test_without_the_guard_many_of_them_lead_home() -> None:
    async def secret(_: web.Request) -> web.Response:
        return web.Response(text="secret")

    async with serving(secret, PRIVATE, "::1") as server, aiohttp.ClientSession() as session:
        for host in (one for one in SPELLINGS if "local" not in one and ":" not in one):
            with contextlib.suppress(aiohttp.ClientError, ValueError, TimeoutError):
                async with session.get(f"http://{host}:{server.port}/", timeout=aiohttp.ClientTimeout(0.5)):
                    pass
        assert len(server.seen) >= 20


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "/a.png",
        "//127.0.0.1/",
        "http:",
        "http:/127.0.0.1/",
        "http:///127.0.0.1/",
        "http:127.0.0.1",
        "ftp://example.com/a",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_INFO",
        "data:image/png;base64,AA",
        "javascript:alert(1)",
        "http://",
        "https://?a",
        "http://#",
        "http://:80/",
        "http://[]/",
        "http://./",
        "http://.../",
        "http://a..b/",
        "http://-a.example/",
        "http://a-.example/",
        "http://a:b/",
        "http://a:99999/",
        "http://a:-1/",
        "http://a:0x50/",
        "http://a:８０/",
        "http://ex ample.com/",
        "http://example.com/a b",
        "http://example.com/\r\nX: y",
        "http://example.com\x00.evil/",
        "http://example.com\\.evil/",
        " http://a/",
        "http://a/ ",
        "http://a!b/",
        "http://a'b/",
        "http://a,b/",
        "http://a;b/",
        "http://a/" + "a" * 3000,
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 130 + "example/",
        "http://xn--\u2025/",
        "http://\ud800/",
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        read_target(url)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://Example.COM/a.png", "http://example.com:80"),
        ("HTTPS://example.com", "https://example.com:443"),
        ("https://exämple.com/ü?ß#x", "https://xn--exmple-cua.com:443"),
        ("https://a_b.example:8443/", "https://a_b.example:8443"),
        ("http://1.1.1.1/", "http://1.1.1.1:80"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]:443"),
        ("https://4chan.example/", "https://4chan.example:443"),
        ("https://x.0xf.example/", "https://x.0xf.example:443"),
    ],
)
def test_ordinary_addresses_are_read_as_everybody_does(url: str, origin: str) -> None:
    assert read_target(url).origin == origin


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "223.255.255.255", "2606:4700::1111", "2a00::1"],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


CLOSED_4 = [
    IPv4Network(one)
    for one in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
CLOSED_6 = [
    IPv6Network(one)
    for one in ("::/64", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32", "2001::/32")
]


def closed_4() -> st.SearchStrategy[IPv4Address]:
    return st.sampled_from(CLOSED_4).flatmap(
        lambda net: st.integers(int(net[0]), int(net[-1])).map(IPv4Address)
    )


def closed_6() -> st.SearchStrategy[IPv6Address]:
    return st.sampled_from(CLOSED_6).flatmap(
        lambda net: st.integers(int(net[0]), int(net[-1])).map(IPv6Address)
    )


def spelled(address: IPv4Address, dice: random.Random) -> str:
    """One of the many ways to write an IPv4 address that some resolver, somewhere, reads."""
    parts = list(address.packed)
    keep = dice.randint(1, 4)
    last = int.from_bytes(bytes(parts[keep - 1 :]), "big")
    numbers = [*parts[: keep - 1], last]
    text = ".".join(
        dice.choice(("{}", "0x{:x}", "0x{:08X}", "0{:o}", "000{:o}")).format(one) for one in numbers
    )
    bits = f"{int(address) >> 16:x}:{int(address) & 0xFFFF:x}"
    six = dice.choice(("::ffff:{}", "::{}", "64:ff9b::{}", "2002:{}::", "::ffff:0:{}", "64:ff9b:1::{}"))
    wide = text.translate({ord(a): ord("０") + i for i, a in enumerate("0123456789")})
    dots = text.replace(".", dice.choice("。．｡"))
    return dice.choice(
        (text, text + ".", text.upper(), f"[{six.format(bits)}]", wide, dots, str(address), f"x@{address}")
    )


async def _never(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host}:{port} was taken for a name")


@settings(max_examples=400, deadline=None)
@given(address=closed_4(), seed=st.integers(0, 2**32))
def test_no_random_spelling_of_a_forbidden_address_passes(address: IPv4Address, seed: int) -> None:
    host = spelled(address, random.Random(seed))
    with pytest.raises(AddressRefused):
        asyncio.run(GuardedFetch(resolve=_never)(f"http://{host}/", most=1, accept="*/*"))


@settings(max_examples=200, deadline=None)
@given(address=closed_6(), long=st.booleans())
def test_no_forbidden_ipv6_address_passes(address: IPv6Address, long: bool) -> None:  # noqa: FBT001
    host = address.exploded if long else address.compressed
    with pytest.raises(AddressRefused):
        asyncio.run(GuardedFetch(resolve=_never)(f"https://[{host}]/", most=1, accept="*/*"))


@settings(max_examples=300, deadline=None)
@given(address=st.one_of(closed_4(), closed_6()))
def test_no_name_that_leads_there_passes(address: IPv4Address | IPv6Address) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        assert (host, port) == ("pictures.example", 443)
        return ["1.1.1.1", str(address)]

    with pytest.raises(AddressRefused):
        asyncio.run(GuardedFetch(resolve=resolve)("https://pictures.example/", most=1, accept="*/*"))
