"""Interactions as the control API spells them."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.control_lookup import Lookup
    from snowflake_entrypoints.sandbox.gateway.invocations import Invocations
    from snowflake_entrypoints.sandbox.world.interactions import Interaction

Json = dict[str, Any]


def send_interaction(interact: "Invocations", find: "Lookup", body: Json) -> "Interaction":
    """Act as `user` in `channel`.

    A `command` with `options`, of which `focused` names the one being completed; a context menu's `command`
    on a `target` (`kind` 2 a user, 3 a message); a button or select menu (`press` is its custom id,
    `component` its type, `values` what was chosen) under a `message`; or a form (`submit` is its custom id,
    with `fields`). Options of mention types take ids, or {"user": name} and {"channel": name}.
    """
    user, channel = find.user(body["user"]), find.channel(body["channel"])
    if "press" in body:
        return interact.press(
            user,
            channel,
            str(body["press"]),
            message=int(body["message"]),
            component=int(body.get("component", 2)),
            values=body.get("values", ()),
        )
    if "submit" in body:
        return interact.submit(user, channel, str(body["submit"]), body.get("fields", {}))
    command = str(body["command"])
    if "target" in body:
        kind = int(body.get("kind", 2))
        return interact.menu(user, channel, command, target=int(body["target"]), kind=kind)
    options = {name: _meant(value, find) for name, value in (body.get("options") or {}).items()}
    return interact.command(user, channel, command, options, focused=body.get("focused"))


def _meant(value: Any, find: "Lookup") -> Any:
    match value:
        case {"user": named}:
            return find.user(named)
        case {"channel": named}:
            return find.channel(named)
        case _:
            return value
