from hikari import Permissions

from snowflake_domain.tenancy.bot_features import (
    ADMINISTRATOR,
    FEATURES,
    MissingFeature,
    missing_features,
    wanted_permissions,
)


def test_every_bit_is_the_one_that_discord_calls_so() -> None:
    """hikari's names are those of the reference; the settings page spells them in words."""
    called = {"View Channels": "VIEW_CHANNEL", "Time out": "MODERATE_MEMBERS"}
    for feature in FEATURES:
        for one in feature.needs:
            name = called.get(one.name, one.name.upper().replace(" ", "_"))
            assert int(Permissions[name]) == one.bit, one.name


def test_never_asks_for_administrator() -> None:
    assert not wanted_permissions() & ADMINISTRATOR
    assert int(Permissions.ADMINISTRATOR) == ADMINISTRATOR


def test_asks_for_nothing_that_isnt_checked() -> None:
    """A bot that holds exactly what the link gives lacks nothing; without any one bit it lacks something."""
    wanted = wanted_permissions()
    assert missing_features(wanted) == ()
    for bit in (1 << nth for nth in range(64)):
        if wanted & bit:
            assert missing_features(wanted & ~bit), bit


def test_says_what_can_not_be_done_and_what_it_takes() -> None:
    held = wanted_permissions() & ~int(Permissions.MODERATE_MEMBERS | Permissions.EMBED_LINKS)
    assert missing_features(held) == (
        MissingFeature("Send embeds", ("Embed Links",)),
        MissingFeature("Time out members", ("Moderate Members",)),
    )


def test_an_administrator_lacks_nothing() -> None:
    assert missing_features(ADMINISTRATOR) == ()
