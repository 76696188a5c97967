"""A script that keeps the community alive: the same events in the same order for the same seed."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING, Final

import attrs

from snowflake_entrypoints.sandbox.chatter_lines import CORRECTIONS, EMOJI, LINES, NEWCOMERS, REPLIES
from snowflake_entrypoints.sandbox.gateway.opening import presence
from snowflake_entrypoints.sandbox.world import model
from snowflake_entrypoints.sandbox.world.permissions import Permission

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.world import World
    from snowflake_entrypoints.sandbox.world.model import Guild

REMEMBERED: Final = 60
MAY_TALK: Final = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES
STATUSES: Final = ("online", "idle", "dnd", "offline")


@attrs.define(eq=False)
class Chatter:
    """Members who talk, in the guilds that the bot is in; bots and personas are left alone.

    `rate` is events a second.
    """

    world: "World"
    rate: float = 0.5
    seed: int = 7
    events: int = 0
    _random: Random = attrs.field(init=False)
    _recent: deque[tuple[int, int, int]] = attrs.Factory(lambda: deque(maxlen=REMEMBERED))
    _guests: list[tuple[int, int]] = attrs.Factory(list)
    _task: asyncio.Task[None] | None = None

    def __attrs_post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 - a script that must repeat itself

    @property
    def running(self) -> bool:
        return self._task is not None and not self._task.done()

    def start(self, rate: float | None = None) -> None:
        """Begin, or go on at another rate (events a second, above 0)."""
        if rate is not None:
            self.rate = rate
        if not self.running:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Fall silent."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def step(self) -> str:
        """Do the next thing and return what it was; "nothing" where there is nobody to do it."""
        acts: dict[Callable[[Guild], bool], int] = {
            self._speak: 48,
            self._reply: 14,
            self._react: 14,
            self._type: 6,
            self._edit: 7,
            self._delete: 3,
            self._change_presence: 5,
            self._join: 2,
            self._leave: 1,
        }
        act = self._random.choices(list(acts), list(acts.values()))[0]
        bot = self.world.application.bot_id
        guilds = [one for one in self.world.guilds.values() if bot in one.members and self._people(one)]
        if not guilds:
            return "nothing"
        guild = self._random.choices(guilds, [len(one.members) for one in guilds])[0]
        self.events += 1
        if act(guild):
            return act.__name__.strip("_")
        return "speak" if self._speak(guild) else "nothing"

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(1 / self.rate)
            self.step()

    def _speak(self, guild: "Guild") -> bool:
        place = self._place(guild)
        return place is not None and self._say(*place, self._random.choice(LINES))

    def _reply(self, guild: "Guild") -> bool:
        found = self._remembered(guild)
        author = found and self._talker(guild, found[0])
        if found is None or author is None:
            return False
        return self._say(found[0], author, self._random.choice(REPLIES), reply_to=found[1])

    def _react(self, guild: "Guild") -> bool:
        found = self._remembered(guild)
        author = found and self._talker(guild, found[0])
        if found is None or author is None:
            return False
        self.world.add_reaction(found[0], found[1], author, self._random.choice(EMOJI))
        return True

    def _type(self, guild: "Guild") -> bool:
        place = self._place(guild)
        if place is not None:
            self.world.start_typing(*place)
        return place is not None

    def _edit(self, guild: "Guild") -> bool:
        found = self._remembered(guild)
        if found is None:
            return False
        old = self.world.message(found[0], found[1]).content
        self.world.edit_message(found[0], found[1], content=old + self._random.choice(CORRECTIONS))
        return True

    def _delete(self, guild: "Guild") -> bool:
        found = self._remembered(guild)
        if found is None:
            return False
        self.world.delete_message(found[0], found[1], actor=found[2])
        return True

    def _change_presence(self, guild: "Guild") -> bool:
        people = self._people(guild)
        if not people:
            return False
        member = guild.members[self._random.choice(people)]
        member.status = self._random.choice([one for one in STATUSES if one != member.status])
        self.world.emit("PRESENCE_UPDATE", presence(guild, member), guild=guild.id)
        return True

    def _join(self, guild: "Guild") -> bool:
        name = f"{self._random.choice(NEWCOMERS)}{self._random.randrange(1000)}"
        user = self.world.create_user(name, global_name=name.capitalize())
        self.world.join_member(guild.id, user.id)
        self._guests.append((guild.id, user.id))
        return True

    def _leave(self, guild: "Guild") -> bool:
        here = [guest for guest in self._guests if guest[0] == guild.id]
        if not here:
            return False
        guest = self._random.choice(here)
        self._guests.remove(guest)
        if guest[1] in guild.members:
            self.world.leave_member(*guest)
        return True

    def _say(self, channel: int, author: int, content: str, reply_to: int | None = None) -> bool:
        said = self.world.create_message(channel, author, content=content, reply_to=reply_to)
        self._recent.append((channel, said.id, author))
        return True

    def _people(self, guild: "Guild") -> list[int]:
        personas = set(self.world.personas.values())
        users = self.world.users
        return sorted(one for one in guild.members if one not in personas and not users[one].bot)

    def _place(self, guild: "Guild") -> tuple[int, int] | None:
        places = sorted(one.id for one in guild.channels.values() if one.type == model.TEXT)
        for channel in self._random.sample(places, len(places)):
            author = self._talker(guild, channel)
            if author is not None:
                return channel, author
        return None

    def _talker(self, guild: "Guild", channel: int) -> int | None:
        people = self._people(guild)
        for author in self._random.sample(people, min(8, len(people))):
            if self.world.permissions_in(author, channel) & MAY_TALK == MAY_TALK:
                return author
        return None

    def _remembered(self, guild: "Guild") -> tuple[int, int, int] | None:
        """Return channel, id and author of one of the latest messages that is still there."""
        channels = self.world.channels
        alive = [
            one
            for one in self._recent
            if (place := channels.get(one[0])) and place.guild_id == guild.id and one[1] in place.log.by_id
        ]
        return self._random.choice(alive) if alive else None
