"""Real hikari's requests and the sandbox's answers, held against Discord's published document."""

import asyncio
from typing import Any

import hikari
import pytest

from snowflake_entrypoints.sandbox.app import build_sandbox
from snowflake_entrypoints.sandbox.seed import AURORA_ID
from snowflake_entrypoints.sandbox.settings import SandboxSettings
from tests.sandbox.rest.conftest import Aurora
from tests.sandbox.rest.openapi import DOCUMENT, Document, Exchange
from tests.sandbox.rest.recording import Recorder
from tests.sandbox.rest.tour import tour_as_bot, tour_as_person

pytestmark = pytest.mark.skipif(
    not DOCUMENT.is_file(), reason="Discord's OpenAPI document is not beside the repository"
)

SCOPES = ("identify", "guilds", "guilds.members.read", "email")


async def test_every_request_of_hikari_and_every_answer_fits_discords_document(
    settings: SandboxSettings,
) -> None:
    sandbox, recorder = build_sandbox(settings), Recorder()
    sandbox.app.middlewares.append(recorder.middleware())
    await sandbox.start()
    aurora = Aurora(sandbox, sandbox.world.guilds[AURORA_ID])
    rests = hikari.RESTApp(url=sandbox.api_url)
    await rests.start()
    try:
        async with rests.acquire(settings.bot_token, hikari.TokenType.BOT) as rest:
            await tour_as_bot(rest, sandbox, aurora)
        async with rests.acquire() as rest:
            grant = sandbox.world.consent(aurora.persona("viewer"), SCOPES, "http://localhost/back")
            token = await rest.authorize_access_token(
                settings.client_id, settings.client_secret, grant.code or "", "http://localhost/back"
            )
        async with rests.acquire(token.access_token, hikari.TokenType.BEARER) as rest:
            await tour_as_person(rest, AURORA_ID)
    finally:
        await rests.close()
        await asyncio.sleep(0)  # hikari doesn't wait for its sockets to close
        await sandbox.stop()

    document = Document.load()
    calls = [one for one in recorder.exchanges if not one.path.startswith("/oauth2/token")]
    faults = [fault for one in calls for fault in document.faults(_without_quirks(one))]
    operations = {(one.method, document.template(one.method, one.path)) for one in calls}
    assert sorted(set(faults)) == []
    assert all(one.status < 400 for one in calls), [one for one in calls if one.status >= 400]
    assert len(operations) >= 80, f"only {len(operations)} operations were visited"


def _without_quirks(one: Exchange) -> Exchange:
    """Allow the two things that the document asks and nobody does: string ids of uploads, a body on unban."""
    asked: Any = one.asked
    if isinstance(asked, dict) and isinstance(asked.get("attachments"), list):
        files = [file | {"id": str(file["id"])} for file in asked["attachments"]]
        asked = asked | {"attachments": files}
    if isinstance(asked, dict) and isinstance(asked.get("data"), dict) and "attachments" in asked["data"]:
        files = [file | {"id": str(file["id"])} for file in asked["data"]["attachments"] or ()]
        asked = asked | {"data": asked["data"] | {"attachments": files}}
    return Exchange(one.method, one.path, asked, one.status, one.answered)
