"""Read what a call to the bot's service says: who asks, where, and what."""

import hmac
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final, TypeVar

import orjson
from cattrs import BaseValidationError
from quart import request

from snowflake_domain.kernel.errors import FieldProblem
from snowflake_domain.kernel.scope import GuildId, TenantId, TenantScope, UserId
from snowflake_domain.tenancy.enter_tenant import SYSTEM, EnterTenant
from snowflake_entrypoints.bot.problems import Refused, malformed
from snowflake_entrypoints.wire import from_json

T = TypeVar("T")

SCOPE_HEADERS: Final = ("x-tenant-id", "x-guild-id", "x-actor-id")
LONGEST_NUMBER: Final = 19


def check_secret(secret: str) -> None:
    """Raise `Refused` unless the call carries the shared secret; takes the same time for any wrong one."""
    said = request.headers.get("x-snowflake-secret")
    if said is None:
        said = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(said.encode("utf-8", "replace"), secret.encode()):
        refusal = "This call needs the bot service's secret."
        raise Refused(HTTPStatus.UNAUTHORIZED, "bot.wrong_secret", refusal)


def is_scoped() -> bool:
    """Tell whether the call names a tenant or brings a secret at all."""
    named = (*SCOPE_HEADERS, "x-snowflake-secret", "authorization")
    return any(name in request.headers for name in named)


async def scope_of(enter: EnterTenant) -> TenantScope:
    """Enter the tenant that the headers name; raises `Refused` or what `EnterTenant.checked` raises."""
    tenant, guild, actor = (_header_id(name) for name in SCOPE_HEADERS)
    return await enter.checked(TenantId(tenant), GuildId(guild), UserId(actor))


def _header_id(name: str) -> int:
    text = request.headers.get(name, "")
    system = name == "x-actor-id" and text == str(SYSTEM)
    if not system and not _is_number(text):
        raise malformed(f"{name}: expected an id: digits.", FieldProblem(name, "expected an id: digits"))
    return int(text)


def number(name: str, default: int) -> int:
    """Return a whole number from the query; raises `Refused`."""
    text = request.args.get(name)
    if text is None:
        return default
    if text != "0" and not _is_number(text):
        said = "expected a whole number"
        raise malformed(f"{name}: {said}.", FieldProblem(name, said))
    return int(text)


def id_in_path(name: str, text: str) -> int:
    """Return an id from the path; raises `Refused`."""
    if not _is_number(text):
        said = "expected an id: digits"
        raise malformed(f"{name}: {said}.", FieldProblem(name, said))
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER and 0 < int(text) < 2**63


async def body_as(kind: type[T], shape: Callable[[Any], Any] = lambda value: value) -> T:
    """Read the JSON body; raises `Refused` or `BaseValidationError`."""
    raw = await request.get_data(as_text=False)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise malformed(f"That is no JSON: {error.msg}.") from None
    try:
        return from_json(shape(value), kind)
    except (BaseValidationError, RecursionError) as error:
        if isinstance(error, RecursionError):
            raise malformed("The JSON is nested too deeply.") from None
        raise
