import pytest

from snowflake_domain.kernel.page import page_of
from snowflake_domain.kernel.scope import Permission, PermissionDenied
from tests.fakes import scope_of


def test_a_scope_says_which_permission_is_missing() -> None:
    scope = scope_of(1, Permission.VIEW)
    scope.require(Permission.VIEW)
    with pytest.raises(PermissionDenied) as refusal:
        scope.require(Permission.MANAGE_STAFF)
    assert refusal.value.permission is Permission.MANAGE_STAFF
    assert "manage staff" in refusal.value.detail


@pytest.mark.parametrize(("rows", "kept", "on"), [(0, 0, None), (3, 3, None), (4, 3, 1)])
def test_a_page_goes_on_only_when_there_is_more(rows: int, kept: int, on: int | None) -> None:
    page = page_of([(key, f"row {key}") for key in range(rows - 1, -1, -1)], 3)
    assert (len(page.items), page.next) == (kept, on)
