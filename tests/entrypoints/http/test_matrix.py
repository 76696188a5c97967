"""Every route, every role, own and foreign tenants, on every storage: generated from the route table."""

import itertools
from pathlib import Path

import pytest

from snowflake_domain.kernel.scope import TenantScope, UserId
from snowflake_domain.tenancy.staff import PERMISSIONS, Role
from snowflake_entrypoints.http.openapi.document import operations_in
from tests.contracts.conftest import mariadb_url, sqlite_template, storage, storage_url
from tests.contracts.storage import Storage
from tests.entrypoints.http.stage import Browser, Stage
from tests.entrypoints.http.test_isolation import ROUTES, call

__all__ = ["mariadb_url", "sqlite_template", "storage", "storage_url"]
pytestmark = pytest.mark.timeout(180)
STAFF = {Role.ADMIN: UserId(701), Role.MODERATOR: UserId(702), Role.VIEWER: UserId(703)}
OWNER, FOREIGNER = UserId(700), UserId(704)
_numbers = itertools.count(900_000)


@pytest.fixture
async def stage(storage: Storage, tmp_path: Path) -> Stage:
    return Stage(frontend=tmp_path / "dist", database=storage)


async def community(stage: Stage, owner: UserId) -> tuple[TenantScope, str]:
    number = next(_numbers)
    return await stage.found(number, guild=number, owner=owner), f"polar-{number}"


async def verdict(browser: Browser, route: tuple[str, str, str], slug: str) -> tuple[int, str]:
    response = await call(browser, *route, slug)
    if response.content_type != "application/problem+json":
        return response.status_code, ""
    return response.status_code, (await response.get_json())["code"]


async def test_each_role_may_what_the_table_says_and_nobody_looks_over_the_fence(stage: Stage) -> None:
    needs = {one.name: one.needs for *_, one in operations_in(stage.app) if one.needs}
    scope, slug = await community(stage, OWNER)
    await community(stage, FOREIGNER)
    for role, person in STAFF.items():
        await stage.appoint(scope, person, role)
    browsers = {role: await stage.signed_in(person) for role, person in STAFF.items()}
    foreigner, visitor = await stage.signed_in(FOREIGNER), stage.visitor()
    wrong = []
    for route in ROUTES:
        name = route[2]
        if await verdict(visitor, route, slug) != (401, "identity.signed_out"):
            wrong.append(f"signed out may {name}")
        there = await verdict(foreigner, route, slug)
        absent = await verdict(foreigner, route, "never-was")
        if not there == absent == (404, "tenancy.unknown_tenant"):
            wrong.append(f"a foreigner's {name} answers {there} and {absent}")
        for role, browser in browsers.items():
            if name == "leaveStaff":
                continue
            allowed = needs[name] in PERMISSIONS[role]
            status, code = await verdict(browser, route, slug)
            refused = (status, code) == (403, "tenancy.permission_denied")
            if allowed and (status in {401, 403, 500} or code == "tenancy.unknown_tenant"):
                wrong.append(f"{role} may {name} but hears {status} {code}")
            if not allowed and not refused:
                wrong.append(f"{role} may not {name} but hears {status} {code}")
    assert wrong == []
