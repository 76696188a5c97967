"""A command's options as INTERACTION_CREATE carries them, with the things they name resolved."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from snowflake_entrypoints.sandbox.world import render, render_messages

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.world import World

SUB_COMMAND, SUB_COMMAND_GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)
MENTIONS: Final = frozenset({USER, CHANNEL, ROLE, MENTIONABLE})

Json = dict[str, Any]


@attrs.define
class Resolved:
    """The users, members, roles, channels and messages that an interaction's ids stand for."""

    world: "World"
    guild_id: int
    parts: dict[str, dict[str, Json]] = attrs.Factory(dict)

    def user(self, user_id: int) -> None:
        """Add a user and, where they are one, the member with their permissions in the guild."""
        found = self.world.users.get(user_id)
        if found is None:
            message = f"there is no user {user_id}"
            raise ValueError(message)
        self._put("users", user_id, render.user(found))
        member = self.world.guilds[self.guild_id].members.get(user_id)
        if member is not None:
            body = render.bare_member(member)
            del body["deaf"], body["mute"]
            body["permissions"] = str(self.world.permissions(user_id, self.guild_id))
            self._put("members", user_id, body)

    def role(self, role_id: int) -> None:
        self._put("roles", role_id, render.role(self.world.guilds[self.guild_id].roles[role_id]))

    def channel(self, channel_id: int, viewer: int) -> None:
        self._put("channels", channel_id, partial_channel(self.world, channel_id, viewer))

    def message(self, channel_id: int, message_id: int) -> None:
        found = self.world.message(channel_id, message_id)
        self._put("messages", message_id, render_messages.message(self.world, found))

    def mention(self, kind: int, value: int, viewer: int) -> None:
        """Add what an option of a mention type names."""
        if kind == CHANNEL:
            self.channel(value, viewer)
        elif kind == ROLE or (kind == MENTIONABLE and value in self.world.guilds[self.guild_id].roles):
            self.role(value)
        else:
            self.user(value)

    def _put(self, part: str, key: int, body: Json) -> None:
        self.parts.setdefault(part, {})[str(key)] = body


def partial_channel(world: "World", channel_id: int, viewer: int) -> Json:
    """Render a channel as interactions carry it, with the viewer's permissions there."""
    body = render.channel(world.channel(channel_id), world)
    kept = (
        "id",
        "type",
        "name",
        "guild_id",
        "parent_id",
        "topic",
        "nsfw",
        "position",
        "flags",
        "thread_metadata",
    )
    partial = {key: body[key] for key in kept if key in body}
    partial["permissions"] = str(world.permissions_in(viewer, channel_id))
    return partial


def fill(
    path: Sequence[str],
    declared: Sequence[Json],
    values: Mapping[str, Any],
    resolved: Resolved,
    viewer: int,
    focused: str | None = None,
) -> list[Json]:
    """Return the options array for a subcommand path (empty for a plain command).

    Options stand in their declared order. Raises ValueError for an unknown subcommand or option, one that is
    missing although required, and a value that isn't of its type or among its choices.
    """
    if path:
        branch = next(
            (one for one in declared if one["name"] == path[0] and one["type"] <= SUB_COMMAND_GROUP), None
        )
        if branch is None:
            message = f"there is no subcommand {path[0]!r}"
            raise ValueError(message)
        inner = fill(path[1:], branch.get("options") or (), values, resolved, viewer, focused)
        return [{"name": branch["name"], "type": branch["type"], "options": inner}]
    if any(one["type"] <= SUB_COMMAND_GROUP for one in declared):
        message = "the command needs a subcommand"
        raise ValueError(message)
    known = {one["name"] for one in declared}
    if unknown := sorted(set(values) - known):
        message = f"there is no option {unknown[0]!r}"
        raise ValueError(message)
    filled = []
    for one in declared:
        if one["name"] not in values:
            if one.get("required") and focused is None:
                message = f"the option {one['name']!r} is required"
                raise ValueError(message)
            continue
        filled.append(_option(one, values[one["name"]], resolved, viewer, focused=focused == one["name"]))
    return filled


def _option(declared: Json, value: Any, resolved: Resolved, viewer: int, *, focused: bool) -> Json:
    kind = declared["type"]
    option: Json = {"name": declared["name"], "type": kind}
    if focused:
        return option | {"value": str(value), "focused": True}
    checked = _checked(declared, kind, value)
    if kind in MENTIONS:
        resolved.mention(kind, int(checked), viewer)
    return option | {"value": checked}


def _checked(declared: Json, kind: int, value: Any) -> Any:
    """Return the value as Discord sends it; the client refuses what doesn't fit the declaration."""
    name = declared["name"]
    if kind in MENTIONS:
        return str(int(value))
    fits = {
        STRING: isinstance(value, str),
        INTEGER: isinstance(value, int) and not isinstance(value, bool),
        NUMBER: isinstance(value, int | float) and not isinstance(value, bool),
        BOOLEAN: isinstance(value, bool),
    }
    if not fits.get(kind, False):
        message = f"the option {name!r} doesn't take {value!r}"
        raise ValueError(message)
    size = len(value) if kind == STRING else value
    low, high = ("min_length", "max_length") if kind == STRING else ("min_value", "max_value")
    too_small = declared.get(low) is not None and size < declared[low]
    too_big = declared.get(high) is not None and size > declared[high]
    choices = [choice["value"] for choice in declared.get("choices") or ()]
    if too_small or too_big or (choices and value not in choices):
        message = f"the option {name!r} doesn't take {value!r}"
        raise ValueError(message)
    return value
