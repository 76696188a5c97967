import asyncio

import pytest
from quart.testing import connections
from quart.wrappers.request import Body
from werkzeug.exceptions import RequestEntityTooLarge

from snowflake_entrypoints.http.asking import DEEPEST, depth_of
from snowflake_entrypoints.http.pipeline.body import MOST_BYTES, CappedBody
from tests.entrypoints.http.stage import PANEL, Stage, code_of

JSON = {"Content-Type": "application/json"}


async def test_a_body_over_the_cap_is_refused_by_its_length(stage: Stage) -> None:
    browser = await stage.signed_in()
    response = await browser.post("/api/provision", data=b" " * (MOST_BYTES + 1), headers=JSON)
    assert await code_of(response, 413) == "request.too_large"


async def test_a_chunked_body_over_the_cap_is_refused_while_it_streams(stage: Stage) -> None:
    browser = await stage.signed_in()
    sent = 0
    headers = {
        "Host": browser.host,
        "Origin": PANEL,
        "Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
        **JSON,
    }
    client = stage.app.test_client(use_cookies=False)
    async with client.request("/api/provision", method="POST", headers=headers) as connection:
        assert isinstance(connection, connections.TestHTTPConnection)
        while connection.status_code is None and sent < 200 * MOST_BYTES:
            await connection.send(b" " * 16_384)
            sent += 16_384
            await _others_run()
    assert (await connection.as_response()).status_code == 413
    assert sent < 10 * MOST_BYTES


async def _others_run() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def feed(body: CappedBody, data: bytes) -> None:
    """Hand a chunk over as this version of Quart does."""
    if hasattr(Body, "append"):
        body.append(data)
    else:
        await body.put(data)


async def test_what_was_read_already_counts_too() -> None:
    body = CappedBody(None, 10)
    await feed(body, b"123456")
    assert await anext(aiter(body)) == b"123456"
    await feed(body, b"123456")
    with pytest.raises(RequestEntityTooLarge):
        await anext(aiter(body))


async def test_a_body_at_the_cap_is_read(stage: Stage) -> None:
    browser = await stage.signed_in()
    body = b'{"guild_id": "5000"}'.ljust(MOST_BYTES)
    assert (await browser.post("/api/provision", data=body, headers=JSON)).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nope",
        b"\xff\xfe",
        b'{"guild_id": NaN}',
        b'{"guild_id": "\\ud800"}',
        b"[]",
        b"null",
        b"5",
        b'"text"',
        b"[" * 20_000 + b"]" * 20_000,
        b'{"guild_id":' * 5_000,
        b'{"a":' * 33 + b"1" + b"}" * 33,
    ],
)
async def test_what_is_no_fitting_json_is_refused(stage: Stage, body: bytes) -> None:
    browser = await stage.signed_in()
    response = await browser.post("/api/provision", data=body, headers=JSON)
    assert await code_of(response, 422) == "request.malformed"


@pytest.mark.parametrize(("levels", "refused"), [(DEEPEST, False), (DEEPEST + 1, True), (900, True)])
async def test_json_may_be_nested_so_deep(stage: Stage, *, levels: int, refused: bool) -> None:
    browser = await stage.signed_in()
    body = b'{"a":' * levels + b"1" + b"}" * levels
    response = await browser.post("/api/provision", data=body, headers=JSON)
    assert ("nested" in (await response.get_json())["detail"]) is refused


async def test_a_form_is_no_json(stage: Stage) -> None:
    browser = await stage.signed_in()
    response = await browser.post("/api/provision", form={"guild_id": "5000"})
    assert await code_of(response, 422) == "request.malformed"


async def test_each_field_at_fault_is_named(stage: Stage) -> None:
    browser = await stage.signed_in()
    response = await browser.post("/api/provision", json={"guild_id": 5000, "name": 1, "tenant": "x"})
    document = await response.get_json()
    assert document["code"] == "request.malformed"
    fields = {one["field"]: one["detail"] for one in document["errors"]}
    assert fields["guild_id"] == "expected an id: digits in a string"
    assert fields["name"] == "expected text"
    assert "tenant" in fields[""]


@pytest.mark.parametrize(
    ("raw", "depth"),
    [(b"", 0), (b"{}", 1), (b'[{"a":[1]}]', 3), (b'"[[[["', 0), (b'"\\"[[["', 0), (b'{"a":"]"}', 1)],
)
def test_depth_counts_brackets_outside_of_strings(raw: bytes, depth: int) -> None:
    assert depth_of(raw) == depth


def test_depth_is_counted_in_one_pass_over_hostile_quotes() -> None:
    assert depth_of(b'\\"' * (MOST_BYTES // 2)) <= DEEPEST
