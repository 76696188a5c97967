"""Discord's role hierarchy, against a second telling of its rules."""

import random

import pytest

from snowflake_domain.kernel.scope import UserId
from snowflake_domain.moderation.hierarchy import Obstacle, Outranked, Standing, check_may_time_out
from tests.fakes import BOT, standing

TREES = 10_000
ADMINISTRATOR, MODERATE_MEMBERS = 1 << 3, 1 << 40


class Guild:
    """A guild as Discord describes one: an owner, and roles with positions and permission bits."""

    def __init__(self, chance: random.Random) -> None:
        self.roles = {0: chance.choice([0, 0, 0, MODERATE_MEMBERS])}
        for position in range(1, chance.randint(1, 6)):
            self.roles[position] = chance.choice([0, 0, MODERATE_MEMBERS, ADMINISTRATOR])
        people = [UserId(1), UserId(2), BOT]
        self.owner = chance.choice([UserId(1), UserId(2), UserId(3)])
        self.members = {
            one: {0, *chance.sample(sorted(self.roles), chance.randint(0, len(self.roles)))} for one in people
        }

    def bits(self, who: UserId) -> int:
        return sum(
            1 << bit for bit in range(64) if any(self.roles[at] >> bit & 1 for at in self.members[who])
        )

    def allows(self, who: UserId, target: UserId) -> bool:
        """Discord, Permissions: what the API answers to a Modify Guild Member with a timeout by `who`."""
        if target == self.owner or self.bits(target) & ADMINISTRATOR:
            return False
        if who == self.owner:
            return True
        may = bool(self.bits(who) & (ADMINISTRATOR | MODERATE_MEMBERS))
        return may and max(self.members[who]) > max(self.members[target])

    def standing(self, who: UserId) -> Standing:
        bits = self.bits(who)
        return standing(
            who,
            rank=max(self.members[who]),
            is_owner=who == self.owner,
            is_administrator=bool(bits & ADMINISTRATOR),
            may_time_out=bool(bits & MODERATE_MEMBERS),
        )


def ranks_above(guild: Guild, actor: UserId, target: UserId) -> bool:
    return actor == guild.owner or max(guild.members[actor]) > max(guild.members[target])


def test_agrees_with_discord_about_ten_thousand_guilds() -> None:
    chance = random.Random(4711)
    verdicts = {True: 0, False: 0}
    for _ in range(TREES):
        guild = Guild(chance)
        actor = UserId(1)
        target = chance.choice([UserId(1), UserId(2), UserId(2), UserId(2), BOT])
        expected = (
            target not in {actor, BOT} and ranks_above(guild, actor, target) and guild.allows(BOT, target)
        )
        try:
            check_may_time_out(guild.standing(actor), guild.standing(target), guild.standing(BOT))
            allowed = True
        except Outranked:
            allowed = False
        assert allowed is expected, (guild.roles, guild.members, guild.owner, target)
        verdicts[allowed] += 1
    assert min(verdicts.values()) > TREES / 20, "the trees must try both answers"


LOW = standing(UserId(2), rank=1, name="Nova")


@pytest.mark.parametrize(
    ("actor", "target", "bot", "obstacle", "said"),
    [
        (LOW, LOW, standing(BOT, rank=9, may_time_out=True), Obstacle.SELF, "yourself"),
        (
            standing(UserId(1), rank=99),
            standing(BOT, rank=9),
            standing(BOT, rank=9, may_time_out=True),
            Obstacle.BOT_ITSELF,
            "itself",
        ),
        (
            standing(UserId(1), rank=9),
            standing(UserId(2), rank=0, name="Nova", is_owner=True),
            standing(BOT, rank=9, may_time_out=True),
            Obstacle.OWNER,
            "Nova owns",
        ),
        (
            standing(UserId(1), rank=1),
            LOW,
            standing(BOT, rank=9, may_time_out=True),
            Obstacle.ABOVE_MODERATOR,
            "Nova's top role Role 1 isn't below yours",
        ),
        (
            standing(UserId(1), rank=5),
            standing(UserId(2), rank=1, name="Nova", is_administrator=True),
            standing(BOT, rank=9, may_time_out=True),
            Obstacle.ADMINISTRATOR,
            "administrator",
        ),
        (
            standing(UserId(1), rank=5),
            LOW,
            standing(BOT, rank=9),
            Obstacle.BOT_LACKS_PERMISSION,
            "Moderate Members",
        ),
        (
            standing(UserId(1), rank=5),
            LOW,
            standing(BOT, rank=1, may_time_out=True),
            Obstacle.ABOVE_BOT,
            "Snowflake's",
        ),
    ],
)
def test_says_what_stands_in_the_way(
    actor: Standing, target: Standing, bot: Standing, obstacle: Obstacle, said: str
) -> None:
    with pytest.raises(Outranked) as refusal:
        check_may_time_out(actor, target, bot)
    assert refusal.value.obstacle is obstacle
    assert said in refusal.value.detail


def test_an_owner_outranks_every_role() -> None:
    owner = standing(UserId(1), rank=0, is_owner=True)
    check_may_time_out(owner, standing(UserId(2), rank=8), standing(BOT, rank=9, may_time_out=True))
