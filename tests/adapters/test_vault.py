import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowflake_adapters.vault import SealedVault

VAULT = SealedVault(secret="k" * 48)


@given(st.text(), st.text())
def test_opens_what_it_sealed_for_the_same_purpose(secret: str, purpose: str) -> None:
    assert VAULT.open(VAULT.seal(secret, purpose=purpose), purpose=purpose) == secret


def test_no_two_seals_are_alike() -> None:
    assert VAULT.seal("secret", purpose="a") != VAULT.seal("secret", purpose="a")


def test_opens_nothing_for_another_purpose_or_with_another_key() -> None:
    sealed = VAULT.seal("secret", purpose="webhook 1/5")
    assert VAULT.open(sealed, purpose="webhook 2/5") is None
    assert SealedVault(secret="other" * 9).open(sealed, purpose="webhook 1/5") is None


def test_notices_any_change() -> None:
    sealed = VAULT.seal("secret", purpose="a")
    for at in range(len(sealed)):
        other = "A" if sealed[at] != "A" else "B"
        changed = sealed[:at] + other + sealed[at + 1 :]
        assert VAULT.open(changed, purpose="a") is None, at


@pytest.mark.parametrize("text", ["", "v1.", "v2.abcd", "v1.%%%", "v1.AAAA", "v1." + "A" * 40, "é"])
def test_what_was_never_sealed_is_nothing(text: str) -> None:
    assert VAULT.open(text, purpose="a") is None


def test_hides_the_secret() -> None:
    assert "hunter2hunter2" not in VAULT.seal("hunter2hunter2", purpose="a")
    assert "kkkk" not in repr(VAULT)
