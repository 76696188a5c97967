"""How far each channel is indexed. There are none at first: every channel is read through once more."""

import sqlalchemy as sa
from alembic import op

from snowflake_adapters.sql.schema import EXACT

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_cursors",
        sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "channel_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_channel_cursors_tenant_id"),
        **EXACT,
    )


def downgrade() -> None:
    op.drop_table("channel_cursors")
