import asyncio

import attrs
import pytest

from snowflake_adapters.memory.database import MemoryDatabase
from snowflake_adapters.memory.limits import MemoryOnce
from snowflake_adapters.seal import SignedTickets
from snowflake_domain.identity.stream_ticket import StreamTicket, StreamTickets, TicketRefused
from snowflake_domain.kernel.scope import Permission, PermissionDenied, TenantScope
from snowflake_domain.tenancy.enter_tenant import EnterTenant, GuildMismatch, NotStaff
from snowflake_entrypoints.wire import as_dict, from_json
from tests.fakes import ALEX, SAM, CountingSecrets, StoppedClock, founded, scope_of

PANEL = "https://panel.example"


def read(said: object) -> StreamTicket:
    return from_json(said, StreamTicket)


SEAL = SignedTickets("a secret of web and bot", as_dict, read)


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase()


@pytest.fixture
async def owner(database: MemoryDatabase) -> TenantScope:
    return await founded(database)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def tickets(database: MemoryDatabase, clock: StoppedClock) -> StreamTickets:
    return StreamTickets(SEAL, MemoryOnce(), CountingSecrets(), EnterTenant(database.directory, clock), clock)


async def test_a_ticket_lets_its_owner_in(tickets: StreamTickets, owner: TenantScope) -> None:
    assert await tickets.redeem(tickets.issue(owner, PANEL), PANEL) == owner


async def test_a_ticket_is_good_once(tickets: StreamTickets, owner: TenantScope) -> None:
    ticket = tickets.issue(owner, PANEL)
    outcomes = await asyncio.gather(
        *(tickets.redeem(ticket, PANEL) for _ in range(20)), return_exceptions=True
    )
    assert outcomes.count(owner) == 1
    assert sum(isinstance(outcome, TicketRefused) for outcome in outcomes) == 19


async def test_a_ticket_is_good_for_half_a_minute(
    tickets: StreamTickets, owner: TenantScope, clock: StoppedClock
) -> None:
    late, just_right = tickets.issue(owner, PANEL), tickets.issue(owner, PANEL)
    clock.forward(seconds=29.9)
    assert await tickets.redeem(just_right, PANEL) == owner
    clock.forward(seconds=0.1)
    with pytest.raises(TicketRefused):
        await tickets.redeem(late, PANEL)


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", f"{PANEL}:8443", PANEL.upper()])
async def test_a_ticket_is_good_on_one_page(tickets: StreamTickets, owner: TenantScope, origin: str) -> None:
    ticket = tickets.issue(owner, PANEL)
    with pytest.raises(TicketRefused):
        await tickets.redeem(ticket, origin)
    assert await tickets.redeem(ticket, PANEL) == owner, "a wrong page doesn't use it up"


async def test_what_others_write_is_no_ticket(tickets: StreamTickets, owner: TenantScope) -> None:
    ticket = tickets.issue(owner, PANEL)
    payload, _, signature = ticket.rpartition(".")
    forged = SignedTickets("another secret", as_dict, read).seal(read(as_dict_of(ticket)))
    for text in ("", "x", payload, f"{payload}.", f"{payload[:-2]}.{signature}", forged):
        with pytest.raises(TicketRefused):
            await tickets.redeem(text, PANEL)


async def test_the_ticket_of_one_tenant_opens_no_other(
    tickets: StreamTickets, database: MemoryDatabase, owner: TenantScope
) -> None:
    other = await founded(database, 2, guild=6, owner=SAM)
    with pytest.raises(GuildMismatch):
        await tickets.redeem(tickets.issue(attrs.evolve(other, actor=ALEX, guild=owner.guild), PANEL), PANEL)
    with pytest.raises(NotStaff):
        await tickets.redeem(tickets.issue(attrs.evolve(other, actor=ALEX), PANEL), PANEL)


async def test_who_may_not_look_gets_no_ticket(tickets: StreamTickets) -> None:
    with pytest.raises(PermissionDenied):
        tickets.issue(scope_of(1, Permission.PUBLISH), PANEL)


def as_dict_of(ticket: str) -> object:
    unsealed = SEAL.unseal(ticket)
    assert unsealed is not None
    return as_dict(unsealed)
