"""Let a program act with an API key."""

import attrs

from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.work import Begin
from snowflake_domain.tenancy.enter_tenant import EnterTenant, KeyAdmitted
from snowflake_domain.tenancy.ports import TenancyWork
from snowflake_domain.tenancy.tenant import Slug


@attrs.frozen
class UseApiKey:
    """Enter the tenant of an address with a key's text; raises `BadKey` or `UnknownTenant`."""

    _enter: EnterTenant
    _begin: Begin[TenancyWork]
    _clock: Clock

    async def __call__(self, slug: Slug, token: str) -> KeyAdmitted:
        """Note the use as well, at most once a minute."""
        now = self._clock.now()
        admitted = await self._enter.by_key(slug, token)
        if not admitted.key.use_was_noted(now):
            async with self._begin(admitted.scope) as work:
                await work.api_keys.note_use(admitted.key.id, now)
        return admitted
