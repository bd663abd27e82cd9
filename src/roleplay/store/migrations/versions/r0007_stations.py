"""Role-play stations: who plays, who observes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for them."""
    time = sa.DateTime(timezone=True)
    op.add_column("reviews", sa.Column("observers", sa.Integer))
    op.create_table(
        "sittings",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("cohort_id", sa.String(40), sa.ForeignKey("cohorts.id"), nullable=False, index=True),
        sa.Column("station_id", sa.String(100), nullable=False),
        sa.Column("station_hash", sa.String(64), sa.ForeignKey("documents.hash"), nullable=False),
        sa.Column("rubrics", sa.JSON, nullable=False),
        sa.Column("trainee", sa.String(40), sa.ForeignKey("persons.id"), nullable=False, index=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("set_up_by", sa.String(40), nullable=False),
        sa.Column("set_up_at", time, nullable=False),
        sa.Column("actor", sa.String(40)),
        sa.Column("actor_name", sa.String(100)),
        sa.Column("reached", sa.Integer, nullable=False),
        sa.Column("started_at", time),
        sa.Column("attempt_id", sa.String(40), sa.ForeignKey("attempts.id"), unique=True),
    )
    op.create_table(
        "observers",
        sa.Column("sitting_id", sa.String(40), sa.ForeignKey("sittings.id"), primary_key=True),
        sa.Column("person_id", sa.String(40), sa.ForeignKey("persons.id"), primary_key=True, index=True),
    )
    op.create_table(
        "live_ticks",
        sa.Column("sitting_id", sa.String(40), sa.ForeignKey("sittings.id"), primary_key=True),
        sa.Column("observer", sa.String(40), sa.ForeignKey("persons.id"), primary_key=True, index=True),
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("behaviour", sa.String(60), nullable=False),
        sa.Column("prompt", sa.String(60), nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
    )


def downgrade() -> None:
    """Take them away, with everything in them."""
    for table in ("live_ticks", "observers", "sittings"):
        op.drop_table(table)
    op.drop_column("reviews", "observers")
