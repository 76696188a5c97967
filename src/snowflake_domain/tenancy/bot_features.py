"""What Snowflake does in a server, and the Discord permissions that each of it takes."""

from typing import Final

import attrs


@attrs.frozen
class BotPermission:
    """A permission as Discord's settings page spells it, and its bit (Discord: Bitwise Permission Flags)."""

    name: str
    bit: int


@attrs.frozen
class BotFeature:
    """Something the product does in a server."""

    name: str
    needs: tuple[BotPermission, ...]


@attrs.frozen
class MissingFeature:
    """Something that can't be done in a server, and what the bot would have to be given."""

    feature: str
    permissions: tuple[str, ...]


ADMINISTRATOR: Final = 1 << 3
"""Holds every other; never asked for."""
_VIEW: Final = BotPermission("View Channels", 1 << 10)
_SEND: Final = BotPermission("Send Messages", 1 << 11)

FEATURES: Final = (
    BotFeature("Keep messages", (_VIEW, BotPermission("Read Message History", 1 << 16))),
    BotFeature(
        "Send embeds",
        (
            _VIEW,
            _SEND,
            BotPermission("Send Messages in Threads", 1 << 38),
            BotPermission("Embed Links", 1 << 14),
        ),
    ),
    BotFeature("Time out members", (BotPermission("Moderate Members", 1 << 40),)),
    BotFeature("Make webhooks", (_VIEW, BotPermission("Manage Webhooks", 1 << 29))),
)
"""All that is asked for at installation and all that is checked after it: a new feature adds a line here."""


def wanted_permissions() -> int:
    """Return the bits that all features take together."""
    bits = 0
    for feature in FEATURES:
        for permission in feature.needs:
            bits |= permission.bit
    return bits


def missing_features(held: int) -> tuple[MissingFeature, ...]:
    """Return what can't be done with these bits, in the order of the list."""
    if held & ADMINISTRATOR:
        return ()
    missing = (
        MissingFeature(feature.name, tuple(one.name for one in feature.needs if not held & one.bit))
        for feature in FEATURES
    )
    return tuple(one for one in missing if one.permissions)
