"""The wire to the bot process, which holds Discord's live state and the bot's token."""

import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar, Final, Protocol, TypeVar

import aiohttp
import attrs
import orjson
from typing_extensions import override
from yarl import URL

from snowflake_domain.kernel.discord import BotOffline, DiscordRefused
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.scope import TenantScope

T = TypeVar("T")

PATIENCE: Final = 5.0
"""Seconds that a call may take."""
HEALTH_PATIENCE: Final = 1.0
SEEN_FOR: Final = 5.0
"""Seconds for which an answer to any call says that the bot is up."""
ACTION_PATIENCE: Final = 40.0
"""Seconds that Discord's limits may keep a delivery waiting; the relay itself gives up after 45."""
_AWAY: Final = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
_KINDS: Final = {
    HTTPStatus.UNPROCESSABLE_ENTITY: ErrorKind.INVALID,
    HTTPStatus.FORBIDDEN: ErrorKind.FORBIDDEN,
    HTTPStatus.NOT_FOUND: ErrorKind.NOT_FOUND,
    HTTPStatus.CONFLICT: ErrorKind.CONFLICT,
    HTTPStatus.TOO_MANY_REQUESTS: ErrorKind.LIMITED,
}


class Read(Protocol):
    """Turns parsed JSON into a domain value; raises when it doesn't fit."""

    def __call__(self, value: Any, kind: type[T], /) -> T: ...


Write = Callable[[Any], dict[str, Any]]
"""Turns a domain value into JSON-ready fields."""


@attrs.define(eq=False)
class RefusedByBot(DomainError):
    """The bot refused, in words of its own."""

    kind: ClassVar = ErrorKind.CONFLICT
    code: ClassVar = "bot.refused"
    said: str

    @property
    @override
    def detail(self) -> str:
        """Pass on what the bot said."""
        return self.said


class BotServiceFault(Exception):
    """The bot's service answered what its contract doesn't allow; not a person's fault, so no refusal."""


@attrs.frozen
class Answer:
    """What the bot's service answered."""

    status: int
    content_type: str
    body: bytes


@attrs.define
class BotServiceClient:
    """Calls the bot's service; open it inside the running loop and close it at the end."""

    _base_url: str
    _secret: str = attrs.field(repr=False)
    read: Read
    write: Write
    _session: aiohttp.ClientSession | None = attrs.field(default=None, init=False)
    _seen_at: float | None = attrs.field(default=None, init=False)
    """When a call was last answered; None when the last one wasn't."""

    def open(self) -> None:
        """Begin to keep connections."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=100, keepalive_timeout=30),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def close(self) -> None:
        """Let connections go."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get(self, scope: TenantScope, path: str, *, patience: float = PATIENCE, **query: str) -> Any:
        """Return what a GET answers; raises `BotOffline` or a refusal."""
        return self._value(
            await self._call("GET", path, scope_headers(scope), query=query, patience=patience)
        )

    async def post(self, scope: TenantScope, path: str, body: Any, *, patience: float = PATIENCE) -> Any:
        """Return what a POST answers; raises `BotOffline`, `DiscordRefused` or another refusal."""
        sent = orjson.dumps(body)
        return self._value(await self._call("POST", path, scope_headers(scope), body=sent, patience=patience))

    async def ask(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """Return the answer to a call that needs no tenant."""
        sent = None if body is None else orjson.dumps(body)
        return self._value(await self._call(method, path, {}, query=query, body=sent))

    async def forward(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: bytes,
        scope: TenantScope,
        *,
        request_id: str = "",
        source: str = "dashboard",
    ) -> tuple[int, str, bytes]:
        """Pass a checked person's call on, and the answer back as it is: status, content type, body.

        Raises `BotOffline` when there is none.
        """
        headers = scope_headers(scope) | {"x-snowflake-source": source}
        if request_id:
            headers["x-request-id"] = request_id
        answer = await self._call(method, path, headers, query=query, body=body or None)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            raise BotServiceFault("the bot's service doesn't accept BOT_SERVICE_SECRET")
        return answer.status, answer.content_type, answer.body

    async def is_up(self) -> bool:
        """Tell whether the bot's process answers at all; it isn't asked when it just did."""
        if self._seen_at is not None and time.monotonic() - self._seen_at < SEEN_FOR:
            return True
        try:
            answer = await self._call("GET", "/health", {}, patience=HEALTH_PATIENCE, bare=True)
        except BotOffline:
            return False
        return answer.status == HTTPStatus.OK

    async def _call(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        patience: float = PATIENCE,
        bare: bool = False,
    ) -> Answer:
        if self._session is None:
            raise BotOffline
        secret = {} if bare else {"x-snowflake-secret": self._secret}
        kind = {} if body is None else {"content-type": "application/json"}
        url = URL(self._base_url + "/" + path.lstrip("/"))
        try:
            async with self._session.request(
                method,
                url.update_query(query or {}),
                headers={**headers, **secret, **kind},
                data=body,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=patience, connect=min(2.0, patience)),
            ) as response:
                answer = Answer(response.status, response.content_type, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._seen_at = None
            raise BotOffline from error
        if answer.status in _AWAY:
            self._seen_at = None
            raise BotOffline
        self._seen_at = time.monotonic()
        return answer

    def _value(self, answer: Answer) -> Any:
        try:
            value = orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            raise BotServiceFault(f"{answer.status}, and no JSON") from None
        if answer.status < HTTPStatus.BAD_REQUEST:
            return value
        raise refusal_from(answer.status, value)


def scope_headers(scope: TenantScope) -> dict[str, str]:
    """Return the headers that say who asks, and where."""
    return {
        "x-tenant-id": str(scope.tenant),
        "x-guild-id": str(scope.guild),
        "x-actor-id": str(scope.actor),
    }


def refusal_from(status: int, problem: Any) -> Exception:
    """Return what a problem document stands for."""
    code = problem.get("code", "") if isinstance(problem, dict) else ""
    detail = str(problem.get("detail", "")) if isinstance(problem, dict) else ""
    if code == DiscordRefused.code:
        reason = detail.removeprefix("Discord refused: ").removesuffix(".")
        return DiscordRefused(reason, int(problem.get("discord_code") or 0))
    if code == BotOffline.code:
        return BotOffline()
    if status in _KINDS and not code.startswith("request."):
        said = {"kind": _KINDS[HTTPStatus(status)], "code": code}
        as_said: type[RefusedByBot] = type(RefusedByBot.__name__, (RefusedByBot,), said)
        return as_said(detail)
    return BotServiceFault(f"{status} {code}: {detail}")
