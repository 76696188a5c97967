"""The checker itself notices what doesn't fit."""

import pytest

from tests.sandbox.rest.conftest import Aurora, Client
from tests.sandbox.rest.openapi import DOCUMENT, Document, Exchange

pytestmark = pytest.mark.skipif(
    not DOCUMENT.is_file(), reason="Discord's OpenAPI document is not beside the repository"
)


async def test_a_missing_key_an_unknown_status_and_a_wrong_request_are_noticed(
    api: Client, aurora: Aurora
) -> None:
    document, path = Document.load(), f"/channels/{aurora.channel('general').id}/messages"
    _, message = await api("POST", path, {"content": "hi"})
    assert document.faults(Exchange("POST", path, {"content": "hi"}, 200, message)) == []
    broken = {key: value for key, value in message.items() if key != "author"}
    assert "author" in document.faults(Exchange("POST", path, None, 200, broken))[0]
    assert "not declared" in document.faults(Exchange("POST", path, None, 201, message))[0]
    assert "content" in document.faults(Exchange("POST", path, {"content": 5}, 200, message))[0]
    assert "no operation" in document.faults(Exchange("GET", "/nowhere", None, 200, {}))[0]


async def test_refusals_have_the_documented_shape(api: Client, aurora: Aurora) -> None:
    document, path = Document.load(), f"/channels/{aurora.channel('general').id}/messages"
    for body in ({}, {"content": "x" * 2001}, {"embeds": [{"title": "y" * 300}]}):
        status, refusal = await api("POST", path, body)
        assert status == 400
        assert document.faults(Exchange("POST", path, None, status, refusal)) == []
