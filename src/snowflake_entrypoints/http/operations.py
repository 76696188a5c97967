"""What each API route takes, needs and answers: the pipeline acts on it, and /openapi.json tells it."""

import functools
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs
from quart import Quart, Response, current_app, request

from snowflake_domain.kernel.errors import DomainError
from snowflake_domain.kernel.scope import Permission
from snowflake_entrypoints.http.asking import read_body, read_path, read_query

View = Callable[..., Awaitable[Response]]
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@attrs.frozen(kw_only=True)
class Operation:
    """One route of the API."""

    name: str
    answers: Mapping[int, Any]
    """The type of each good answer by status; None for no body."""
    path: Mapping[str, Any] = _NOTHING
    query: type[attrs.AttrsInstance] | None = None
    body: type[attrs.AttrsInstance] | None = None
    signed_in: bool = True
    needs: Permission | None = None
    """What the caller must hold in the tenant named by the address; None where none is named."""
    tenant_in_query: bool = False
    """The tenant is named by `?tenant=` instead of the path."""
    by_signature: bool = False
    """Another process calls it and proves itself by a signature instead of a cookie."""
    refuses: tuple[type[DomainError], ...] = ()
    """What the use case may refuse beyond what every route does."""
    says: str = ""

    @property
    def reads_keys(self) -> bool:
        """Whether an API key may stand in for the cookie: on everything below a tenant's own address."""
        return self.needs is not None and not self.tenant_in_query


def operation(name: str, **what: Any) -> Callable[[View], View]:
    """Describe a view; it then receives path parameters by position, `ask` and `command` by name."""

    def bind(view: View) -> View:
        described = Operation(name=name, says=(view.__doc__ or "").strip(), **what)

        @functools.wraps(view)
        async def serve(**address: str) -> Response:
            parts = [read_path(part, address[part], kind) for part, kind in described.path.items()]
            given: dict[str, Any] = {}
            if described.query is not None:
                given["ask"] = read_query(described.query)
            if described.body is not None:
                given["command"] = await read_body(described.body)
            return await view(*parts, **given)

        serve.operation = described  # type: ignore[attr-defined]
        return serve

    return bind


def operation_of(app: Quart, endpoint: str | None) -> Operation | None:
    """Return what is said of an endpoint; None for pages, probes and addresses that lead nowhere."""
    view = app.view_functions.get(endpoint) if endpoint else None
    described: Operation | None = getattr(view, "operation", None)
    return described


def operation_asked() -> Operation | None:
    """Return what is said of the route that this request goes to."""
    return operation_of(current_app, request.endpoint)
