"""Where the bot is, and the webhooks that communities gave us."""

import sqlalchemy as sa
from alembic import op

from snowflake_adapters.sql.schema import EXACT, Utc

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tenants") as tenants:
        tenants.add_column(sa.Column("away_since", Utc))
        tenants.add_column(sa.Column("bot_reported_at", Utc))
    op.create_table(
        "webhooks",
        sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("maker", sa.String(16), nullable=False),
        sa.Column("seeded_in", sa.BigInteger),
        sa.Column("asked_by_id", sa.BigInteger, nullable=False),
        sa.Column("asked_by_name", sa.String(255), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("failure", sa.String(500)),
        sa.Column("discord_id", sa.BigInteger),
        sa.Column("sealed_token", sa.Text),
        sa.Column("created_at", Utc, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_webhooks_tenant_id"),
        sa.UniqueConstraint("tenant_id", "seeded_in", name="uq_webhooks_tenant_id_seeded_in"),
        **EXACT,
    )


def downgrade() -> None:
    op.drop_table("webhooks")
    with op.batch_alter_table("tenants") as tenants:
        tenants.drop_column("bot_reported_at")
        tenants.drop_column("away_since")
