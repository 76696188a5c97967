"""Rate limits and scripted faults."""

import asyncio

import aiohttp
import pytest
from typing_extensions import override

from snowflake_entrypoints.sandbox.app import build_sandbox
from snowflake_entrypoints.sandbox.faults import Fault
from snowflake_entrypoints.sandbox.settings import RateLimits, SandboxSettings
from tests.sandbox.rest.conftest import SMALL, Aurora, Client, Ticking


class Frozen(Ticking):
    """A clock that only goes when it is moved."""

    @override
    def __call__(self) -> float:
        return 1_790_000_000.0 + self.offset


@pytest.fixture
def clock() -> Frozen:
    return Frozen()


@pytest.fixture
def settings(clock: Frozen) -> SandboxSettings:
    return SandboxSettings(seed=SMALL, now=clock)


async def test_the_sixth_message_in_five_seconds_waits_in_its_own_channel_only(
    api: Client, aurora: Aurora, clock: Frozen
) -> None:
    path = f"/channels/{aurora.channel('general').id}/messages"
    answers = [await api.raw("POST", path, json={"content": str(i)}) for i in range(6)]
    assert [one.status for one in answers] == [200] * 5 + [429]
    assert [one.headers["X-RateLimit-Remaining"] for one in answers] == ["4", "3", "2", "1", "0", "0"]
    assert {one.headers["X-RateLimit-Limit"] for one in answers} == {"5"}
    assert len({one.headers["X-RateLimit-Bucket"] for one in answers}) == 1
    body = await answers[5].json()
    assert body == {"message": "You are being rate limited.", "retry_after": 5.0, "global": False}
    assert answers[5].headers["Retry-After"] == "5"
    assert answers[5].headers["X-RateLimit-Scope"] == "user"
    elsewhere = f"/channels/{aurora.channel('off-topic').id}/messages"
    assert (await api("POST", elsewhere, {"content": "x"}))[0] == 200
    clock.offset += 5
    assert (await api("POST", path, {"content": "x"}))[0] == 200
    assert aurora.sandbox.world.invalid_requests == 1


async def test_fifty_requests_a_second_and_token_are_the_global_limit(api: Client, clock: Frozen) -> None:
    answers = [await api.raw("GET", "/users/@me") for _ in range(51)]
    assert [one.status for one in answers[:50]] == [200] * 50
    assert (await answers[50].json())["global"] is True
    assert answers[50].headers["X-RateLimit-Scope"] == "global"
    assert answers[50].headers["X-RateLimit-Global"] == "true"
    clock.offset += 1
    assert (await api("GET", "/users/@me"))[0] == 200


async def test_switched_off_limits_still_send_headers(clock: Frozen) -> None:
    sandbox = await build_sandbox(SandboxSettings(seed=SMALL, limits=RateLimits(on=False), now=clock)).start()
    try:
        async with aiohttp.ClientSession() as http:
            api = Client(sandbox, http)
            answers = [await api.raw("GET", "/users/@me/guilds") for _ in range(9)]
    finally:
        await sandbox.stop()
    assert {one.status for one in answers} == {200}
    assert answers[-1].headers["X-RateLimit-Remaining"] == "0"


async def test_oauth_tokens_and_interaction_answers_carry_no_limit_headers(api: Client) -> None:
    for path in ("/oauth2/token", "/interactions/1/t/callback"):
        answer = await api.raw("POST", path, json={"type": 1})
        assert not [name for name in answer.headers if name.startswith("X-RateLimit")]


async def test_faults_strike_before_or_after_the_effect(api: Client, aurora: Aurora) -> None:
    channel = aurora.channel("general")
    path, count = f"/channels/{channel.id}/messages", len(channel.log.ids)
    faults = aurora.sandbox.faults
    faults.add("POST", "/channels/*/messages", Fault("status_before", status=503))
    assert (await api("POST", path, {"content": "a"}))[0] == 503
    assert len(channel.log.ids) == count
    faults.add("POST", "/channels/*/messages", Fault("status_after", status=502))
    assert (await api("POST", path, {"content": "b"}))[0] == 502
    assert len(channel.log.ids) == count + 1
    faults.add("POST", "/channels/*/messages", Fault("rate_limit", retry_after=2.5, scope="shared"))
    status, body = await api("POST", path, {"content": "c"})
    assert (status, body["retry_after"]) == (429, 2.5)
    assert aurora.sandbox.world.invalid_requests == 0, "shared limits are nobody's fault"
    faults.add("*", "*", Fault("drop"))
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("POST", path, {"content": "d"})
    assert len(channel.log.ids) == count + 1
    faults.add("*", "*", Fault("drop_after"))
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("POST", path, {"content": "e"})
    assert len(channel.log.ids) == count + 2
    assert (await api("POST", path, {"content": "f"}))[0] == 200


async def test_a_delay_holds_one_request_and_no_other(api: Client, aurora: Aurora) -> None:
    aurora.sandbox.faults.add("GET", "/users/@me", Fault("delay", seconds=0.3))
    slow = asyncio.create_task(api("GET", "/users/@me"))
    await asyncio.sleep(0.05)
    assert (await api("GET", "/users/@me"))[0] == 200
    assert not slow.done()
    assert (await slow)[0] == 200
