"""Who watches how a workshop is led, what they tick, and what is said about it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for them."""
    time = sa.DateTime(timezone=True)
    op.create_table(
        "watches",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("workshop_id", sa.String(40), sa.ForeignKey("workshops.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("observer", sa.String(40), nullable=False, index=True),
        sa.Column("facilitator", sa.String(40), nullable=False, index=True),
        sa.Column("asked_by", sa.String(40), nullable=False),
        sa.Column("asked_at", time, nullable=False),
        sa.Column("rubrics", sa.JSON, nullable=False),
        sa.Column("begun_at", time),
        sa.Column("handed_in_at", time),
        sa.Column("minutes", sa.Integer),
        sa.Column("no_opportunity", sa.JSON, nullable=False),
        sa.Column("levels", sa.JSON, nullable=False),
        sa.Column("note", sa.String(40), index=True),
        sa.Column("reply", sa.String(40), index=True),
        sa.UniqueConstraint(
            "workshop_id", "observer", "facilitator", name="uq_watches_workshop_id_observer_facilitator"
        ),
    )
    op.create_table(
        "watch_ticks",
        sa.Column("watch_id", sa.String(40), sa.ForeignKey("watches.id"), primary_key=True),
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("behaviour", sa.String(60), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
    )


def downgrade() -> None:
    """Take them away. What was written stays among the texts of those whose it is, and goes with them."""
    op.drop_table("watch_ticks")
    op.drop_table("watches")
