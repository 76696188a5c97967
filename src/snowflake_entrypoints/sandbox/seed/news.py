"""What staff and the bot posted: rules, releases with embeds, announcements, pins, the mod log."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from snowflake_entrypoints.sandbox.world import World
from snowflake_entrypoints.sandbox.world.ids import id_at
from snowflake_entrypoints.sandbox.world.model import AuditEntry, Channel, Guild

Json = dict[str, Any]

ACCENT: Final = 0x69D2E7
RELEASES: Final = (
    ("4.1", "Quieter engines", "Engine audio is mixed again", "Crash when leaving the Veil"),
    ("4.2", "The Glass Belt", "A new zone with eleven sites", "Squads load together"),
    ("4.2.1", "Belt fixes", "Mining lasers heat evenly", "Docking lights in Tethys Gate"),
    ("4.3", "Photo mode", "Long exposure, frames, filters", "Half the memory in stations"),
    ("4.3.2", "Small things", "Raw mouse input by default", "Emoji in ship names no longer crash"),
)
ANNOUNCEMENTS: Final = (
    "Season six begins on Saturday. Everyone starts at the same gate, and nobody knows where it leads.",
    "We passed 300 members this week. Thank you for being kind to newcomers, it shows.",
    "Servers move to new hardware on Tuesday from 05:00 to 07:00 UTC. Your ships will be safe.",
    "The photo contest is open. Theme: first light. Winners hang in the loading screen.",
)
RULES: Final = (
    "Welcome aboard! Be kind, keep trades in #trades and spoilers behind bars.",
    "New? Say hello in #introductions, ask in #support, and read #releases.",
    "Staff never ask for your password. Report who does.",
)


def write_news(world: World, guild: Guild, channels: dict[str, Channel], days: int) -> None:
    """Write the posts of staff over the last `days` days, pin a few, and fill the audit log a little."""
    today = world.moment.replace(hour=0, minute=0, second=0, microsecond=0)
    owner, admin = world.personas["owner"], world.personas["admin"]
    for number, text in enumerate(RULES):
        at = today - timedelta(days=days, minutes=60 - number)
        world.create_message(channels["welcome"].id, owner, content=text, message_id=id_at(at, number))
    for number, (version, name, feature, fix) in enumerate(RELEASES):
        at = today - timedelta(days=_back(days, number, len(RELEASES)), hours=-15)
        _post(world, channels["releases"], admin, at, "", [_release(version, name, feature, fix, at)])
    for number, text in enumerate(ANNOUNCEMENTS):
        at = today - timedelta(days=_back(days, number, len(ANNOUNCEMENTS)), hours=-17)
        _post(world, channels["announcements"], owner, at, text, [])
    for name in ("general", "support", "trades", "showcase"):
        _pin_oldest(world, channels[name])
    _moderate(world, guild, channels["mod-log"], today, days)


def _back(days: int, number: int, of: int) -> int:
    return max(1, days - 1 - number * days // of)


def _post(world: World, channel: Channel, author: int, at: datetime, text: str, embeds: list[Json]) -> None:
    said = world.create_message(channel.id, author, content=text, embeds=embeds, message_id=id_at(at, 7))
    said.flags |= 1
    for fan in list(world.guilds[channel.guild_id or 0].members)[6:40:3]:
        world.add_reaction(channel.id, said.id, fan, "🎉")


def _release(version: str, name: str, feature: str, fix: str, at: datetime) -> Json:
    return {
        "type": "rich",
        "title": f"Aurora Drift {version}: {name}",
        "description": f"{feature}, and a good many small repairs. The patch downloads by itself.",
        "url": f"https://aurora.example/releases/{version}",
        "color": ACCENT,
        "timestamp": at.isoformat(timespec="microseconds"),
        "fields": [
            {"name": "New", "value": f"• {feature}", "inline": True},
            {"name": "Fixed", "value": f"• {fix}", "inline": True},
        ],
        "footer": {"text": "The Aurora team"},
    }


def _pin_oldest(world: World, channel: Channel) -> None:
    for message_id in channel.log.ids[2:40:18]:
        one = channel.log.by_id[message_id]
        one.pinned = True
        channel.pins[message_id] = channel.last_pin_at = one.edited_at or world.moment


def _moderate(world: World, guild: Guild, channel: Channel, today: datetime, days: int) -> None:
    moderator, bot = world.personas["moderator"], world.application.bot_id
    culprits = sorted(guild.members)[3:60:9]
    reasons = ("spam in #trades", "insults", "scam links", "advertising", "evading a timeout", "spoilers")
    guild.audit.clear()
    for number, (culprit, reason) in enumerate(zip(culprits, reasons, strict=False)):
        at = today - timedelta(days=max(1, days - 4 * number), hours=-(9 + number))
        lines = [
            {
                "key": "communication_disabled_until",
                "new_value": (at + timedelta(hours=6)).isoformat(timespec="microseconds"),
            }
        ]
        guild.audit.append(AuditEntry(id_at(at, 5), 24, moderator, culprit, reason, lines))
        embed = {
            "type": "rich",
            "title": f"Case {number + 1}: timeout",
            "color": 0xE8A33D,
            "fields": [
                {"name": "Member", "value": f"<@{culprit}>", "inline": True},
                {"name": "Reason", "value": reason, "inline": True},
            ],
        }
        at += timedelta(seconds=2)
        world.create_message(channel.id, bot, embeds=[embed], message_id=id_at(at, 6))
