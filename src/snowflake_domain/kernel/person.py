"""People, as records remember them."""

import attrs

from snowflake_domain.kernel.scope import UserId


@attrs.frozen
class Person:
    """A Discord user and the name they went by when the record was made."""

    id: UserId
    name: str
