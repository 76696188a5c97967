"""The message index: messages, what they said before, and their words."""

import sqlalchemy as sa
from alembic import op

from snowflake_adapters.sql.schema import EXACT, Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("author_id", sa.BigInteger, nullable=False),
        sa.Column("author_name", sa.String(255), nullable=False),
        sa.Column("author_avatar_url", sa.Text),
        sa.Column("author_bot", sa.Boolean, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("edited_at", Utc),
        sa.Column("deleted_at", Utc),
        sa.Column("reply_to", sa.BigInteger),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("type", sa.Integer, nullable=False),
        sa.Column("attachments", sa.JSON, nullable=False),
        sa.Column("embeds", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_messages_tenant_id"),
        **EXACT,
    )
    op.create_index("ix_messages_tenant_id_channel_id_id", "messages", ["tenant_id", "channel_id", "id"])
    op.create_index("ix_messages_tenant_id_created_at", "messages", ["tenant_id", "created_at"])
    op.create_table(
        "message_versions",
        sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("message_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("written_at", Utc, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "message_id", "written_at", "digest"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_message_versions_tenant_id"),
        **EXACT,
    )
    op.create_table(
        "message_terms",
        sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("term", sa.String(40), nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("tenant_id", "term", "message_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_message_terms_tenant_id"),
        **EXACT,
    )


def downgrade() -> None:
    op.drop_table("message_terms")
    op.drop_table("message_versions")
    op.drop_table("messages")
