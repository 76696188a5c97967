"""Other people's pictures through `/img`, from real servers on loopback."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import attrs
import orjson
import pytest
from aiohttp import web

from snowflake_domain.community.show_picture import MOST_BYTES
from snowflake_domain.kernel.limits import Limit
from snowflake_domain.messages.message import EmbedJson
from snowflake_domain.tenancy.staff import Role
from snowflake_entrypoints.http import images
from snowflake_entrypoints.http.pipeline import rate_limit
from snowflake_entrypoints.pictures import DAY, PictureAddresses
from snowflake_entrypoints.wire import as_dict
from tests.adapters.web import PRIVATE, PUBLIC, Server, fetcher, serving
from tests.community.photos import AVIF, GIF, HTML, SVG, WEBP_LOSSY, jpeg, png
from tests.entrypoints.http.stage import SECRET, Browser, Stage, a_member, code_of
from tests.fakes import ALEX, ROBIN, message

HELD: dict[str, tuple[bytes, str]] = {
    "/a.png": (png(40, 30), "image/png"),
    "/a.gif": (GIF, "image/gif"),
    "/a.jpg": (jpeg(4, 4), "image/jpeg"),
    "/a.webp": (WEBP_LOSSY, "image/webp"),
    "/a.avif": (AVIF, "image/avif"),
    "/lying.png": (png(4, 4), "text/html"),
    "/page.png": (HTML, "image/png"),
    "/drawing.png": (SVG, "image/png"),
    "/drawing.svg": (SVG, "image/svg+xml"),
    "/huge.png": (png(20_000, 20_000), "image/png"),
    "/heavy.png": (png(4, 4, padding=MOST_BYTES), "image/png"),
}
GONE = (
    "/page.png",
    "/drawing.png",
    "/drawing.svg",
    "/huge.png",
    "/heavy.png",
    "/nothing.png",
    "/away",
    "/chunked",
)


async def _serve(request: web.Request) -> web.StreamResponse:
    if request.path == "/away":
        raise web.HTTPFound(f"http://{PRIVATE}:{request.url.port}/a.png")
    if request.path == "/chunked":
        response = web.StreamResponse(headers={"Content-Type": "image/png"})
        response.enable_chunked_encoding()
        await response.prepare(request)
        for _ in range(MOST_BYTES // 65_536 + 2):
            await response.write(bytes(65_536))
        return response
    if request.path not in HELD:
        raise web.HTTPNotFound
    body, content_type = HELD[request.path]
    return web.Response(body=body, headers={"Content-Type": content_type, "Set-Cookie": "a=b", "X-Own": "1"})


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving(_serve, PUBLIC, PRIVATE) as running:
        yield running


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(frontend=tmp_path / "dist", fetch=fetcher())


def ours(stage: Stage, url: str) -> str:
    address = PictureAddresses(SECRET, stage.clock).of(url)
    assert address is not None
    return address


@pytest.mark.parametrize("path", ["/a.png", "/a.gif", "/a.jpg", "/a.webp", "/a.avif", "/lying.png"])
async def test_a_picture_is_shown_to_whoever_has_a_good_address(
    stage: Stage, server: Server, path: str
) -> None:
    response = await stage.visitor().get(ours(stage, server.url(path)))
    assert response.status_code == 200
    kind = {"/a.jpg": "image/jpeg", "/lying.png": "image/png"}.get(path, f"image/{path[3:]}")
    assert response.headers["Content-Type"] == kind
    assert await response.get_data() == HELD[path][0]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    kept = response.headers["Cache-Control"]
    assert kept.startswith("public, max-age=")
    assert kept.endswith(", immutable")
    assert int(kept.partition("=")[2].partition(",")[0]) >= DAY
    assert "Set-Cookie" not in response.headers
    assert "X-Own" not in response.headers


@pytest.mark.parametrize("path", GONE)
async def test_what_is_no_picture_is_a_404(stage: Stage, server: Server, path: str) -> None:
    response = await stage.visitor().get(ours(stage, server.url(path)), headers={"Accept": "text/html"})
    assert await code_of(response, 404) == "pictures.none"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "[::1]", "localhost", "169.254.169.254"])
async def test_a_good_signature_opens_no_way_home(stage: Stage, server: Server, host: str) -> None:
    response = await stage.visitor().get(ours(stage, server.url("/a.png", host)))
    assert await code_of(response, 404) == "pictures.none"
    assert server.seen == []


async def test_a_picture_is_fetched_once_for_everybody(stage: Stage, server: Server) -> None:
    response = await stage.visitor().get(ours(stage, server.url("/a.png")))
    for _ in range(3):
        assert (await stage.visitor().get(ours(stage, server.url("/a.png")))).status_code == 200
    assert len(server.seen) == 1
    again = await stage.visitor().get(
        ours(stage, server.url("/a.png")), headers={"If-None-Match": response.headers["ETag"]}
    )
    assert (again.status_code, await again.get_data()) == (304, b"")


async def test_without_a_good_signature_nothing_is_fetched(stage: Stage, server: Server) -> None:
    good = ours(stage, server.url("/a.png"))
    bad = [
        "/img",
        "/img?",
        f"/img?url={server.url('/a.png')}",
        f"{good}x",
        f"{good}&url=b",
        f"{good}&sig=b",
        f"{good}&a=b",
        good.replace("sig=", "sig=A"),
        good.replace("until=1", "until=2"),
        good.replace("a.png", "a.gif"),
        good.replace("until=", "until=+"),
        good.replace("until=", "until=%F0%9D%9F%8F"),
        good.rpartition("&")[0],
        good.replace("sig=", "sig=%00"),
        good.replace("url=", "url=%FF"),
        good.replace("url=", "sig=a&url="),
    ]
    for address in bad:
        assert await code_of(await stage.visitor().get(address), 403) == "pictures.bad_signature"
    assert server.seen == []


async def test_an_old_address_is_refused(stage: Stage, server: Server) -> None:
    address = ours(stage, server.url("/a.png"))
    stage.clock.forward(days=9)
    assert await code_of(await stage.visitor().get(address), 403) == "pictures.bad_signature"


async def test_fetching_is_limited_and_looking_again_is_not(
    stage: Stage, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "FETCHES", Limit(3, 60.0))
    visitor = stage.visitor()
    known = ours(stage, server.url("/a.png"))
    statuses = [
        (await visitor.get(ours(stage, server.url(f"/{number}.png")))).status_code for number in range(2)
    ]
    assert [*statuses, (await visitor.get(known)).status_code] == [404, 404, 200]
    limited = await visitor.get(ours(stage, server.url("/a.gif")))
    assert await code_of(limited, 429) == "limits.too_many"
    assert int(limited.headers["Retry-After"]) > 0
    assert (await visitor.get(known)).status_code == 200


async def test_pictures_leave_room_for_everything_else(
    stage: Stage, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limit, "EVERYTHING", Limit(2, 60.0))
    monkeypatch.setattr(rate_limit, "PICTURES", Limit(5, 60.0))
    visitor, address = stage.visitor(), ours(stage, server.url("/a.png"))
    assert [(await visitor.get(address)).status_code for _ in range(6)] == [200] * 5 + [429]
    assert [(await visitor.get("/api/nowhere")).status_code for _ in range(3)] == [404, 404, 429]


async def _ask(browser: Browser, tenant: str, urls: Any) -> Any:
    return await browser.post(f"/api/v1/tenants/{tenant}/images", json={"urls": urls})


async def test_a_viewer_gets_addresses_that_work(stage: Stage, server: Server) -> None:
    scope = await stage.found()
    await stage.appoint(scope, ROBIN, Role.VIEWER)
    viewer = await stage.signed_in(ROBIN)
    wanted, hopeless = server.url("/a.png"), "javascript:alert(1)"
    response = await _ask(viewer, "polar-1", [wanted, hopeless, "http://[", "", wanted])
    assert response.status_code == 200
    items = (await response.get_json())["items"]
    assert items.keys() == {wanted, "http://["}
    assert (await viewer.get(items[wanted])).status_code == 200
    assert await code_of(await viewer.get(items["http://["]), 404) == "pictures.none"


async def test_strangers_and_other_tenants_get_none(stage: Stage) -> None:
    await stage.found()
    stranger = await stage.signed_in(ROBIN)
    assert (await _ask(stranger, "polar-1", [])).status_code == 404
    assert (await _ask(await stage.signed_in(ALEX), "polar-2", [])).status_code == 404
    assert await code_of(await _ask(stage.visitor(), "polar-1", []), 401) == "identity.signed_out"


@pytest.mark.parametrize("urls", [None, "x", [1], [None], ["https://a.example/"] * 51, {"a": "b"}])
async def test_odd_lists_are_refused(stage: Stage, urls: Any) -> None:
    await stage.found()
    response = await _ask(await stage.signed_in(ALEX), "polar-1", urls)
    assert await code_of(response, 422) == "request.malformed"


async def test_messages_come_with_our_addresses(stage: Stage, server: Server) -> None:
    scope = await stage.found()
    face, photo = server.url("/a.gif"), server.url("/a.png")
    plain = message(5)
    written = attrs.evolve(
        plain,
        author=attrs.evolve(plain.author, avatar_url=face),
        embeds=(EmbedJson({"title": "T", "image": {"url": photo}}),),
    )
    async with stage.database.begin(scope) as work:
        await work.messages.save([written])
    owner = await stage.signed_in(ALEX)
    (item,) = (await owner.json(f"/api/v1/tenants/polar-1/messages?channel={written.channel_id}"))["items"]
    assert item["author"]["avatar_url"] == ours(stage, face)
    assert item["proxied"] == {photo: ours(stage, photo)}
    assert item["embeds"] == [{"title": "T", "image": {"url": photo}}]
    one = await owner.json("/api/v1/tenants/polar-1/messages/5")
    assert one["message"]["proxied"] == item["proxied"]
    assert (await owner.get(item["proxied"][photo])).status_code == 200


async def test_dispatches_come_with_our_addresses_beside_what_was_sent(stage: Stage, server: Server) -> None:
    await stage.found()
    owner = await stage.signed_in(ALEX)
    photo = server.url("/a.png")
    embed = {"title": "T", "image": {"url": photo}, "footer": {"text": "F", "icon_url": photo}}
    sent = await owner.post(
        "/api/v1/tenants/polar-1/dispatches", json={"channel": "77", "content": "", "embeds": [embed]}
    )
    assert sent.status_code == 201
    (listed,) = (await owner.json("/api/v1/tenants/polar-1/dispatches"))["items"]
    assert listed["proxied"] == {photo: ours(stage, photo)}
    assert listed["embeds"][0]["image"] == {"url": photo}


async def test_what_the_bot_says_of_people_comes_with_our_addresses(stage: Stage, server: Server) -> None:
    await stage.found()
    face = server.url("/a.gif")
    member = as_dict(attrs.evolve(a_member(ROBIN), avatar_url=face))
    stage.bot.answer = (200, "application/json", orjson.dumps({"items": [member], "next": None}))
    owner = await stage.signed_in(ALEX)
    (item,) = (await owner.json("/__bot-proxy/members?tenant=polar-1"))["items"]
    assert item == {**member, "avatar_url": ours(stage, face)}


async def test_refusals_of_the_bot_pass_as_they_are(stage: Stage) -> None:
    await stage.found()
    said = b'{"avatar_url": "https://a.example/", "code": "x"}'
    stage.bot.answer = (404, "application/problem+json", said)
    owner = await stage.signed_in(ALEX)
    response = await owner.get("/__bot-proxy/members/5?tenant=polar-1")
    assert (response.status_code, await response.get_data()) == (404, said)
