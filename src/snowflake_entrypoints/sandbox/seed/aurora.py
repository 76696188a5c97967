"""Aurora Guild, the main community: its roles, channels and members."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from snowflake_entrypoints.sandbox.seed.people import PERSONAS, People, avatar_of
from snowflake_entrypoints.sandbox.world import World, model
from snowflake_entrypoints.sandbox.world.model import Channel, Guild, Member, Overwrite, Role, Tag
from snowflake_entrypoints.sandbox.world.permissions import MEMBER_DEFAULT, Permission

GUILD_ID: Final = 1_100_000_000_000_000_000
BORN: Final = datetime(2023, 4, 24, 12, tzinfo=UTC)
BOT_RIGHTS: Final = int(
    MEMBER_DEFAULT
    | Permission.MANAGE_GUILD
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_WEBHOOKS
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_THREADS
    | Permission.MANAGE_NICKNAMES
    | Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.MODERATE_MEMBERS
    | Permission.VIEW_AUDIT_LOG
    | Permission.PIN_MESSAGES
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.MENTION_EVERYONE
)
_MODERATOR: Final = int(
    Permission.MODERATE_MEMBERS
    | Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_NICKNAMES
    | Permission.MANAGE_THREADS
    | Permission.VIEW_AUDIT_LOG
    | Permission.PIN_MESSAGES
)
ROLES: Final = (
    ("Newcomer", 0x95A5A6, False, 0),
    ("Translator", 0x1ABC9C, False, 0),
    ("Artist", 0xE67E22, False, 0),
    ("Veteran", 0x9B59B6, True, 0),
    ("Supporter", 0xF1C40F, True, 0),
    ("Helper", 0x2ECC71, True, int(Permission.MANAGE_THREADS)),
    ("Moderator", 0x3498DB, True, _MODERATOR),
    ("Snowflake", 0x69D2E7, True, BOT_RIGHTS),
    ("Admin", 0xE74C3C, True, int(Permission.ADMINISTRATOR)),
    ("Founder", 0xFFFFFF, True, int(Permission.ADMINISTRATOR)),
)
"""From low to high: name, colour, shown apart, permissions."""

_LAYOUT: Final[tuple[tuple[str, int, str | None, str | None], ...]] = (
    ("Information", model.CATEGORY, None, None),
    ("welcome", model.TEXT, "Information", "Rules and where to find what"),
    ("announcements", model.ANNOUNCEMENT, "Information", "Big news, rarely"),
    ("releases", model.ANNOUNCEMENT, "Information", "Every version and what changed"),
    ("Community", model.CATEGORY, None, None),
    ("general", model.TEXT, "Community", "Everything about Aurora Drift"),
    ("introductions", model.TEXT, "Community", "Say hello"),
    ("off-topic", model.TEXT, "Community", "Everything else"),
    (
        "international",
        model.TEXT,
        "Community",
        "Every language is welcome · 日本語 · Español · العربية · हिन्दी",
    ),
    ("showcase", model.TEXT, "Community", "Your pictures, builds and prints"),
    ("events", model.TEXT, "Community", "Races, contests, movie nights"),
    ("Help", model.CATEGORY, None, None),
    ("support", model.TEXT, "Help", "Ask here; logs help us help you"),
    ("bug-reports", model.TEXT, "Help", "One bug a message, with steps"),
    ("ask-aurora", model.FORUM, "Help", "Longer questions with lasting answers"),
    ("Market", model.CATEGORY, None, None),
    ("trades", model.TEXT, "Market", "WTS, WTB, price checks. Vouch for good trades"),
    ("Voice", model.CATEGORY, None, None),
    ("Lounge", model.VOICE, "Voice", None),
    ("Squad One", model.VOICE, "Voice", None),
    ("Town Hall", model.STAGE, "Voice", None),
    ("Staff", model.CATEGORY, None, None),
    ("staff-room", model.TEXT, "Staff", "Staff only"),
    ("mod-log", model.TEXT, "Staff", "What was done and why"),
    ("founders", model.TEXT, "Staff", "Founders only"),
)
_READ_ONLY: Final = ("welcome", "announcements", "releases")


def found_aurora(world: World, people: People) -> dict[str, Channel]:
    """Build the guild and return its channels by name."""
    owner = world.personas["owner"]
    guild = Guild(
        GUILD_ID,
        "Aurora Guild",
        owner,
        description="The community of Aurora Drift: pilots, painters and people who dock badly.",
        icon=avatar_of(GUILD_ID),
        premium_tier=2,
        premium_subscribers=9,
        features=["COMMUNITY", "NEWS"],
    )
    world.guilds[guild.id] = guild
    roles = _add_roles(world, guild)
    _add_members(world, guild, people, roles)
    return _add_channels(world, guild, roles)


def _add_roles(world: World, guild: Guild) -> dict[str, Role]:
    guild.roles[guild.id] = Role(guild.id, "@everyone", MEMBER_DEFAULT)
    roles = {}
    for index, (name, color, hoist, permissions) in enumerate(ROLES, 1):
        bots = name == world.application.name
        role = Role(GUILD_ID + 500 + index, name, permissions, index, color, hoist=hoist, managed=bots)
        role.bot_id = world.application.bot_id if bots else None
        guild.roles[role.id] = roles[name] = role
    return roles


def _add_members(world: World, guild: Guild, people: People, roles: dict[str, Role]) -> None:
    random = Random("aurora members")  # noqa: S311 -- the same every time
    span = (world.moment - BORN).total_seconds()

    def join(user_id: int, joined: datetime, *names: str, status: str = "online") -> Member:
        held = [roles[name].id for name in names]
        member = guild.members[user_id] = Member(user_id, joined, held, status=status)
        return member

    join(PERSONAS["owner"][0], BORN, "Founder")
    join(PERSONAS["admin"][0], BORN + timedelta(days=3), "Admin", "Veteran")
    join(PERSONAS["moderator"][0], BORN + timedelta(days=90), "Moderator", "Veteran")
    join(PERSONAS["viewer"][0], BORN + timedelta(days=700), "Newcomer")
    join(world.application.bot_id, BORN + timedelta(days=200), world.application.name)
    for index, user_id in enumerate(people.members):
        offset = timedelta(seconds=span * (0.02 + 0.97 * random.random()))
        names = [
            name
            for name, share in (("Supporter", 0.14), ("Veteran", 0.2), ("Artist", 0.09), ("Translator", 0.06))
            if random.random() < share
        ]
        names += ["Moderator"] if index in (4, 9) else []
        names += ["Helper"] if index % 40 == 11 else []  # noqa: PLR2004
        status = random.choices(("online", "idle", "dnd", "offline"), (24, 12, 6, 58))[0]
        member = join(user_id, BORN + offset, *names, status=status)
        if random.random() < 0.08:  # noqa: PLR2004
            member.nick = f"{world.users[user_id].global_name or world.users[user_id].username} ✦"
        if "Supporter" in names:
            member.premium_since = member.joined_at + timedelta(days=9)


def _add_channels(world: World, guild: Guild, roles: dict[str, Role]) -> dict[str, Channel]:
    channels: dict[str, Channel] = {}
    for index, (name, kind, parent, topic) in enumerate(_LAYOUT, 1):
        over = channels.get(parent or "")
        one = Channel(
            GUILD_ID + index,
            guild.id,
            kind,
            name,
            position=index,
            parent_id=over.id if over else None,
            topic=topic,
            overwrites=_overwrites(name, parent, guild, roles),
        )
        if kind == model.FORUM:
            one.tags = [
                Tag(GUILD_ID + 800 + i, tag, emoji)
                for i, (tag, emoji) in enumerate((("Question", "❓"), ("Solved", "✅"), ("Guide", "📘")))
            ]
        guild.channels[one.id] = world.channels[one.id] = channels[name] = one
    guild.rules_channel_id = channels["welcome"].id
    guild.updates_channel_id = channels["staff-room"].id
    guild.system_channel_id = channels["introductions"].id
    return channels


def _overwrites(name: str, parent: str | None, guild: Guild, roles: dict[str, Role]) -> dict[int, Overwrite]:
    view, send = int(Permission.VIEW_CHANNEL), int(Permission.SEND_MESSAGES)
    made: list[Overwrite] = []
    if name in _READ_ONLY:
        made = [Overwrite(guild.id, 0, deny=send), Overwrite(roles["Snowflake"].id, 0, allow=send)]
    elif name == "founders":
        made = [Overwrite(guild.id, 0, deny=view), Overwrite(roles["Founder"].id, 0, allow=view)]
    elif "Staff" in (name, parent):
        staff = ("Moderator", "Snowflake", "Helper") if name != "mod-log" else ("Moderator", "Snowflake")
        made = [Overwrite(guild.id, 0, deny=view)]
        made += [Overwrite(roles[role].id, 0, allow=view) for role in staff]
    elif name == "Lounge":
        made = [Overwrite(roles["Newcomer"].id, 0, deny=int(Permission.SPEAK))]
    return {one.id: one for one in made}
