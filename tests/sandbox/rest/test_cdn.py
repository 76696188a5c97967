"""Attachments behind links that run out; pictures that are real."""

import struct
import zlib
from urllib.parse import urlsplit

import pytest

from snowflake_entrypoints.sandbox.rest.pictures import gradient, identicon, png_size
from tests.sandbox.rest.conftest import Aurora, Client, Ticking


async def _image_url(api: Client, aurora: Aurora) -> str:
    _, page = await api("GET", f"/channels/{aurora.channel('showcase').id}/messages?limit=100")
    url: str = next(one["attachments"][0]["url"] for one in page if one["attachments"])
    return url


async def test_a_seeded_picture_is_a_png_of_the_size_it_claims(api: Client, aurora: Aurora) -> None:
    _, page = await api("GET", f"/channels/{aurora.channel('showcase').id}/messages?limit=100")
    file = next(one["attachments"][0] for one in page if one["attachments"])
    answer = await api.raw("GET", file["url"])
    data = await answer.read()
    assert (answer.status, answer.content_type, len(data)) == (200, "image/png", file["size"])
    assert png_size(data) == (file["width"], file["height"])


async def test_a_link_stops_working_after_a_day_and_a_fresh_one_works(
    api: Client, aurora: Aurora, clock: Ticking
) -> None:
    url = await _image_url(api, aurora)
    assert (await api.raw("GET", url)).status == 200
    clock.offset += 86_401
    assert (await api.raw("GET", url)).status == 404
    assert (await api.raw("GET", await _image_url(api, aurora))).status == 200


async def test_a_tampered_or_bare_link_is_not_served(api: Client, aurora: Aurora) -> None:
    url = await _image_url(api, aurora)
    parts = urlsplit(url)
    later = parts.query.replace("ex=", "ex=f")
    for query in ("", later, parts.query.replace("hm=", "hm=0"), "ex=zz&is=1&hm=1"):
        assert (await api.raw("GET", parts._replace(query=query).geturl())).status == 404


async def test_a_deleted_messages_file_is_gone(api: Client, aurora: Aurora) -> None:
    channel = aurora.channel("showcase")
    one = next(m for m in channel.log.by_id.values() if m.attachments)
    url = aurora.sandbox.world.signed_url(one.attachments[0])
    assert (await api.raw("GET", url)).status == 200
    aurora.sandbox.world.delete_message(channel.id, one.id)
    assert (await api.raw("GET", url)).status == 404


@pytest.mark.parametrize("path", ["/avatars/1/abc.png?size=64", "/icons/1/abc.png?size=64"])
async def test_avatars_and_icons_are_drawn_in_the_wanted_size(api: Client, path: str) -> None:
    answer = await api.raw("GET", api.sandbox.base_url + path)
    assert png_size(await answer.read()) == (64, 64)
    assert (await api.raw("GET", api.sandbox.base_url + "/avatars/1/abc.png?size=63")).status == 404
    assert (await api.raw("GET", api.sandbox.base_url + "/embed/avatars/3.png")).status == 200


def test_pictures_are_whole_pngs_and_depend_on_nothing_but_their_seed() -> None:
    for data, width in ((identicon("a", 64), 64), (gradient("a", 40, 30), 40)):
        assert data.endswith(b"IEND\xaeB`\x82")
        length = struct.unpack(">I", data[33:37])[0]
        pixels = zlib.decompress(data[41 : 41 + length])
        assert len(pixels) % (width * 3 + 1) == 0
    assert identicon.__wrapped__("a", 64) == identicon("a", 64) != identicon("b", 64)
