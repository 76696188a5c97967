"""Tenants, their settings and their staff."""

import sqlalchemy as sa
from alembic import op

from snowflake_adapters.sql.schema import EXACT, Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tenants",
        sa.Column("id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("icon_url", sa.Text),
        sa.Column("created_at", Utc, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("guild_id", name="uq_tenants_guild_id"),
        sa.UniqueConstraint("slug", name="uq_tenants_slug"),
        **EXACT,
    )
    op.create_table(
        "tenant_settings",
        sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("accent", sa.String(7), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_tenant_settings_tenant_id"),
        **EXACT,
    )
    op.create_table(
        "staff",
        sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("user_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("avatar_url", sa.Text),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("added_at", Utc, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "user_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_staff_tenant_id"),
        **EXACT,
    )
    op.create_index("ix_staff_user_id", "staff", ["user_id"])


def downgrade() -> None:
    op.drop_table("staff")
    op.drop_table("tenant_settings")
    op.drop_table("tenants")
