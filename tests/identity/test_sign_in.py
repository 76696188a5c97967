import base64
import hashlib

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_domain.identity.session import ManagedGuild, SessionKey, SignedOut
from snowflake_domain.identity.sign_in import ConsentGiven, SignIn, SignInFailed
from tests.fakes import ALEX, GUILD, ConsentingDiscord, CountingIds, CountingSecrets, StoppedClock

GUILDS = (ManagedGuild(id=GUILD, name="Polar Lounge", icon_url=None),)


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase()


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def discord() -> ConsentingDiscord:
    return ConsentingDiscord(guilds=GUILDS)


@pytest.fixture
def sign_in(database: MemoryDatabase, clock: StoppedClock, discord: ConsentingDiscord) -> SignIn:
    return SignIn(discord, database.sessions, CountingSecrets(), clock, CountingIds())


async def signed_in(sign_in: SignIn) -> SessionKey:
    attempt, _ = sign_in.begin("/app")
    return await sign_in.complete(attempt, ConsentGiven(code="good", state=attempt.state))


async def test_opens_a_session_with_what_discord_told(sign_in: SignIn) -> None:
    session = await sign_in.resume(await signed_in(sign_in))
    assert (session.user.id, session.guilds) == (ALEX, GUILDS)


async def test_discord_can_match_the_verifier_with_the_challenge(
    sign_in: SignIn, discord: ConsentingDiscord
) -> None:
    attempt, address = sign_in.begin("/app")
    await sign_in.complete(attempt, ConsentGiven(code="good", state=attempt.state))
    digest = hashlib.sha256(discord.verifiers[0].encode()).digest()
    assert address.endswith(f"code_challenge={base64.urlsafe_b64encode(digest).decode().rstrip('=')}")
    assert f"state={attempt.state}&" in address
    assert attempt.verifier not in address


@pytest.mark.parametrize("state", ["", "0", "é", "f" * 64])
async def test_a_foreign_state_is_refused_before_the_code_is_spent(
    sign_in: SignIn, discord: ConsentingDiscord, state: str
) -> None:
    attempt, _ = sign_in.begin("/app")
    for kept in (attempt, None):
        with pytest.raises(SignInFailed):
            await sign_in.complete(kept, ConsentGiven(code="good", state=state))
    assert discord.codes == {"good"}


async def test_a_code_opens_one_session(sign_in: SignIn) -> None:
    attempt, _ = sign_in.begin("/app")
    given_once = ConsentGiven(code="good", state=attempt.state)
    await sign_in.complete(attempt, given_once)
    with pytest.raises(SignInFailed):
        await sign_in.complete(attempt, given_once)


async def test_every_sign_in_has_a_key_of_its_own(sign_in: SignIn, discord: ConsentingDiscord) -> None:
    first = await signed_in(sign_in)
    discord.codes.add("good")
    second = await signed_in(sign_in)
    assert first != second
    await sign_in.end(first)
    assert (await sign_in.resume(second)).user.id == ALEX


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://evil.example/app",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "app",
        " /app",
        "/\t/evil.example",
        "/\n/evil.example",
        "/app\r\nSet-Cookie: a=b",
    ],
)
def test_leads_nowhere_but_into_the_panel(sign_in: SignIn, address: str) -> None:
    assert sign_in.begin(address)[0].next == "/app"


@pytest.mark.parametrize("path", ["/", "/app", "/app/polar-lounge/messages?q=snow#top", "/überblick"])
def test_leads_back_to_where_somebody_was(sign_in: SignIn, path: str) -> None:
    assert sign_in.begin(path)[0].next == path


@given(st.text(max_size=30) | st.text("/\\:.ex \t\n", max_size=8))
def test_no_address_leaves_the_panel(address: str) -> None:
    sign_in = SignIn(
        ConsentingDiscord(), MemoryDatabase().sessions, CountingSecrets(), StoppedClock(), CountingIds()
    )
    kept = sign_in.begin(address)[0].next
    assert kept.startswith("/")
    assert kept[1:2] not in {"/", "\\"}
    assert kept.isprintable()


async def test_a_session_ends_after_twelve_idle_hours(sign_in: SignIn, clock: StoppedClock) -> None:
    key = await signed_in(sign_in)
    clock.forward(hours=12)
    await sign_in.resume(key)
    clock.forward(hours=12, seconds=1)
    with pytest.raises(SignedOut):
        await sign_in.resume(key)
    clock.forward(hours=-12)
    with pytest.raises(SignedOut):
        await sign_in.resume(key)


async def test_a_busy_session_ends_after_thirty_days(sign_in: SignIn, clock: StoppedClock) -> None:
    key = await signed_in(sign_in)
    for _ in range(60):
        clock.forward(hours=12)
        await sign_in.resume(key)
    clock.forward(seconds=1)
    with pytest.raises(SignedOut):
        await sign_in.resume(key)


async def test_reads_write_at_most_once_a_minute(
    sign_in: SignIn, clock: StoppedClock, database: MemoryDatabase
) -> None:
    key = await signed_in(sign_in)
    began = clock.now()
    clock.forward(seconds=60)
    await sign_in.resume(key)
    kept = await database.sessions.find(key)
    assert kept is not None
    assert kept.seen_at == began
    clock.forward(seconds=1)
    await sign_in.resume(key)
    assert await database.sessions.find(key) == attrs.evolve(kept, seen_at=clock.now())


async def test_signing_out_is_for_good_and_can_be_repeated(sign_in: SignIn) -> None:
    key = await signed_in(sign_in)
    await sign_in.end(key)
    await sign_in.end(key)
    await sign_in.end(None)
    for gone in (key, None, SessionKey(""), SessionKey("made up")):
        with pytest.raises(SignedOut):
            await sign_in.resume(gone)
