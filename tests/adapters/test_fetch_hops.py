"""Where names and redirects may lead, and where not."""

from collections.abc import Sequence

import pytest
from aiohttp import web

from snowflake_domain.kernel.fetch import AddressRefused, FetchFailed
from tests.adapters.web import NAME, PRIVATE, PUBLIC, Names, fetcher, hello, names, serving, to

ALL = "*/*"


async def test_a_name_is_resolved_once_and_never_again_for_the_connection() -> None:
    rebinding = Names({NAME: [[PUBLIC], [PRIVATE]]})
    async with serving(hello, PUBLIC) as public, serving(hello, PRIVATE, port=public.port) as secret:
        got = await fetcher(rebinding)(public.url(), most=5, accept=ALL)
        assert got.content == b"hello"
        assert (len(public.seen), len(secret.seen), rebinding.asked) == (1, 0, [NAME])


async def test_a_name_that_turns_private_between_two_hops_is_refused() -> None:
    async def again(_: web.Request) -> web.Response:
        return to("/again")

    rebinding = Names({NAME: [[PUBLIC], [PRIVATE]]})
    async with serving(again, PUBLIC) as public, serving(hello, PRIVATE, port=public.port) as secret:
        with pytest.raises(AddressRefused):
            await fetcher(rebinding)(public.url(), most=5, accept=ALL)
        assert (len(public.seen), len(secret.seen)) == (1, 0)


@pytest.mark.parametrize("mixed", [[PUBLIC, PRIVATE], [PRIVATE, PUBLIC], [PUBLIC, "::1"], ["fd00::1"]])
async def test_one_private_address_among_a_names_is_one_too_many(mixed: Sequence[str]) -> None:
    async with serving(hello, PUBLIC, PRIVATE) as server:
        with pytest.raises(AddressRefused):
            await fetcher(names(pictures_example=mixed))(server.url(), most=5, accept=ALL)
        assert server.seen == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "localhost",
        "home.example",
        "①②⑦.⓪.⓪.①",
        "127.0.0.1.",
        "x@127.0.0.1",
        "[64:ff9b::7f00:1]",
        "%31%32%37.0.0.1",
    ],
)
@pytest.mark.parametrize("form", ["http://{}:{}/x", "//{}:{}/x"])
async def test_no_redirect_leads_home(host: str, form: str) -> None:
    target = ""

    async def away(request: web.Request) -> web.Response:
        return to(target) if request.headers["Host"].startswith(NAME) else await hello(request)

    async with serving(away, PUBLIC, PRIVATE, "::1") as server:
        target = form.format(host, server.port)
        resolve = names(home_example=[PRIVATE], localhost=[PRIVATE])
        with pytest.raises(AddressRefused):
            await fetcher(resolve)(server.url(), most=5, accept=ALL)
        assert len(server.seen) == 1


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://pictures.example/",
        "gopher://x",
        "data:,x",
        "http://[",
        "//",
        "http://a:99999/",
    ],
)
async def test_no_redirect_leads_out_of_the_web(location: str) -> None:
    async def away(_: web.Request) -> web.Response:
        return to(location)

    async with serving(away, PUBLIC) as server:
        with pytest.raises((AddressRefused, FetchFailed)):
            await fetcher()(server.url("/a"), most=5, accept=ALL)
        assert len(server.seen) == 1 or location == "//"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_three_redirects_are_followed_and_no_fourth(status: int) -> None:
    async def count(request: web.Request) -> web.Response:
        left = int(request.path[1:])
        return to(f"{left - 1}", status) if left else await hello(request)

    async with serving(count, PUBLIC) as server:
        got = await fetcher()(server.url("/3"), most=5, accept=ALL)
        assert (got.content, got.url) == (b"hello", server.url("/0"))
        with pytest.raises(FetchFailed):
            await fetcher()(server.url("/4"), most=5, accept=ALL)
        assert len(server.seen) == 4 + 4


async def test_our_own_discord_is_reached_wherever_it_is_but_leads_nowhere_else() -> None:
    async def cdn(request: web.Request) -> web.Response:
        return to(request.query["to"]) if "to" in request.query else await hello(request)

    async with (
        serving(cdn, PRIVATE) as own,
        serving(hello, PUBLIC) as public,
        serving(hello, PRIVATE) as other,
    ):
        fetch = fetcher(names(home_example=[PRIVATE]), own=[f"http://{PRIVATE}:{own.port}"])
        home = own.url(host=PRIVATE)
        assert (await fetch(home, most=5, accept=ALL)).content == b"hello"
        assert (await fetch(f"{home}?to=/b", most=5, accept=ALL)).content == b"hello"
        for elsewhere in (public.url(), other.url(host=PRIVATE), own.url(host="home.example")):
            with pytest.raises(AddressRefused):
                await fetch(f"{home}?to={elsewhere}", most=5, accept=ALL)
        for near in (
            other.url(host=PRIVATE),
            own.url(host="home.example"),
            own.url(host="localhost"),
            own.url(host="127.1"),
            home.replace("http", "https", 1),
        ):
            with pytest.raises((AddressRefused, FetchFailed)):
                await fetch(near, most=5, accept=ALL)
        assert (len(public.seen), len(other.seen)) == (0, 0)


async def test_no_redirect_from_outside_leads_into_our_own_discord() -> None:
    target = ""

    async def away(_: web.Request) -> web.Response:
        return to(target)

    async with serving(hello, PRIVATE) as own, serving(away, PUBLIC) as public:
        target = own.url(host=PRIVATE)
        with pytest.raises(AddressRefused):
            await fetcher(own=[f"http://{PRIVATE}:{own.port}"])(public.url(), most=5, accept=ALL)
        assert own.seen == []
