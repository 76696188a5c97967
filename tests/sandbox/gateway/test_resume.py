"""Sessions outlive their sockets, for a while and up to a bound."""

import asyncio
from typing import Any

import orjson
import pytest

from snowflake_entrypoints.sandbox.control_gateway import act_on_gateway
from snowflake_entrypoints.sandbox.gateway import GatewaySettings
from tests.sandbox.gateway.stage import GENERAL, TOKEN, Client, Stage, client, staged


async def _session(bot: Client) -> str:
    await bot.identify()
    ready = await bot.until("READY")
    await bot.until("GUILD_CREATE")
    session: str = ready["session_id"]
    return session


def _resume(session: str, sequence: int | None) -> dict[str, Any]:
    return {"token": TOKEN, "session_id": session, "seq": sequence}


async def test_what_was_missed_is_sent_again_in_order(stage: Stage) -> None:
    async with client(stage) as bot:
        session = await _session(bot)
        seen = bot.sequence
        stage.gateway.connections.copy().pop().abort()
    ids = [stage.say(f"missed {number}") for number in range(5)]
    async with client(stage) as bot:
        await bot.send(6, _resume(session, seen))
        missed = [await bot.until("MESSAGE_CREATE") for _ in ids]
        assert await bot.until("RESUMED") is not None
        stage.say("live again")
        assert (await bot.until("MESSAGE_CREATE"))["content"] == "live again"
    assert [int(message["id"]) for message in missed] == ids
    assert stage.gateway.record.resumes == 1


async def test_a_resume_takes_the_session_from_an_older_socket(stage: Stage) -> None:
    async with client(stage) as old, client(stage) as new:
        session = await _session(old)
        await new.send(6, _resume(session, old.sequence))
        await new.until("RESUMED")
        await old.closed()
        stage.say("to the new one")
        assert (await new.until("MESSAGE_CREATE"))["content"] == "to the new one"


async def test_an_unknown_session_is_invalid(stage: Stage) -> None:
    async with client(stage) as bot:
        await bot.send(6, _resume("nonsense", 1))
        assert (await bot.receive()) == {"t": None, "s": None, "op": 9, "d": False}
        await bot.identify()
        await bot.until("READY")


async def test_a_sequence_from_the_future_is_refused(stage: Stage) -> None:
    async with client(stage) as bot:
        session = await _session(bot)
        stage.gateway.connections.copy().pop().abort()
    async with client(stage) as bot:
        await bot.send(6, _resume(session, 999))
        assert await bot.closed() == 4007


async def test_more_missed_than_the_buffer_holds_is_an_invalid_session() -> None:
    async with staged(GatewaySettings(identify_interval=0, replay_frames=3)) as stage:
        async with client(stage) as bot:
            session = await _session(bot)
            stage.gateway.connections.copy().pop().abort()
        for number in range(4):
            stage.say(str(number))
        async with client(stage) as bot:
            await bot.send(6, _resume(session, bot.sequence or 2))
            assert (await bot.receive())["d"] is False


async def test_a_session_is_forgotten_after_its_window() -> None:
    async with staged(GatewaySettings(identify_interval=0, resume_window=0.05)) as stage:
        async with client(stage) as bot:
            session = await _session(bot)
            stage.gateway.connections.copy().pop().abort()
        await asyncio.sleep(0.1)
        async with client(stage) as bot:
            await bot.send(6, _resume(session, 2))
            assert (await bot.receive())["d"] is False


async def test_a_client_that_says_goodbye_gives_its_session_up(stage: Stage) -> None:
    async with client(stage) as bot:
        await _session(bot)
        await bot.socket.close(code=1000)
    async with asyncio.timeout(5):
        while stage.gateway.sessions:  # noqa: ASYNC110 - the server learns of it when it does
            await asyncio.sleep(0.01)


async def test_a_socket_too_slow_to_read_loses_its_socket_not_its_session() -> None:
    settings = GatewaySettings(identify_interval=0, outbox_frames=50, replay_frames=1000)
    async with staged(settings) as stage:
        async with client(stage) as bot:
            session = await _session(bot)
            seen = bot.sequence
            for number in range(60):
                stage.say(str(number))
            await bot.closed()
        async with client(stage) as bot:
            await bot.send(6, _resume(session, seen))
            replayed = [await bot.until("MESSAGE_CREATE") for _ in range(60)]
        assert [message["content"] for message in replayed] == [str(number) for number in range(60)]


async def test_resumes_and_identifies_are_refused_on_demand(stage: Stage) -> None:
    async with client(stage) as bot:
        session = await _session(bot)
        await act_on_gateway(stage.gateway, "drop")
    await act_on_gateway(stage.gateway, "refuse_resume", 4009)
    await act_on_gateway(stage.gateway, "refuse_identify", 9)
    async with client(stage) as bot:
        await bot.send(6, _resume(session, 2))
        assert await bot.closed() == 4009
    async with client(stage) as bot:
        await bot.identify()
        assert (await bot.receive())["op"] == 9
        await bot.send(6, _resume(session, 2))
        await bot.until("RESUMED")
        await act_on_gateway(stage.gateway, "garbage")
        with pytest.raises(orjson.JSONDecodeError):
            await bot.receive()


async def test_in_silence_nothing_comes_until_it_ends(stage: Stage) -> None:
    async with client(stage) as bot:
        await _session(bot)
        stage.gateway.set_silent(silent=True)
        stage.say("unheard")
        await bot.send(1)
        waiting = asyncio.create_task(bot.receive())
        done, _ = await asyncio.wait({waiting}, timeout=0.1)
        assert not done
        stage.gateway.set_silent(silent=False)
        assert (await waiting)["d"]["content"] == "unheard"


async def test_lost_events_leave_no_hole_in_the_sequence(stage: Stage) -> None:
    async with client(stage) as bot:
        await _session(bot)
        before = bot.sequence or 0
        stage.gateway.losses.plan("MESSAGE_CREATE", 2)
        for word in ("one", "two", "three"):
            stage.say(word, channel=GENERAL)
        assert (await bot.until("MESSAGE_CREATE"))["content"] == "three"
        assert bot.sequence == before + 1
