"""Sessions that their owners can tell apart, and API keys."""

import sqlalchemy as sa
from alembic import op

from snowflake_adapters.sql.schema import EXACT, Utc

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

sessions = sa.table("sessions", sa.column("key_hash"), sa.column("created_at"), sa.column("session_id"))


def upgrade() -> None:
    with op.batch_alter_table("sessions") as batch:
        batch.add_column(sa.Column("session_id", sa.BigInteger))
        batch.add_column(sa.Column("browser", sa.String(32)))
        batch.add_column(sa.Column("platform", sa.String(32)))
        batch.add_column(sa.Column("network", sa.String(64)))
    connection = op.get_bind()
    stand = connection.execute(sa.select(sessions.c.key_hash).order_by(sessions.c.created_at)).scalars().all()
    for number, key_hash in enumerate(stand, start=1):  # far below the ids that new sessions get
        here = sessions.c.key_hash == key_hash
        connection.execute(sessions.update().where(here).values(session_id=number))
    with op.batch_alter_table("sessions") as batch:
        batch.alter_column("session_id", existing_type=sa.BigInteger, nullable=False)
    op.create_index("ix_sessions_session_id", "sessions", ["session_id"], unique=True)
    op.create_table(
        "api_keys",
        sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("created_by_id", sa.BigInteger, nullable=False),
        sa.Column("created_by_name", sa.String(255), nullable=False),
        sa.Column("expires_at", Utc),
        sa.Column("last_used_at", Utc),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_api_keys_tenant_id"),
        **EXACT,
    )
    op.create_index("ix_api_keys_id", "api_keys", ["id"], unique=True)


def downgrade() -> None:
    op.drop_table("api_keys")
    op.drop_index("ix_sessions_session_id", "sessions")
    with op.batch_alter_table("sessions") as batch:
        for name in ("session_id", "browser", "platform", "network"):
            batch.drop_column(name)
