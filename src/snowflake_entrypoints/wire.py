"""JSON in, JSON out: the only converter entrypoints use.

Discord's and our ids are `int` inside and strings outside; times are ISO 8601 in UTC with `Z`; durations are
seconds; unknown keys are refused, and no value is bent into another type.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar, get_args, get_origin

import attrs
import orjson
from cattrs import BaseConverter, BaseValidationError, ClassValidationError, transform_error
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.orjson import make_converter

from snowflake_domain.identity.session import SessionId
from snowflake_domain.kernel.activity import ActivityId, Facts
from snowflake_domain.kernel.errors import FieldProblem
from snowflake_domain.kernel.outbox import OutboxId
from snowflake_domain.kernel.realtime import Event
from snowflake_domain.kernel.scope import ChannelId, GuildId, MessageId, RoleId, TenantId, UserId
from snowflake_domain.messages.message import Attachment, EmbedJson
from snowflake_domain.publishing.dispatch import Dispatch, DispatchId
from snowflake_domain.tenancy.api_key import ApiKeyId
from snowflake_domain.tenancy.invitation import InvitationId
from snowflake_domain.tenancy.webhook import WebhookId

IDS: Final = (
    ActivityId,
    ApiKeyId,
    ChannelId,
    DispatchId,
    GuildId,
    InvitationId,
    MessageId,
    OutboxId,
    RoleId,
    SessionId,
    TenantId,
    UserId,
    WebhookId,
)
BIGGEST_ID: Final = 2**63 - 1
"""Discord's ids are unsigned 64-bit, but none above this exists before the year 2084; storage is signed."""
LONGEST_DURATION: Final = 10**9

converter = make_converter(forbid_extra_keys=True)
T = TypeVar("T")


def _strictly(kind: type[T]) -> Callable[[Any, Any], T]:
    def take(value: Any, _: Any) -> T:
        if type(value) is not kind:
            raise TypeError(f"expected {_NAMES[kind]}")
        return value

    return take


_NAMES: Final = {str: "text", int: "a whole number", bool: "true or false"}
for _kind in (str, int, bool):
    converter.register_structure_hook(_kind, _strictly(_kind))


@converter.register_structure_hook
def _one_of(value: Any, kind: type[StrEnum]) -> StrEnum:
    # Without a hook of its own an enum would be taken for the text that it also is.
    if not isinstance(value, str) or value not in {one.value for one in kind}:
        raise ValueError(f"expected one of {', '.join(kind)}")
    return kind(value)


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[-1] is ...


@converter.register_structure_hook_factory(_is_list)
def _list_of(kind: Any, given: BaseConverter) -> Callable[[Any, Any], Any]:
    read = homogenous_tuple_structure_factory(kind, given)

    def take(value: Any, _: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise TypeError("expected a list")
        return read(value, kind)

    return take


def _id(value: Any, _: Any) -> int:
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > len("9" * 19):
        raise ValueError("expected an id: digits in a string")
    if not 0 < (number := int(value)) <= BIGGEST_ID:
        raise ValueError("expected an id: digits in a string")
    return number


for _id_type in IDS:
    converter.register_structure_hook(_id_type, _id)
    converter.register_unstructure_hook(_id_type, str)


@converter.register_structure_hook
def _duration(value: Any, _: Any) -> timedelta:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST_DURATION:
        raise ValueError("expected a duration in seconds")
    return timedelta(seconds=value)


@converter.register_unstructure_hook
def _seconds(value: timedelta) -> float:
    return value.total_seconds()


@converter.register_structure_hook
def _moment(value: Any, _: Any) -> datetime:
    if not isinstance(value, str):
        raise TypeError("expected a time such as 2030-01-01T12:00:00Z")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("expected a time such as 2030-01-01T12:00:00Z") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@converter.register_unstructure_hook
def _iso(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


converter.register_structure_hook(EmbedJson, lambda value, _: value)
converter.register_unstructure_hook(EmbedJson, lambda value: value)
converter.register_unstructure_hook(Facts, lambda value: value)

# An attachment's id has no type of its own, and JavaScript would round the number.
_as_text: Final = override(struct_hook=_id, unstruct_hook=str)
converter.register_structure_hook(
    Attachment, make_dict_structure_fn(Attachment, converter, _cattrs_forbid_extra_keys=True, id=_as_text)
)
converter.register_unstructure_hook(Attachment, make_dict_unstructure_fn(Attachment, converter, id=_as_text))

_plain_dispatch = make_dict_unstructure_fn(Dispatch, converter, message=override(omit=True))


@converter.register_unstructure_hook
def _dispatch(value: Dispatch) -> dict[str, Any]:
    message = converter.unstructure(value.message)
    return {**_plain_dispatch(value), "kind": "embed", **message}


def to_json(value: Any) -> bytes:
    """Return a domain value as JSON in UTF-8."""
    return orjson.dumps(converter.unstructure(value))


def event_to_json(event: Event) -> bytes:
    """Return the frame that dashboards receive: `{type, at, data}`."""
    return orjson.dumps(event_as_dict(event))


def event_as_dict(event: Event) -> dict[str, Any]:
    """Return what `event_to_json` writes."""
    return {"type": event.type, "at": _iso(event.at), "data": converter.unstructure(event.data)}


def from_json(value: Any, kind: type[T]) -> T:
    """Read a value that was JSON; raises `cattrs.BaseValidationError`."""
    if attrs.has(kind) and not isinstance(value, dict):
        said = "expected an object"
        raise ClassValidationError(said, [TypeError(said)], kind)
    return converter.structure(value, kind)


def problems_of(error: BaseValidationError) -> tuple[FieldProblem, ...]:
    """Say for each field of a refused body what was expected."""
    return tuple(_problem(line) for line in transform_error(error, path="", format_exception=_say))


def _say(error: BaseException, kind: type | None) -> str:
    del kind
    if isinstance(error, KeyError):
        return "this field is missing"
    if hasattr(error, "extra_fields"):
        return f"unknown: {', '.join(sorted(map(str, error.extra_fields)))}"
    said = str(error)
    return said if said.startswith("expected ") else "this value doesn't fit"


def _problem(line: str) -> FieldProblem:
    detail, _, path = line.rpartition(" @ ")
    return FieldProblem(path.lstrip("."), detail)


def as_dict(value: attrs.AttrsInstance) -> dict[str, Any]:
    """Return an attrs instance as a JSON-ready mapping."""
    plain: dict[str, Any] = converter.unstructure(value)
    return plain
