import asyncio
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from snowflake_domain.kernel.scope import MessageId
from snowflake_entrypoints.http.openapi.document import openapi_document, operations_in
from tests.entrypoints.http.contract import document_of
from tests.entrypoints.http.stage import Browser, Stage, a_member
from tests.fakes import GUILD, ROBIN, message

PAGES = {"authentication.begin"}
"""Below the API's addresses, but for browsers: it redirects to Discord."""
PROMISED = frozenset(
    re.findall(
        r"\w+",
        """
        Me TenantCard GuildCard Message Embed Case Dispatch Problem Overview Settings Channel Member
        Permission StaffRole StaffEntry StaffList MessagePage CasePage DispatchPage MemberPage SearchPage
        SearchHit MessageContext BotCheck Provisioned ProvisionRequest Ticket TicketRequest Health Guild
        Role RoleList Presence TimeoutRequest UntimeoutRequest SanctionResult SettingsChange StaffChange
        DispatchRequest SignInCallback SignedIn Attachment Author ActivityDay Notice FieldError EmbedAuthor
        EmbedField EmbedFooter EmbedImage MessageVersion Party
        Invitation NewInvitation InvitationRequest InvitationLink InvitationAccepted Invited RoleMapping
        RoleMappingChange TransferOwnership ActivityEntry ActivityEntryPage ActivityKind SettingsRevision
        SettingsRevisionPage SettingsValues RevisionDifference SettingChanged
        """,
    )
)


def test_each_route_of_the_api_is_documented(stage: Stage) -> None:
    described = {rule.endpoint for _, _, rule, _ in operations_in(stage.app)}
    api = {
        rule.endpoint
        for rule in stage.app.url_map.iter_rules()
        if rule.rule.startswith(("/api", "/__bot-proxy", "/auth/")) and not rule.endpoint.startswith("spa.")
    }
    assert api - described == PAGES


async def test_the_document_is_served(stage: Stage) -> None:
    response = await stage.visitor().get("/openapi.json")
    assert await response.get_json() == document_of(stage.app)


def test_the_document_holds_together(stage: Stage) -> None:
    document = openapi_document(stage.app)
    schemas = document["components"]["schemas"]
    assert set(schemas) >= PROMISED
    for name, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        assert (
            schema.get("description")
            or name.endswith(("Page", "List"))
            or "enum" in schema
            or name == "FieldError"
        )
    text = json.dumps(document)
    used = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert used <= set(schemas)
    names = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(names) == len(set(names))
    assert '"index"' not in json.dumps(schemas["Permission"])


def test_requests_may_leave_out_what_answers_always_hold(stage: Stage) -> None:
    schemas = openapi_document(stage.app)["components"]["schemas"]
    assert schemas["DispatchRequest"]["required"] == ["channel"]
    assert schemas["DispatchRequest"]["additionalProperties"] is False
    assert "required" not in schemas["Embed"]
    assert {"edited_at", "deleted_at", "reply_to"} <= set(schemas["Message"]["required"])
    assert schemas["Message"]["properties"]["id"]["type"] == "string"
    assert schemas["TimeoutRequest"]["properties"]["lasting"]["type"] == "number"


OPERATIONS = sorted(
    (method, address)
    for method, address, _, one in operations_in(Stage(frontend=Path("absent")).app)
    if not one.by_signature
)


@pytest.mark.parametrize(("method", "address"), OPERATIONS, ids=[" ".join(one) for one in OPERATIONS])
def test_whatever_fits_the_document_gets_an_answer_the_document_knows(
    tmp_path: Path, method: str, address: str
) -> None:
    stage = Stage(frontend=tmp_path)
    schema = schemathesis.openapi.from_dict(openapi_document(stage.app))
    with asyncio.Runner() as runner:
        browser = runner.run(prepare(stage))

        @settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=schema[address][method].as_strategy())
        def each(case: Any) -> None:
            runner.run(send(browser, address, case))

        each()


async def prepare(stage: Stage) -> Browser:
    scope = await stage.found(1)
    stage.guild.members_there = (a_member(ROBIN),)
    async with stage.database.begin(scope) as work:
        await work.messages.save([message(MessageId(number)) for number in (1, 2, 3)])
    return await stage.signed_in(guilds=(GUILD, 6000))


async def send(browser: Browser, address: str, case: Any) -> None:
    parts = {**(case.path_parameters or {}), "tenant": "polar-1"}
    path = address.format(**{name: quote(str(value), safe="") for name, value in parts.items()})
    query = dict(case.query or {})
    if "tenant" in query:
        query["tenant"] = "polar-1"
    more: dict[str, Any] = {}
    if case.method != "GET" and isinstance(case.body, dict | list | str | int):
        more = {"data": json.dumps(case.body), "headers": {"Content-Type": "application/json"}}
    cookies = dict(browser.cookies)
    response = await browser.ask(case.method, path, query_string=query, **more)
    browser.cookies = cookies
    assert response.status_code < 500, await response.get_data()
