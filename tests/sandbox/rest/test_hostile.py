"""Bodies of the wrong shape: a 4xx that names the fault, never a 500."""

import re
from typing import Any

import pytest

from snowflake_entrypoints.sandbox.rest import ROUTES
from snowflake_entrypoints.sandbox.rest.call import Route
from tests.sandbox.rest.conftest import Aurora, Client

KEYS = [
    "content",
    "embeds",
    "embed",
    "components",
    "attachments",
    "allowed_mentions",
    "message_reference",
    "nonce",
    "flags",
    "tts",
    "name",
    "type",
    "options",
    "description",
    "default_member_permissions",
    "nick",
    "roles",
    "communication_disabled_until",
    "topic",
    "parent_id",
    "position",
    "permission_overwrites",
    "messages",
    "user_ids",
    "delete_message_seconds",
    "applied_tags",
    "message",
    "auto_archive_duration",
    "avatar",
    "channel_id",
    "username",
    "data",
    "recipient_id",
    "allow",
    "deny",
    "archived",
    "poll",
    "thread_name",
    "color",
    "permissions",
    "integration_types",
]
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    1.5,
    "",
    "x" * 5000,
    "\ud800",
    [],
    [None, 1, "x", {}, []],
    {},
    {"fields": "x", "type": [], "data": 3, "channel_id": {}, "message_id": []},
    [{"id": [], "type": {}, "components": [3], "fields": [None], "options": [1], "name": {}}],
)


def _path(route: Route, aurora: Aurora, hook: Any) -> str:
    world = aurora.sandbox.world
    channel = aurora.channel("general")
    known = {
        "guild_id": aurora.guild.id,
        "channel_id": channel.id,
        "message_id": channel.log.ids[-1],
        "user_id": aurora.persona("viewer"),
        "role_id": aurora.role("Artist").id,
        "application_id": world.application.id,
        "webhook_id": hook.id,
        "webhook_token": hook.token,
        "overwrite_id": aurora.role("Artist").id,
        "emoji": "%F0%9F%91%8D",
        "command_id": 1,
    }
    return re.sub(r"\{(\w+)\}", lambda found: str(known.get(found[1], "1")), route.path)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_no_body_of_the_wrong_shape_is_a_server_error(api: Client, aurora: Aurora, method: str) -> None:
    channel = aurora.channel("general").id
    hook = aurora.sandbox.world.create_webhook(channel, "h", actor=aurora.persona("owner"))
    broken = []
    for route in ROUTES:
        if (
            route.method != method
            or "delete" in route.handler.__name__
            or route.path == "/channels/{channel_id}"
        ):
            continue
        path = _path(route, aurora, hook)
        for value in VALUES:
            for body in (value, dict.fromkeys(KEYS, value)):
                status = await _send(api, method, path, body)
                if status >= 500:
                    broken.append((route.path, value, status))
    assert broken == []


async def test_the_fields_of_an_interactions_answer_are_checked_too(api: Client, aurora: Aurora) -> None:
    world, viewer = aurora.sandbox.world, aurora.persona("viewer")
    for kind in (2, 3, 4, 5):
        for answer in range(10):
            for value in VALUES:
                one = world.open_interaction(kind, aurora.channel("general").id, viewer, {"name": "x"})
                body = {
                    "type": answer,
                    "data": dict.fromkeys((*KEYS, "choices", "title", "custom_id"), value),
                }
                path = f"/interactions/{one.id}/{one.token}/callback"
                assert await _send(api, "POST", path, body) < 500, (kind, answer, value)


@pytest.mark.parametrize("query", ["limit=x", "limit=0", "limit=10000", "before=x", "after=-1", "around=%F0"])
async def test_bad_queries_are_named(api: Client, aurora: Aurora, query: str) -> None:
    status, refusal = await api("GET", f"/channels/{aurora.channel('general').id}/messages?{query}")
    assert (status, refusal["code"]) == (400, 50035)
    assert query.partition("=")[0] in refusal["errors"]


async def _send(api: Client, method: str, path: str, body: Any) -> int:
    answer = await api.raw(method, path, json=body)
    return answer.status
