"""Attempts that learners open to fellow learners, what these say, and when somebody read what came back."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for them."""
    time = sa.DateTime(timezone=True)
    op.create_table(
        "openings",
        sa.Column("attempt_id", sa.String(40), sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("reader", sa.String(40), sa.ForeignKey("persons.id"), primary_key=True, index=True),
        sa.Column("cohort_id", sa.String(40), sa.ForeignKey("cohorts.id"), nullable=False, index=True),
        sa.Column("at", time, nullable=False),
        sa.Column("closed_at", time),
    )
    op.create_table(
        "fellow_words",
        sa.Column("attempt_id", sa.String(40), sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("author", sa.String(40), primary_key=True, index=True),
        sa.Column("at", time, nullable=False),
        sa.Column("strength", sa.String(40), sa.ForeignKey("texts.id"), nullable=False),
        sa.Column("question", sa.String(40), sa.ForeignKey("texts.id"), nullable=False),
        sa.Column("thing_to_try", sa.String(40), sa.ForeignKey("texts.id"), nullable=False),
        sa.Column("ticks", sa.JSON, nullable=False),
    )
    op.create_table(
        "readings",
        sa.Column("attempt_id", sa.String(40), sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("what", sa.String(20), primary_key=True),
        sa.Column("at", time, nullable=False),
    )


def downgrade() -> None:
    """Take them away, with everything in them."""
    for table in ("readings", "fellow_words", "openings"):
        op.drop_table(table)
    op.execute("DELETE FROM texts WHERE attempt_id IS NULL AND purpose = 'fellow'")
