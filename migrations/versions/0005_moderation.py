"""The case book and the counters that number it."""

import sqlalchemy as sa
from alembic import op

from snowflake_adapters.sql.schema import EXACT, Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moderation_cases",
        sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("member_id", sa.BigInteger, nullable=False),
        sa.Column("member_name", sa.String(255), nullable=False),
        sa.Column("moderator_id", sa.BigInteger, nullable=False),
        sa.Column("moderator_name", sa.String(255), nullable=False),
        sa.Column("sanction", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(512), nullable=False),
        sa.Column("opened_at", Utc, nullable=False),
        sa.Column("expires_at", Utc),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("failure", sa.String(500)),
        sa.Column("source", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "number"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_moderation_cases_tenant_id"),
        **EXACT,
    )
    op.create_index(
        "ix_moderation_cases_tenant_id_member_id_number",
        "moderation_cases",
        ["tenant_id", "member_id", "number"],
    )
    op.create_index("ix_moderation_cases_tenant_id_state", "moderation_cases", ["tenant_id", "state"])
    op.create_table(
        "counters",
        sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "name"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_counters_tenant_id"),
        **EXACT,
    )


def downgrade() -> None:
    op.drop_table("counters")
    op.drop_table("moderation_cases")
