"""Finding things in the world by id or by name, for scripts and people."""

from mimetypes import guess_type
from typing import TYPE_CHECKING, Any

import attrs

from snowflake_entrypoints.sandbox.world import render, render_messages
from snowflake_entrypoints.sandbox.world.model import Attachment

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.gateway import Gateway
    from snowflake_entrypoints.sandbox.world import World

Json = dict[str, Any]


class Unfindable(ValueError):
    """No such thing in the world; the message names it."""


@attrs.frozen
class Lookup:
    """Ids may be numbers or strings; guilds and channels go by name too, people by persona or username.

    A name that several guilds have means the first guild's.
    """

    world: "World"

    def guild(self, named: Any) -> int:
        """Return a guild's id; None means the first guild."""
        if named is None:
            return next(iter(self.world.guilds))
        for guild in self.world.guilds.values():
            if str(named) in {str(guild.id), guild.name}:
                return guild.id
        raise Unfindable(f"there is no guild {named!r}")

    def channel(self, named: Any) -> int:
        """Return a channel's or thread's id."""
        wanted = str(named).removeprefix("#")
        for channel in self.world.channels.values():
            if wanted in {str(channel.id), channel.name}:
                return channel.id
        raise Unfindable(f"there is no channel {named!r}")

    def user(self, named: Any) -> int:
        """Return a user's id; "bot" is the application's."""
        wanted = str(named).removeprefix("@")
        if wanted == "bot":
            return self.world.application.bot_id
        if wanted in self.world.personas:
            return self.world.personas[wanted]
        for user in self.world.users.values():
            if wanted in {str(user.id), user.username}:
                return user.id
        raise Unfindable(f"there is no user {named!r}")


def text_file(world: "World", channel: int, body: Json) -> Attachment:
    """Store a text file for a message: {filename, content}."""
    data, name = str(body.get("content", "")).encode(), str(body["filename"])
    kind = guess_type(name)[0] or "text/plain; charset=utf-8"
    return Attachment(world.ids.next(), channel, name, len(data), world.store_file(data), content_type=kind)


def state(world: "World", gateway: "Gateway") -> Json:
    """Render who and what there is by name, and what the bots did at the gateway."""
    return {
        "application": {"id": str(world.application.id), "bot_id": str(world.application.bot_id)},
        "guilds": [
            {
                "id": str(guild.id),
                "name": guild.name,
                "owner_id": str(guild.owner_id),
                "members": len(guild.members),
                "bot": world.application.bot_id in guild.members,
                "channels": {channel.name: str(channel.id) for channel in guild.channels.values()},
                "threads": {thread.name: str(thread.id) for thread in guild.threads.values()},
                "roles": {role.name: str(role.id) for role in guild.roles.values()},
            }
            for guild in world.guilds.values()
        ],
        "personas": {name: str(user) for name, user in world.personas.items()},
        "gateway": gateway.record.to_json()
        | {
            "silent": gateway.silent,
            "losing": gateway.losses.to_json(),
            "session_start_limit": gateway.starts.to_json(),
            "sessions": [
                {
                    "id": session.id,
                    "shard": [session.subscription.shard, session.subscription.shards],
                    "intents": session.subscription.intents,
                    "sequence": session.sequence,
                    "connected": session.send is not None,
                }
                for session in gateway.sessions.values()
            ],
        },
        "commands": [one.body["name"] for one in world.application.commands.values()],
        "invalid_requests": world.invalid_requests,
    }


def messages(world: "World", channel: int, limit: int) -> list[Json]:
    """Render a channel's newest messages, oldest first."""
    log = world.channel(channel).log
    return [render_messages.message(world, log.by_id[known]) for known in log.ids[-limit:]]


def member(world: "World", guild: int, user: int) -> Json:
    """Render a member as Discord has it."""
    return render.member(world, world.member(guild, user)) | {
        "permissions": str(world.permissions(user, guild))
    }


def audit(world: "World", guild: int) -> list[Json]:
    """Render a guild's audit log, newest first."""
    return [render_messages.audit_entry(entry) for entry in reversed(world.guild(guild).audit)]
