"""A month of talk: each day is made from its own date, so that the same day is the same on every start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

import attrs

from snowflake_entrypoints.sandbox.seed import lines_english as english
from snowflake_entrypoints.sandbox.seed.files import Files
from snowflake_entrypoints.sandbox.seed.lines_world import LANGUAGES
from snowflake_entrypoints.sandbox.seed.names import EMOJI
from snowflake_entrypoints.sandbox.seed.people import People
from snowflake_entrypoints.sandbox.seed.talk import Turn, conversations, perform, spoken
from snowflake_entrypoints.sandbox.world import World
from snowflake_entrypoints.sandbox.world.ids import id_at
from snowflake_entrypoints.sandbox.world.model import Channel, Message

Json = dict[str, Any]

TOPICS: Final = {
    "general": (english.GENERAL, 30),
    "international": ("", 26),
    "support": (english.SUPPORT, 16),
    "off-topic": (english.OFF_TOPIC, 14),
    "trades": (english.TRADES, 11),
    "showcase": (english.SHOWCASE, 8),
    "bug-reports": (english.BUGS, 7),
    "introductions": (english.INTRODUCTIONS, 4),
    "events": (english.EVENTS, 2),
    "staff-room": (english.STAFF, 3),
    "founders": (english.FOUNDERS, 1),
}
"""By channel: the lines, and how often it is spoken there."""

_HOURS: Final = (2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 7, 7, 7, 8, 9, 10, 12, 14, 15, 13, 9, 5)
"""How lively each hour of the day is (UTC)."""

TURNS_EACH: Final = 3.1
ARCHIVED_AFTER: Final = timedelta(days=6)
_LINES: Final = {channel: conversations(lines) for channel, (lines, _) in TOPICS.items()}
_FOREIGN: Final = {language: conversations(lines) for language, lines in LANGUAGES.items()}
_WEIGHTS: Final = [weight for _, weight in TOPICS.values()]


@attrs.define(eq=False)
class History:
    """Writes the past into channels, up to the world's present moment."""

    world: World
    channels: dict[str, Channel]
    people: People
    files: Files
    _now: datetime = attrs.field(init=False)
    _staff: list[int] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._now = self.world.moment
        self._staff = [self.world.personas[name] for name in ("owner", "admin", "moderator")]

    def write(self, days: int, messages_a_day: int) -> None:
        """Write the last `days` days and today so far, oldest first."""
        today = self._now.date()
        for back in range(days, -1, -1):
            day = datetime.combine(today - timedelta(days=back), datetime.min.time(), UTC)
            random = Random(f"aurora {day.date()}")  # noqa: S311 -- the same day on every start
            times = sorted(self._moment(random, day) for _ in range(round(messages_a_day / TURNS_EACH)))
            for number, at in enumerate(times):
                name = random.choices(list(TOPICS), _WEIGHTS)[0]
                self._converse(random, self.channels[name], name, at, number)
            if day.toordinal() % 3:
                self._ask(random, day)

    def _converse(self, random: Random, channel: Channel, name: str, at: datetime, number: int) -> None:
        language = random.choice(list(_FOREIGN)) if name == "international" else "en"
        lines = _FOREIGN[language] if name == "international" else _LINES[name]
        turns = perform(random, random.choice(lines), casual=language == "en")
        speakers = self._cast(random, name, language)
        before: Message | None = None
        for turn in turns:
            before = self._say(random, channel, speakers[turn.speaker], turn, at, number, before)
            at += timedelta(seconds=random.randint(15, 240))
        if name == "support" and before is not None and number % 40 == 0:
            self._branch(random, channel, before, at)

    def _cast(self, random: Random, name: str, language: str) -> list[int]:
        if name == "founders":
            return self._staff[:1] * 4
        if name == "staff-room":
            return random.choices(self._staff, k=4)
        pool = self.people.speakers.get(language) or self.people.members
        regulars = pool[: max(8, len(pool) * 2 // 5)]
        cast = [random.choice(regulars if random.random() < 0.75 else pool) for _ in range(4)]  # noqa: PLR2004
        if name in ("support", "bug-reports") and random.random() < 0.3:  # noqa: PLR2004
            cast[1] = random.choice(self._staff[1:])
        if name == "general" and random.random() < 0.04:  # noqa: PLR2004
            cast[1] = self.world.personas["viewer"]
        return cast

    def _say(
        self,
        random: Random,
        channel: Channel,
        author: int,
        turn: Turn,
        at: datetime,
        number: int,
        before: Message | None,
    ) -> Message | None:
        roll, reply, edit = random.random(), random.random(), random.random()
        picture = self.files.picture(random) if turn.image else None
        given = random.choices(EMOJI, k=2) if roll < 0.09 or turn.image else []  # noqa: PLR2004
        fans = random.sample(self.people.members, random.randint(1, 9 if turn.image else 4)) if given else []
        if at > self._now:
            return None
        message_id = id_at(at, number)
        files = []
        if picture is not None:
            files.append(self.files.attach(message_id, channel.id, *picture))
        if turn.log:
            files.append(self.files.log(message_id, channel.id))
        said = self.world.create_message(
            channel.id,
            author,
            content=turn.text,
            attachments=files,
            message_id=message_id,
            reply_to=before.id if before is not None and reply < 0.3 else None,  # noqa: PLR2004
        )
        if edit < 0.04 and turn.text:  # noqa: PLR2004
            said.content += " (edit: typo)" if turn.text.isascii() else " ✏️"
            said.edited_at = at + timedelta(seconds=40)
        for emoji in dict.fromkeys(given):
            for fan in fans:
                self.world.add_reaction(channel.id, said.id, fan, emoji)
        return said

    def _branch(self, random: Random, channel: Channel, starter: Message, at: datetime) -> None:
        """Carry a support question on in a thread of its own."""
        name = f"Help for {self.world.users[starter.author_id].username}"
        thread = self.world.create_thread(
            channel.id, name, self._staff[2], from_message=starter.id, thread_id=starter.id
        )
        cast = [self._staff[2], starter.author_id, starter.author_id, self._staff[2]]
        line = (
            "moving this here so it doesn't get lost ¦ good idea ¦ any change since? ¦ all fine now, thanks!"
        )
        for number, turn in enumerate(perform(random, line, casual=False)):
            at += timedelta(minutes=random.randint(2, 50))
            self._say(random, thread, cast[turn.speaker], turn, at, 90 + number, None)
        self._rest(thread)

    def _ask(self, random: Random, day: datetime) -> None:
        """Open a forum post and answer it over a day and a half."""
        forum = self.channels["ask-aurora"]
        raw, lines = random.choice(list(english.QUESTIONS.items()))
        filled: dict[str, str] = {}
        title = spoken(random, raw, filled)
        line = random.choice(conversations(lines))
        for key, value in filled.items():
            line = line.replace(f"{{{key}}}", value)
        at = self._moment(random, day)
        cast = self._cast(random, "ask-aurora", "en")
        if at > self._now:
            return
        post_id = id_at(at, 77)
        solved = random.random() < 0.7  # noqa: PLR2004
        tags = [forum.tags[0].id, *([forum.tags[1].id] if solved else [])]
        post = self.world.create_thread(forum.id, title[:100], cast[0], thread_id=post_id, tags=tags)
        for number, turn in enumerate(perform(random, line, casual=False)):
            self._say(random, post, cast[turn.speaker], turn, at, 77 + number, None)
            at += timedelta(minutes=random.randint(4, 420))
        self._rest(post)

    def _rest(self, thread: Channel) -> None:
        """Archive a thread that nobody has spoken in for days."""
        state = thread.thread
        if state is None:
            return
        last = thread.log.ids[-1] if thread.log.ids else thread.id
        state.archived = last < id_at(self._now - ARCHIVED_AFTER)
        state.archived_at = self._now - timedelta(days=1) if state.archived else None

    def _moment(self, random: Random, day: datetime) -> datetime:
        hour = random.choices(range(24), _HOURS)[0]
        return day + timedelta(hours=hour, milliseconds=random.randrange(3_600_000))
