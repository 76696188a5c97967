"""Promises that leave after commit."""

import sqlalchemy as sa
from alembic import op

from snowflake_adapters.sql.schema import EXACT, Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("dead", sa.Boolean, nullable=False),
        sa.Column("due_at", Utc, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("token", sa.Integer, nullable=False),
        sa.Column("last_error", sa.String(500)),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_outbox_tenant_id"),
        sa.UniqueConstraint("id", name="uq_outbox_id"),
        **EXACT,
    )
    op.create_index("ix_outbox_dead_due_at_id", "outbox", ["dead", "due_at", "id"])


def downgrade() -> None:
    op.drop_table("outbox")
