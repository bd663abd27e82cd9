"""The first tables: documents, shelf, people, kernels, attempts with their logs, personal texts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    time = sa.DateTime(timezone=True)
    op.create_table(
        "documents",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("id", sa.String(100), nullable=False),
        sa.Column("json", sa.Text, nullable=False),
    )
    op.create_table(
        "shelf_entries",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("id", sa.String(100), primary_key=True),
        sa.Column("hash", sa.String(64), sa.ForeignKey("documents.hash"), nullable=False),
        sa.Column("path", sa.Text, nullable=False),
    )
    op.create_table(
        "shelf_problems",
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("owns_machine", sa.Boolean, unique=True),
    )
    op.create_table(
        "tokens",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.String(40), sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("expires", time, nullable=False, index=True),
    )
    op.create_table(
        "kernels",
        sa.Column("kernel_id", sa.String(100), primary_key=True),
        sa.Column("person_id", sa.String(40), sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("owner_kind", sa.String(20), nullable=False),
        sa.Column("owner_id", sa.String(40), nullable=False),
        sa.Column("scenario_id", sa.String(100), nullable=False),
        sa.Column("scenario_hash", sa.String(64), sa.ForeignKey("documents.hash"), nullable=False),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("branched_attempt", sa.String(40)),
        sa.Column("branched_turns", sa.Integer),
        sa.Column("exposure", sa.Integer, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("started_at", time, nullable=False),
        sa.Column("ended_at", time),
        sa.Index(None, "owner_kind", "owner_id", "started_at", "id"),
    )
    op.create_table(
        "events",
        sa.Column("attempt_id", sa.String(40), sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("at", time, nullable=False),
    )
    op.create_table(
        "texts",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("owner_kind", sa.String(20), nullable=False),
        sa.Column("owner_id", sa.String(40), nullable=False),
        sa.Column("attempt_id", sa.String(40), sa.ForeignKey("attempts.id"), nullable=False, index=True),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("visibility", sa.String(20), nullable=False),
        sa.Column("at", time, nullable=False),
    )


def downgrade() -> None:
    """Take them away, with everything in them."""
    for table in ("texts", "events", "attempts", "kernels", "tokens", "persons"):
        op.drop_table(table)
    for table in ("facts", "shelf_problems", "shelf_entries", "documents"):
        op.drop_table(table)
