"""What a tenant pays for, and the payment events it has followed."""

import sqlalchemy as sa
from alembic import op

from snowflake_adapters.sql.schema import EXACT, Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("plan", sa.String(32), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("customer", sa.String(255)),
        sa.Column("reference", sa.String(255)),
        sa.Column("renews_at", Utc),
        sa.PrimaryKeyConstraint("tenant_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_subscriptions_tenant_id"),
        **EXACT,
    )
    op.create_table(
        "billing_events",
        sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("event", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "event"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_billing_events_tenant_id"),
        **EXACT,
    )


def downgrade() -> None:
    op.drop_table("billing_events")
    op.drop_table("subscriptions")
