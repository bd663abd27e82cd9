"""Which finished assessments nobody can look at yet, and which attempts a rater has marked: both by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_FILL = """UPDATE attempts SET waits = TRUE WHERE mode = 'assessment' AND status = 'finished'
    AND NOT EXISTS (SELECT 1 FROM reviews WHERE reviews.attempt_id = attempts.id)"""


def upgrade() -> None:
    """Make room for them."""
    op.add_column("attempts", sa.Column("waits", sa.Boolean))
    op.execute(_FILL)
    waits = sa.text("waits IS NOT NULL")
    columns = ["waits", "owner_kind", "owner_id"]
    op.create_index("ix_attempts_waiting", "attempts", columns, sqlite_where=waits, postgresql_where=waits)
    op.drop_index("ix_ratings_rater", "ratings")
    op.create_index("ix_ratings_rater_attempt_id", "ratings", ["rater", "attempt_id"])


def downgrade() -> None:
    """Find them by looking at all attempts again."""
    op.drop_index("ix_ratings_rater_attempt_id", "ratings")
    op.create_index("ix_ratings_rater", "ratings", ["rater"])
    op.drop_index("ix_attempts_waiting", "attempts")
    op.drop_column("attempts", "waits")
