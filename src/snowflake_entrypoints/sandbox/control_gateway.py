"""The gateway's planned misbehaviour."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snowflake_entrypoints.sandbox.gateway import Gateway
    from snowflake_entrypoints.sandbox.gateway.connection import Connection

ENDING = frozenset({4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014})


async def act_on_gateway(gateway: "Gateway", action: str, code: int = 4000, count: int = 1) -> None:
    """Do one of these to every connected client; raises ValueError for anything else.

    drop: cut the sockets; sessions can be resumed. drop_no_resume: cut them and forget the sessions. op7: ask
    to reconnect. op9_true, op9_false: session invalid, resumable or not. silence: send nothing any more, not
    even HELLO or heartbeat ACKs; unsilence: go on. close: with `code`; those that end a session on Discord
    end it here. garbage: send what is no JSON. refuse_identify, refuse_resume: close the next `count` of them
    with `code`; 9 is op 9 false.
    """
    match action:
        case "silence" | "unsilence":
            gateway.set_silent(silent=action == "silence")
        case "drop_no_resume":
            gateway.close_all()
        case "refuse_identify" | "refuse_resume":
            gateway.refusals.plan(action.removeprefix("refuse_"), code, count)
        case "drop" | "op7" | "op9_true" | "op9_false" | "close" | "garbage":
            for one in list(gateway.connections):
                await _act_on(one, action, code)
        case _:
            raise ValueError(f"the gateway can't {action!r}")


async def _act_on(one: "Connection", action: str, code: int) -> None:
    if action == "drop":
        one.abort()
    elif action == "op7":
        one.ask_to_reconnect()
    elif action == "garbage":
        one.push(b"{not json")
    elif action == "close":
        if code in ENDING and one.session is not None:
            one.gateway.forget(one.session)
        await one.close(code, "closed by the control API")
    else:
        one.invalidate(resumable=action == "op9_true")
