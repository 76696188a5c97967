"""Publishing, in memory."""

import attrs
from typing_extensions import override

from snowflake_adapters.memory.rows import TenantRows
from snowflake_domain.publishing.dispatch import Dispatch, DispatchId
from snowflake_domain.publishing.ports import Dispatches


@attrs.frozen
class MemoryDispatches(Dispatches):
    """The dispatches of one tenant."""

    _rows: TenantRows

    @override
    async def add(self, dispatch: Dispatch) -> None:
        if dispatch.id in self._rows.dispatches:
            raise LookupError(f"dispatch {dispatch.id} is recorded already")
        self._rows.dispatches = {**self._rows.dispatches, dispatch.id: dispatch}

    @override
    async def find(self, dispatch: DispatchId) -> Dispatch | None:
        return self._rows.dispatches.get(dispatch)

    @override
    async def replace(self, dispatch: Dispatch) -> None:
        if dispatch.id not in self._rows.dispatches:
            raise LookupError(f"dispatch {dispatch.id} was never recorded")
        self._rows.dispatches = {**self._rows.dispatches, dispatch.id: dispatch}

    @override
    async def page(self, *, below: DispatchId | None, limit: int) -> tuple[Dispatch, ...]:
        found = [one for one in self._rows.dispatches.values() if below is None or one.id < below]
        return tuple(sorted(found, key=lambda one: -one.id)[:limit])
