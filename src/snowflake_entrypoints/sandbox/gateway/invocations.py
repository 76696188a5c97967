"""What users do to an application: commands, autocompletion, buttons, menus and forms."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from snowflake_entrypoints.sandbox.gateway.options import (
    CHANNEL,
    MENTIONABLE,
    ROLE,
    USER,
    Resolved,
    fill,
    partial_channel,
)
from snowflake_entrypoints.sandbox.world.interactions import Interaction
from snowflake_entrypoints.sandbox.world.permissions import Permission

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.world import World
    from snowflake_entrypoints.sandbox.world.model import Command

COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5
SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
BUTTON: Final = 2
SELECTS: Final = {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL}
"""The select menus that Discord fills, and the type of option that their values are like."""
TEXT_INPUT: Final = 4

Json = dict[str, Any]


@attrs.frozen
class Invocations:
    """Builds interactions, keeps them for the REST callbacks and sends them to the application's sessions."""

    world: "World"

    def command(
        self,
        user: int,
        channel: int,
        name: str,
        options: Mapping[str, Any] | None = None,
        *,
        focused: str | None = None,
    ) -> Interaction:
        """Use a slash command; words after its name are subcommands ("case note add").

        Mentions among the options are ids. With `focused` it is the autocompletion of that option. Raises
        ValueError for what Discord's client wouldn't let the user send.
        """
        words = name.removeprefix("/").split()
        found = self._registered(words[0], SLASH, user, channel)
        resolved = Resolved(self.world, self._guild(channel))
        filled = fill(words[1:], found.body.get("options") or (), options or {}, resolved, user, focused)
        data = self._command_data(found, resolved) | {"options": filled}
        return self._send(COMMAND if focused is None else AUTOCOMPLETE, user, channel, data)

    def menu(self, user: int, channel: int, name: str, *, target: int, kind: int = USER_MENU) -> Interaction:
        """Use a command of a user's (2) or message's (3) context menu on it."""
        found = self._registered(name, kind, user, channel)
        resolved = Resolved(self.world, self._guild(channel))
        if kind == USER_MENU:
            resolved.user(target)
        else:
            resolved.message(channel, target)
        data = self._command_data(found, resolved) | {"target_id": str(target)}
        return self._send(COMMAND, user, channel, data)

    def press(
        self,
        user: int,
        channel: int,
        custom_id: str,
        *,
        message: int,
        component: int = BUTTON,
        values: Sequence[str] = (),
    ) -> Interaction:
        """Press a button, or choose `values` in a select menu (3, 5–8), under a message."""
        data: Json = {"custom_id": custom_id, "component_type": component, "id": 1}
        if component != BUTTON:
            data["values"] = list(values)
        if component in SELECTS:
            resolved = Resolved(self.world, self._guild(channel))
            for value in values:
                resolved.mention(SELECTS[component], int(value), user)
            data["resolved"] = resolved.parts
        return self._send(COMPONENT, user, channel, data, message)

    def submit(self, user: int, channel: int, custom_id: str, fields: Mapping[str, str]) -> Interaction:
        """Send a form's text fields in."""
        rows = [
            {
                "type": 1,
                "id": 2 * number + 1,
                "components": [{"type": TEXT_INPUT, "id": 2 * number + 2, "custom_id": key, "value": value}],
            }
            for number, (key, value) in enumerate(fields.items())
        ]
        return self._send(FORM, user, channel, {"custom_id": custom_id, "components": rows})

    def _registered(self, name: str, kind: int, user: int, channel: int) -> "Command":
        guild = self._guild(channel)
        commands = self.world.application.commands.values()
        mine = [one for one in commands if one.key == (name, kind) and one.guild_id in {None, guild}]
        if not mine:
            message = f"the application has no command {name!r}"
            raise ValueError(message)
        found = max(mine, key=lambda one: one.guild_id or 0)
        needed = int(found.body.get("default_member_permissions") or 0)
        held = self.world.permissions_in(user, channel)
        if not held & Permission.ADMINISTRATOR and (
            not held & Permission.USE_APPLICATION_COMMANDS or held & needed != needed
        ):
            message = f"user {user} is not shown the command {name!r}"
            raise ValueError(message)
        return found

    def _command_data(self, found: "Command", resolved: Resolved) -> Json:
        data: Json = {"id": str(found.id), "name": found.body["name"], "type": found.body.get("type", SLASH)}
        if found.guild_id is not None:
            data["guild_id"] = str(found.guild_id)
        if resolved.parts:
            data["resolved"] = resolved.parts
        return data

    def _guild(self, channel: int) -> int:
        guild = self.world.channel(channel).guild_id
        if guild is None:
            message = "commands in direct messages are not played"
            raise ValueError(message)
        return guild

    def _send(
        self, kind: int, user: int, channel: int, data: Json, message: int | None = None
    ) -> Interaction:
        world = self.world
        one = world.open_interaction(kind, channel, user, data, message_id=message)
        payload = world.interaction_payload(one) | {"channel": partial_channel(world, channel, user)}
        world.emit("INTERACTION_CREATE", payload, guild=one.guild_id, channel=channel, user=self._bot)
        return one

    @property
    def _bot(self) -> int:
        return self.world.application.bot_id
