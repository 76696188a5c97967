"""Staff by invitation and by Discord role, grants that end, revisions of settings, and the activity log."""

import sqlalchemy as sa
from alembic import op

from snowflake_adapters.sql.schema import EXACT, Utc

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OF_OLD = ("name", "accent", "timezone")
ADDED = ("logo_url", "locale", "protected_roles", "alert_channel", "revision")


def tenant_table(name: str, *columns: sa.Column[object], key: tuple[str, ...], unique: str = "") -> None:
    constraints: list[sa.Constraint] = [
        sa.PrimaryKeyConstraint("tenant_id", *key),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=f"fk_{name}_tenant_id"),
    ]
    if unique:
        constraints.append(sa.UniqueConstraint(unique, name=f"uq_{name}_{unique}"))
    tenant = sa.Column("tenant_id", sa.BigInteger, nullable=False, autoincrement=False)
    op.create_table(name, tenant, *columns, *constraints, **EXACT)


def upgrade() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("until", Utc))
    with op.batch_alter_table("tenant_settings") as settings:
        settings.add_column(sa.Column("logo_url", sa.Text))
        settings.add_column(sa.Column("locale", sa.String(16), nullable=False, server_default="en-US"))
        settings.add_column(sa.Column("protected_roles", sa.JSON, nullable=False, server_default="[]"))
        settings.add_column(sa.Column("alert_channel", sa.BigInteger))
        settings.add_column(sa.Column("revision", sa.Integer, nullable=False, server_default="1"))
    tenant_table(
        "role_mappings",
        sa.Column("discord_role", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        key=("discord_role",),
    )
    tenant_table(
        "mapped_staff",
        sa.Column("user_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("discord_role", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("avatar_url", sa.Text),
        key=("user_id", "discord_role"),
    )
    op.create_index("ix_mapped_staff_user_id", "mapped_staff", ["user_id"])
    tenant_table(
        "invitations",
        sa.Column("id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("until", Utc),
        sa.Column("invited_by_id", sa.BigInteger, nullable=False),
        sa.Column("invited_by_name", sa.String(255), nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("expires_at", Utc, nullable=False),
        sa.Column("revoked_at", Utc),
        sa.Column("accepted_at", Utc),
        sa.Column("accepted_by_id", sa.BigInteger),
        sa.Column("accepted_by_name", sa.String(255)),
        key=("id",),
        unique="secret_hash",
    )
    op.create_index("ix_invitations_tenant_id_expires_at", "invitations", ["tenant_id", "expires_at"])
    tenant_table(
        "activity",
        sa.Column("id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("actor_id", sa.BigInteger, nullable=False),
        sa.Column("actor_name", sa.String(255), nullable=False),
        sa.Column("person_id", sa.BigInteger),
        sa.Column("person_name", sa.String(255)),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
        sa.Column("at", Utc, nullable=False),
        key=("id",),
    )
    for column in ("actor_id", "person_id", "kind"):
        op.create_index(f"ix_activity_tenant_id_{column}_id", "activity", ["tenant_id", column, "id"])
    tenant_table(
        "settings_revisions",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("by_id", sa.BigInteger, nullable=False),
        sa.Column("by_name", sa.String(255), nullable=False),
        sa.Column("restored", sa.Integer),
        key=("number",),
    )
    _keep_what_stands()


def _keep_what_stands() -> None:
    """Make each community's settings its first revision; who made them was never written down."""
    columns: list[sa.ColumnClause[object]] = [sa.column(name) for name in ("tenant_id", *OF_OLD)]
    settings = sa.table("tenant_settings", *columns)
    tenants = sa.table("tenants", sa.column("id"), sa.column("created_at", Utc))
    revisions = sa.table(
        "settings_revisions",
        *(sa.column(name) for name in ("tenant_id", "number", "by_id", "by_name")),
        sa.column("settings", sa.JSON),
        sa.column("at", Utc),
    )
    connection = op.get_bind()
    founded = settings.join(tenants, tenants.c.id == settings.c.tenant_id)
    stand = sa.select(*settings.c, tenants.c.created_at).select_from(founded)
    for row in connection.execute(stand).mappings().all():
        kept = {name: row[name] for name in OF_OLD}
        kept |= {"logo_url": None, "locale": "en-US", "protected_roles": [], "alert_channel": None}
        connection.execute(
            revisions.insert().values(
                tenant_id=row["tenant_id"],
                number=1,
                settings=kept,
                at=row["created_at"],
                by_id=0,
                by_name="Snowflake",
            )
        )


def downgrade() -> None:
    for table in ("settings_revisions", "activity", "invitations", "mapped_staff", "role_mappings"):
        op.drop_table(table)
    with op.batch_alter_table("tenant_settings") as settings:
        for name in ADDED:
            settings.drop_column(name)
    with op.batch_alter_table("staff") as staff:
        staff.drop_column("until")
