"""How far participants of a workshop are who play at their own pace."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for it."""
    op.create_table(
        "paces",
        sa.Column("participant_id", sa.String(40), sa.ForeignKey("participants.id"), primary_key=True),
        sa.Column("section", sa.String(60), primary_key=True),
        sa.Column("workshop_id", sa.String(40), sa.ForeignKey("workshops.id"), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("goes", sa.Integer, nullable=False),
        sa.Column("path", sa.JSON, nullable=False),
        sa.Column("far", sa.Integer, nullable=False),
        sa.Column("shares", sa.String(20), nullable=False),
    )
    op.create_index("ix_paces_workshop_id_section", "paces", ["workshop_id", "section"])


def downgrade() -> None:
    """Take it away. What was written on the way stays among the texts of its writer."""
    op.drop_table("paces")
