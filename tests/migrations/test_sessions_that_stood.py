"""Nobody is signed out by revision 0009, which tells sessions apart."""

from pathlib import Path

import pytest
from sqlalchemy import text

from snowflake_adapters.sql.database import connect
from snowflake_adapters.sql.migrate import migrate
from snowflake_adapters.sql.sessions import SqlSessions
from snowflake_domain.identity.device import UNKNOWN_DEVICE
from snowflake_domain.identity.session import SessionKey
from snowflake_domain.kernel.scope import UserId
from tests.migrations.test_migrations import go_to

SHA_256_OF = {
    "a": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    "b": "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
}


@pytest.mark.parametrize("kind", ["sqlite", "mariadb"])
async def test_sessions_survive_with_a_number_each(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}" if kind == "sqlite" else request.getfixturevalue("mysql_url")
    engine = connect(url)
    await go_to(engine, "0008")
    async with engine.begin() as connection:
        insert = "INSERT INTO users (id, username, display_name) VALUES (1, 'robin', 'Robin')"
        await connection.execute(text(insert))
        for hour, key_hash in enumerate(SHA_256_OF.values()):
            at = f"2030-01-01 0{hour}:00:00.000000"
            row = f"('{key_hash}', 1, '[]', '{at}', '{at}')"
            columns = "(key_hash, user_id, guilds, created_at, seen_at)"
            await connection.execute(text(f"INSERT INTO sessions {columns} VALUES {row}"))  # noqa: S608
    await migrate(engine)
    sessions = SqlSessions(engine)
    standing = await sessions.of_user(UserId(1))
    assert [one.id for one in standing] == [2, 1]
    assert {one.device for one in standing} == {UNKNOWN_DEVICE}
    assert await sessions.find(SessionKey("b")) == standing[0]
    await engine.dispose()
