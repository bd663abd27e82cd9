"""Ways to what somebody took part in and led, which their progress asks for."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_index("ix_participants_person_id", "participants", ["person_id"])
    op.create_index("ix_workshop_events_kind", "workshop_events", ["kind"])


def downgrade() -> None:
    """Look at every row again."""
    op.drop_index("ix_workshop_events_kind", "workshop_events")
    op.drop_index("ix_participants_person_id", "participants")
