import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.identity.device import Device
from snowflake_domain.identity.manage_sessions import EndSessions, ManageSessions, UnknownSession
from snowflake_domain.identity.session import ABSOLUTE_LIMIT, IDLE_LIMIT, Session, SessionKey, SignedOut
from snowflake_domain.identity.sign_in import ConsentGiven, SignIn
from tests.fakes import SAM, ConsentingDiscord, CountingIds, CountingSecrets, StoppedClock, user


class Panel:
    """Sign-in and session list over the same storage."""

    def __init__(self) -> None:
        self.clock = StoppedClock()
        self.discord = ConsentingDiscord()
        sessions = MemoryDatabase().sessions
        self.sign_in = SignIn(self.discord, sessions, CountingSecrets(), self.clock, CountingIds())
        self.manage = ManageSessions(sessions, self.clock)

    async def open(
        self, *, replaces: SessionKey | None = None, device: Device | None = None
    ) -> tuple[SessionKey, Session]:
        self.discord.codes.add("good")
        attempt, _ = self.sign_in.begin("/app")
        given = ConsentGiven(code="good", state=attempt.state)
        key = await self.sign_in.complete(attempt, given, device=device or Device(), replaces=replaces)
        return key, await self.sign_in.resume(key)


@pytest.fixture
def panel() -> Panel:
    return Panel()


async def test_shows_where_one_is_signed_in_here_and_then_last_seen_first(panel: Panel) -> None:
    _, first = await panel.open(device=Device(browser="Firefox"))
    panel.clock.forward(hours=1)
    _, second = await panel.open()
    panel.clock.forward(hours=1)
    _, third = await panel.open()
    assert await panel.manage.mine(first) == (first, third, second)
    assert await panel.manage.mine(second) == (second, third, first)
    assert first.device.browser == "Firefox"


async def test_does_not_show_what_is_over(panel: Panel) -> None:
    _, idle = await panel.open()
    panel.clock.forward(seconds=IDLE_LIMIT.total_seconds() + 1)
    _, now = await panel.open()
    assert await panel.manage.mine(now) == (now,)
    assert idle.is_over(panel.clock.now())
    assert ABSOLUTE_LIMIT > IDLE_LIMIT


async def test_signing_in_again_ends_what_this_browser_had(panel: Panel) -> None:
    old, _ = await panel.open()
    other, _ = await panel.open()
    new, _ = await panel.open(replaces=old)
    assert new != old
    with pytest.raises(SignedOut):
        await panel.sign_in.resume(old)
    await panel.sign_in.resume(other)


async def test_another_account_in_the_same_browser_ends_the_first_ones_session(panel: Panel) -> None:
    old, _ = await panel.open()
    panel.discord.user = user(SAM)
    await panel.open(replaces=old)
    with pytest.raises(SignedOut):
        await panel.sign_in.resume(old)


async def test_ends_one_and_leaves_the_others(panel: Panel) -> None:
    key, lost = await panel.open()
    _, current = await panel.open()
    await panel.manage.end(current, lost.id)
    with pytest.raises(SignedOut):
        await panel.sign_in.resume(key)
    with pytest.raises(UnknownSession):
        await panel.manage.end(current, lost.id)
    assert await panel.manage.mine(current) == (current,)


async def test_other_peoples_sessions_are_unknown(panel: Panel) -> None:
    key, theirs = await panel.open()
    panel.discord.user = user(SAM)
    _, mine = await panel.open()
    with pytest.raises(UnknownSession):
        await panel.manage.end(mine, theirs.id)
    assert await panel.manage.end_all(mine, EndSessions(keep_current=False)) == 1
    assert await panel.sign_in.resume(key) == theirs


async def test_signs_out_everywhere_else_or_everywhere(panel: Panel) -> None:
    first, _ = await panel.open()
    await panel.open()
    here, current = await panel.open()
    assert await panel.manage.end_all(current, EndSessions(keep_current=True)) == 2
    assert await panel.sign_in.resume(here) == current
    assert await panel.manage.end_all(current, EndSessions(keep_current=False)) == 1
    for key in (first, here):
        with pytest.raises(SignedOut):
            await panel.sign_in.resume(key)
