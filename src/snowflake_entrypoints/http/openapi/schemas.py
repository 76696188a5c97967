"""JSON Schemas of the domain's types, as the wire spells them."""

import types
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import attrs

from snowflake_domain.community.guild import GatewayHealth, GuildProfile, GuildRole, Member
from snowflake_domain.identity.manage_api_keys import CreateApiKey
from snowflake_domain.identity.manage_sessions import EndSessions
from snowflake_domain.identity.sign_in import ConsentGiven
from snowflake_domain.kernel.activity import Facts, NotedChange
from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import Permission
from snowflake_domain.messages.message import Attachment, EmbedJson, Version
from snowflake_domain.messages.read_messages import MessageInContext
from snowflake_domain.messages.search_messages import Found, Hit
from snowflake_domain.moderation.moderate_member import CaseOpened, LiftTimeout, TimeOutMember
from snowflake_domain.publishing.dispatch import Dispatch
from snowflake_domain.publishing.dispatch_embed import SendEmbed
from snowflake_domain.publishing.message import Byline, Embed, Field, Footer, Picture
from snowflake_domain.telemetry.overview import DayOfMessages
from snowflake_domain.tenancy.change_settings import ReviseSettings
from snowflake_domain.tenancy.invite_staff import MakeInvitation
from snowflake_domain.tenancy.provision_tenant import ProvisionGuild
from snowflake_domain.tenancy.roll import StaffEntry
from snowflake_domain.tenancy.staff import MappedRole, Role
from snowflake_domain.tenancy.tenant import Settings
from snowflake_entrypoints.http.authentication import SignedInTo
from snowflake_entrypoints.http.invitations import InvitationTaken, ShowInvitation
from snowflake_entrypoints.http.provisioning import TenantStands
from snowflake_entrypoints.http.settings import SettingsNow
from snowflake_entrypoints.http.ws_ticket import AskForTicket
from snowflake_entrypoints.wire import IDS, LONGEST_DURATION

Schema = dict[str, Any]
NAMES: Final[Mapping[Any, str]] = {
    AskForTicket: "TicketRequest",
    Byline: "EmbedAuthor",
    CaseOpened: "SanctionResult",
    ConsentGiven: "SignInCallback",
    CreateApiKey: "ApiKeyRequest",
    DayOfMessages: "ActivityDay",
    EmbedJson: "MessageEmbed",
    EndSessions: "EndSessionsRequest",
    Field: "EmbedField",
    Footer: "EmbedFooter",
    Found: "SearchPage",
    GatewayHealth: "Health",
    GuildProfile: "Guild",
    GuildRole: "Role",
    Hit: "SearchHit",
    InvitationTaken: "InvitationAccepted",
    LiftTimeout: "UntimeoutRequest",
    MakeInvitation: "InvitationRequest",
    MappedRole: "RoleMapping",
    MessageInContext: "MessageContext",
    NotedChange: "ActivityEntry",
    Person: "Party",
    Picture: "EmbedImage",
    ProvisionGuild: "ProvisionRequest",
    ReviseSettings: "SettingsChange",
    Role: "StaffRole",
    SendEmbed: "DispatchRequest",
    Settings: "SettingsValues",
    SettingsNow: "Settings",
    ShowInvitation: "InvitationLink",
    SignedInTo: "SignedIn",
    TenantStands: "Provisioned",
    TimeOutMember: "TimeoutRequest",
    Version: "MessageVersion",
}
"""Names in the document where they differ from the class's; they are public."""
LISTS: Final[Mapping[Any, str]] = {
    StaffEntry: "StaffList",
    GuildRole: "RoleList",
}
ID: Final[Schema] = {"type": "string", "pattern": "^[0-9]{1,19}$", "examples": ["1310000000000000001"]}
PROXIED: Final[Schema] = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "description": "Our own address for each picture in embeds and attachments, by its original address.",
}
NUMBERS_THAT_ARE_IDS: Final = frozenset({(Attachment, "id"), (GuildRole, "id"), (Member, "roles")})
"""Discord ids that no type of ours names."""


@attrs.define
class Schemas:
    """Collects the components that types need, by name."""

    components: dict[str, Schema] = attrs.Factory(dict)
    given: frozenset[Any] = frozenset()
    """Types that requests hold: what has a default may be left out there, and only there."""

    def of(self, kind: Any) -> Schema:
        """Return the schema of a type; classes become references."""
        if kind in IDS:
            return dict(ID)
        if kind is EmbedJson:
            return self._embed_as_seen()
        if (plain := _PLAIN.get(kind)) is not None:
            return dict(plain)
        if (inner := getattr(kind, "__supertype__", None)) is not None:
            return self.of(inner)
        if get_origin(kind) is not None or isinstance(kind, types.UnionType):
            return self._generic(kind)
        return self._class(kind)

    def _class(self, kind: Any) -> Schema:
        if isinstance(kind, type) and issubclass(kind, Enum):
            values = [one.value for one in kind if one is not Permission.INDEX]
            return self._named(kind, lambda: {"type": "string", "enum": values})
        if isinstance(kind, type) and attrs.has(kind):
            return self._named(kind, lambda: self._object(kind))
        raise TypeError(f"no schema for {kind!r}")

    def _generic(self, kind: Any) -> Schema:
        origin, inner = get_origin(kind), get_args(kind)
        if origin in {Union, types.UnionType}:
            some = [self.of(one) for one in inner if one is not type(None)]
            if len(some) == 1 and isinstance(some[0].get("type"), str) and "enum" not in some[0]:
                return {**some[0], "type": [some[0]["type"], "null"]}
            return {"anyOf": [*some, {"type": "null"}]}
        if origin is Page:
            item = inner[0]
            name = LISTS.get(item, f"{NAMES.get(item, getattr(item, '__name__', ''))}Page")
            following: Schema = {"type": ["string", "null"], "description": "Pass it back as `cursor`."}
            items: Schema = {"type": "array", "items": self.of(item)}
            self.components[name] = closed({"items": items, "next": following})
            return reference(name)
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        if origin is tuple and inner[-1] is not Ellipsis:
            fixed = len(inner)
            return {"type": "array", "items": self.of(inner[0]), "minItems": fixed, "maxItems": fixed}
        if origin is tuple:
            return {"type": "array", "items": self.of(inner[0])}
        raise TypeError(f"no schema for {kind!r}")

    def _named(self, kind: Any, make: Any) -> Schema:
        name = NAMES.get(kind, kind.__name__)
        if name not in self.components:
            self.components[name] = {}  # a type may hold itself
            self.components[name] = make()
        return reference(name)

    def _object(self, kind: Any) -> Schema:
        said = (kind.__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " ")
        if kind is Dispatch:
            return {**self._dispatch(), "description": said}
        return {**self._fields(kind, frozenset()), "description": said}

    def _fields(self, kind: Any, without: frozenset[str]) -> Schema:
        hints = get_type_hints(kind)
        fields = [one for one in attrs.fields(kind) if one.name not in without]
        properties = {one.name: self._field(kind, one.name, hints[one.name]) for one in fields}
        needed = [one.name for one in fields if kind not in self.given or one.default is attrs.NOTHING]
        if kind not in self.given and "embeds" in properties:
            properties["proxied"] = dict(PROXIED)
            needed.append("proxied")
        return closed(properties, needed)

    def _field(self, kind: Any, name: str, hint: Any) -> Schema:
        if (kind, name) not in NUMBERS_THAT_ARE_IDS:
            return self.of(hint)
        return {"type": "array", "items": dict(ID)} if get_origin(hint) is tuple else dict(ID)

    def _dispatch(self) -> Schema:
        """A dispatch's message is spread over it."""
        schema = self._fields(Dispatch, frozenset({"message"}))
        more = {
            "kind": {"type": "string", "enum": ["embed"]},
            "content": {"type": "string"},
            "embeds": {"type": "array", "items": self.of(Embed)},
            "proxied": dict(PROXIED),
        }
        schema["properties"] |= more
        schema["required"] += more
        return schema

    def _embed_as_seen(self) -> Schema:
        """Return what Discord sent: our embed, and whatever else Discord adds."""
        name = NAMES[EmbedJson]
        if name not in self.components:
            said = "An embed as Discord sent it (API reference: Embed Object); it may hold more than these."
            wanted = {
                "title": str,
                "description": str,
                "url": str,
                "color": int,
                "timestamp": str,
                "type": str,
            }
            known: Schema = {one: {"type": [_PLAIN[kind]["type"], "null"]} for one, kind in wanted.items()}
            self.components[name] = {"type": "object", "description": said, "properties": known}
        return reference(name)


_PLAIN: Final[Mapping[Any, Schema]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Facts: {"type": "object", "additionalProperties": True},
    datetime: {"type": "string", "format": "date-time"},
    timedelta: {
        "type": "number",
        "minimum": 0,
        "maximum": LONGEST_DURATION,
        "description": "Seconds.",
    },
}


def closed(properties: Mapping[str, Schema], required: list[str] | None = None) -> Schema:
    """Return the schema of an object that holds these properties and no others."""
    needed = list(properties) if required is None else required
    schema: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**schema, "required": needed} if needed else schema


def reference(name: str) -> Schema:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def held_by(kind: Any) -> Iterator[Any]:
    """Yield a class and every class it holds."""
    for inner in get_args(kind):
        yield from held_by(inner)
    if isinstance(kind, type) and attrs.has(kind):
        yield kind
        for hint in get_type_hints(kind).values():
            yield from held_by(hint)
