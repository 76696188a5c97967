"""The control API under /_sandbox/: scripts and people look at the world and make things happen in it.

Loopback only. Bodies and answers are JSON; ids are strings, and most things can be named instead (Lookup).
What doesn't fit is a 400 with a sentence.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import attrs
import orjson
from aiohttp import web

from snowflake_entrypoints.sandbox import control_lookup as lookup
from snowflake_entrypoints.sandbox.control_gateway import act_on_gateway
from snowflake_entrypoints.sandbox.control_http import acting, guarded, looking
from snowflake_entrypoints.sandbox.control_interact import send_interaction
from snowflake_entrypoints.sandbox.control_page import show_page
from snowflake_entrypoints.sandbox.gateway.answers import answered
from snowflake_entrypoints.sandbox.gateway.script import play
from snowflake_entrypoints.sandbox.seed.aurora import BOT_RIGHTS
from snowflake_entrypoints.sandbox.world.permissions import Permission

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.chatter import Chatter
    from snowflake_entrypoints.sandbox.faults import Faults
    from snowflake_entrypoints.sandbox.gateway import Gateway
    from snowflake_entrypoints.sandbox.gateway.losses import Losses
    from snowflake_entrypoints.sandbox.world import World

ANSWER_WAIT: Final = 5.0

Json = dict[str, Any]
Act = Callable[[Json], Any]


class Controlled(Protocol):
    """The parts of a running sandbox that are looked at and acted on."""

    world: "World"
    gateway: "Gateway"
    faults: "Faults"
    chatter: "Chatter"


def control_routes(sandbox: Controlled) -> list[web.RouteDef]:
    """Return the routes to mount; `sandbox` has world, gateway, faults and chatter."""
    control = Control(sandbox)
    looks: dict[str, Callable[[web.Request], Any]] = {
        "state": lambda _: lookup.state(sandbox.world, sandbox.gateway),
        "ledger": control.ledger,
        "messages": control.messages,
        "members/{guild}/{user}": control.member,
        "audit": control.audit,
        "faults": lambda _: [rule.to_json() for rule in sandbox.faults.rules],
    }
    acts: dict[str, Act] = {
        "say": control.say,
        "edit": control.edit,
        "delete": control.delete,
        "play": control.play,
        "chatter": control.chatter,
        "interact": control.interact,
        "gateway": control.gateway,
        "lose": control.lose,
        "faults": lambda body: sandbox.faults.add_json(body).to_json(),
        "permission": control.permission,
        "emit": control.emit,
        "kick_bot": control.kick_bot,
        "invite_bot": control.invite_bot,
        "reset": control.reset,
    }
    return [
        web.get("/_sandbox/", guarded(show_page)),
        *(web.get(f"/_sandbox/{path}", looking(look)) for path, look in looks.items()),
        *(web.post(f"/_sandbox/{path}", acting(act)) for path, act in acts.items()),
        web.delete("/_sandbox/faults", acting(lambda _: sandbox.faults.clear())),
    ]


@attrs.frozen
class Control:
    """What can be asked and done."""

    sandbox: Controlled

    @property
    def find(self) -> lookup.Lookup:
        return lookup.Lookup(self.sandbox.world)

    def ledger(self, request: web.Request) -> Any:
        """Return what Discord has, of one channel or of all."""
        book = self.sandbox.world.ledger()
        named = request.query.get("channel")
        return book if named is None else book[str(self.find.channel(named))]

    def messages(self, request: web.Request) -> Any:
        """Return a channel's newest messages, oldest first."""
        channel = self.find.channel(request.query["channel"])
        return lookup.messages(self.sandbox.world, channel, int(request.query.get("limit", "50")))

    def member(self, request: web.Request) -> Any:
        """Return a member as Discord has it."""
        guild = self.find.guild(request.match_info["guild"])
        return lookup.member(self.sandbox.world, guild, self.find.user(request.match_info["user"]))

    def audit(self, request: web.Request) -> Any:
        """Return a guild's audit log, newest first."""
        return lookup.audit(self.sandbox.world, self.find.guild(request.query.get("guild")))

    def say(self, body: Json) -> Json:
        """Post as anybody; `attachments` are [{filename, content}] with text content."""
        world = self.sandbox.world
        channel = self.find.channel(body["channel"])
        files = [lookup.text_file(world, channel, one) for one in body.get("attachments", ())]
        said = world.create_message(
            channel,
            self.find.user(body["author"]),
            content=str(body.get("content", "")),
            embeds=body.get("embeds", ()),
            attachments=files,
            reply_to=int(body["reply_to"]) if body.get("reply_to") else None,
        )
        return {"id": str(said.id), "channel": str(channel)}

    def edit(self, body: Json) -> None:
        """Change a message's content."""
        channel = self.find.channel(body["channel"])
        self.sandbox.world.edit_message(channel, int(body["message"]), content=str(body["content"]))

    def delete(self, body: Json) -> None:
        """Delete `message`, or `messages` at once; `actor` is who does it, by default the author."""
        world, channel = self.sandbox.world, self.find.channel(body["channel"])
        actor = self.find.user(body["actor"]) if body.get("actor") else None
        if "messages" in body:
            world.bulk_delete(channel, [int(one) for one in body["messages"]], actor=actor)
            return
        world.delete_message(channel, int(body["message"]), actor=actor)

    async def play(self, body: Json) -> Json:
        """Say `messages`, or the rows of the JSON-lines `file`, in order.

        `rate` is messages a second; without it they come as fast as the gateway takes them. A row without
        channel or author takes the body's.
        """
        rows = body["messages"] if "messages" in body else _rows(Path(body["file"]))
        lines = [
            {
                "channel": self.find.channel(row.get("channel", body.get("channel"))),
                "author": self.find.user(row.get("author", body.get("author"))),
                "content": row["content"],
            }
            for row in rows
        ]
        rate = body.get("rate")
        ids = await play(self.sandbox.gateway, lines, None if rate is None else float(rate))
        return {"played": len(ids), "ids": [str(one) for one in ids]}

    async def chatter(self, body: Json) -> Json:
        """Let the members chatter, `rate` events a second, or fall silent."""
        chatter = self.sandbox.chatter
        if body.get("on", True):
            chatter.start(float(body["rate"]) if "rate" in body else None)
        else:
            await chatter.stop()
        return {"on": chatter.running, "rate": chatter.rate, "events": chatter.events}

    async def interact(self, body: Json) -> Json:
        """Do as a user what `send_interaction` says, and wait at most 5 s for what the bot answers."""
        one = send_interaction(self.sandbox.gateway.interact, self.find, body)
        said: Json = await answered(self.sandbox.world, one, ANSWER_WAIT)
        return said

    async def gateway(self, body: Json) -> Json:
        """Misbehave at the gateway; see `act_on_gateway`."""
        await act_on_gateway(
            self.sandbox.gateway,
            str(body.get("action")),
            int(body.get("code", 4000)),
            int(body.get("count", 1)),
        )
        return {"connections": len(self.sandbox.gateway.connections)}

    def lose(self, body: Json) -> Json:
        """Swallow the next events: a number of any, or `count` with a name."""
        losses: Losses = self.sandbox.gateway.losses
        events = body["events"]
        if isinstance(events, int):
            losses.plan("*", events)
        else:
            losses.plan(str(events), int(body.get("count", 1)))
        return losses.to_json()

    def permission(self, body: Json) -> None:
        """Deny (or with `allow` allow) a `user`, the bot by default, some permissions in a channel.

        Names are Discord's; without any VIEW_CHANNEL is denied. `restore` takes the overwrite back.
        """
        world, channel = self.sandbox.world, self.find.channel(body["channel"])
        user = self.find.user(body.get("user", "bot"))
        if body.get("restore"):
            world.delete_overwrite(channel, user)
            return
        allow = _bits(body.get("allow", ()))
        deny = _bits(body.get("deny", () if allow else ("VIEW_CHANNEL",)))
        world.set_overwrite(channel, user, 1, allow, deny)

    def kick_bot(self, body: Json) -> None:
        """Have the owner throw the bot out of `guild`, by default the first."""
        world, guild = self.sandbox.world, self.find.guild(body.get("guild"))
        bot = world.application.bot_id
        world.member(guild, bot)
        world.kick(guild, bot, actor=world.guild(guild).owner_id)

    def invite_bot(self, body: Json) -> None:
        """Have the owner install the bot in `guild` with `permissions`, by default what the seed gives it."""
        world, guild = self.sandbox.world, self.find.guild(body.get("guild"))
        rights = _bits(body["permissions"]) if "permissions" in body else int(BOT_RIGHTS)
        world.join_guild(guild, actor=world.guild(guild).owner_id, permissions=rights)

    def emit(self, body: Json) -> None:
        """Send an event that nothing else here brings about (ENTITLEMENT_CREATE, …), as it is given."""
        self.sandbox.world.emit(
            str(body["name"]),
            dict(body["data"]),
            guild=self.find.guild(body["guild"]) if body.get("guild") else None,
            channel=self.find.channel(body["channel"]) if body.get("channel") else None,
        )

    async def reset(self, _: Json) -> None:
        """End every fault, loss, silence and chatter; what people said stays."""
        self.sandbox.faults.clear()
        self.sandbox.gateway.losses.clear()
        self.sandbox.gateway.refusals.clear()
        self.sandbox.gateway.set_silent(silent=False)
        await self.sandbox.chatter.stop()


def _rows(file: Path) -> list[Json]:
    return [orjson.loads(row) for row in file.read_bytes().splitlines() if row]


def _bits(names: Any) -> int:
    bits = 0
    for name in names:
        if name not in Permission.__members__:
            raise ValueError(f"there is no permission {name!r}")
        bits |= int(Permission[name])
    return bits
