"""What a browser sends can't change whose server the bot speaks of: raw requests, through the real panel."""

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from snowflake_entrypoints.sandbox.seed import AURORA_ID, FOUNDRY_ID
from tests.journeys.product import Product
from tests.processes.panel import SLUG, Person

pytestmark = pytest.mark.asyncio(loop_scope="package")
SCOPES = ("x-tenant-id", "x-guild-id", "x-actor-id", "x-snowflake-secret", "x-snowflake-source")


async def raw(product: Product, owner: Person, target: bytes, *lines: bytes) -> tuple[int, Any]:
    """Send one request exactly as it is spelled here, with the owner's cookie."""
    parts = urlsplit(product.panel)
    cookies = owner.session.cookie_jar.filter_cookies(owner.session._build_url(product.panel))
    cookie = "; ".join(f"{one.key}={one.value}" for one in cookies.values())
    head = [
        b"GET " + target + b" HTTP/1.1",
        f"Host: {parts.netloc}".encode(),
        f"Cookie: {cookie}".encode(),
        b"Connection: close",
        *lines,
    ]
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, local_addr=("127.0.77.1", 0))
    writer.write(b"\r\n".join(head) + b"\r\n\r\n")
    async with asyncio.timeout(5):
        said = await reader.read()
    writer.close()
    await writer.wait_closed()
    answer, _, body = said.partition(b"\r\n\r\n")
    status = int(answer.split(b" ")[1])
    is_json = b"json" in answer
    if b"chunked" in answer.lower():
        body = b"".join(body.split(b"\r\n")[1::2])
    return status, json.loads(body) if is_json and body else None


def spellings(name: str) -> list[bytes]:
    """Return a header's name as others might spell it to get past a filter."""
    return [
        name.encode(),
        name.upper().encode(),
        name.title().encode(),
        name.replace("-", "_").encode(),
        name.replace("-", "_").upper().encode(),
    ]


async def test_no_header_changes_the_scope(product: Product, owner: Person) -> None:
    target = f"/__bot-proxy/guild?tenant={SLUG}".encode()
    for name in SCOPES:
        for spelled in spellings(name):
            line = spelled + b": " + str(FOUNDRY_ID).encode()
            status, seen = await raw(product, owner, target, line, line)
            assert (status, seen["id"]) == (200, str(AURORA_ID)), line
    every = [spelled + b": " + str(FOUNDRY_ID).encode() for name in SCOPES for spelled in spellings(name)]
    status, seen = await raw(product, owner, target, *every)
    assert (status, seen["id"]) == (200, str(AURORA_ID))


@pytest.mark.parametrize(
    "target",
    [
        b"/__bot-proxy/members/..%2Fguild?tenant=%s",
        b"/__bot-proxy/members/%2e%2e/guild?tenant=%s",
        b"/__bot-proxy/members/../guild?tenant=%s",
        b"/__bot-proxy/members/..%5Cguild?tenant=%s",
        b"/__bot-proxy/../__bot-proxy/guild?tenant=%s",
        b"/__bot-proxy//guild?tenant=%s",
        b"/__bot-proxy/guild/?tenant=%s",
        b"/__bot-proxy/guild;x?tenant=%s",
        b"/__bot-proxy/guild%00?tenant=%s",
        b"/__bot-proxy/guild%2F..%2Froles?tenant=%s",
        b"/__bot-proxy/installations/1200000000000000000?asker=1&tenant=%s",
        b"/__bot-proxy/webhooks?tenant=%s",
        b"/__bot-proxy/ws?tenant=%s",
        b"/__bot-proxy/members/1%3Ftenant=other?tenant=%s",
        b"/__bot-proxy/members/5%0d%0ax-guild-id:%%201?tenant=%s",
    ],
)
async def test_no_spelling_of_a_path_leads_past_the_list(
    product: Product, owner: Person, target: bytes
) -> None:
    status, seen = await raw(product, owner, target.replace(b"%s", SLUG.encode()))
    assert 300 <= status < 500, seen
    assert seen is None or "id" not in seen


async def test_a_path_in_code_is_the_same_call_with_the_same_scope(product: Product, owner: Person) -> None:
    """`%67uild` is `guild` to every server, and so are two slashes in front: also for every check before."""
    forged = b"X-Guild-Id: " + str(FOUNDRY_ID).encode()
    for path in ("/__bot-proxy/%67uild", "//__bot-proxy/guild"):
        status, seen = await raw(product, owner, f"{path}?tenant={SLUG}".encode(), forged)
        assert (status, seen["id"]) == (200, str(AURORA_ID))
        status, _ = await raw(product, owner, f"{path}?tenant=nobody".encode(), forged)
        assert status == 404


@pytest.mark.parametrize(
    "query",
    [
        b"?tenant=%s&tenant=pixel-foundry",
        b"?tenant=pixel-foundry&tenant=%s",
        b"?tenant=pixel-foundry",
        b"?tenant=",
        b"?Tenant=%s",
        b"?tenant=%s%%26guild_id=5",
        b"?tenant=%s%%00",
        b"?tenant[]=%s",
        b"",
    ],
)
async def test_no_query_names_another_server(product: Product, owner: Person, query: bytes) -> None:
    target = b"/__bot-proxy/guild" + query.replace(b"%s", SLUG.encode()).replace(b"%%", b"%")
    status, seen = await raw(product, owner, target)
    assert status in {404, 422} or seen["id"] == str(AURORA_ID)


async def test_a_second_request_in_the_body_is_not_one(product: Product, owner: Person) -> None:
    """A length and chunks at once: whoever reads it either way, one request is answered or none."""
    inner = f"GET /__bot-proxy/guild?tenant=pixel-foundry HTTP/1.1\r\nHost: {urlsplit(product.panel).netloc}"
    target = f"/__bot-proxy/guild?tenant={SLUG}".encode()
    lines = [b"Content-Length: 6", b"Transfer-Encoding: chunked", b"", b"0", b"", inner.encode()]
    status, seen = await raw(product, owner, target, *lines)
    assert status == 400 or seen["id"] == str(AURORA_ID)
