"""What the state of a review follows from; what was asked for with one press; who set a cohort's rules."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_GIST = {"drawn": sa.Integer, "marked": sa.Integer, "lived": sa.Boolean, "decided": sa.Boolean, "apart": sa.Integer}


def upgrade() -> None:
    """Make room for them. A review that is there already gets its gist when it is next marked, or rules change."""
    for name, kind in _GIST.items():
        op.add_column("reviews", sa.Column(name, kind))
    op.add_column("assignments", sa.Column("batch", sa.String(40)))
    op.add_column("review_rules", sa.Column("changed_by", sa.String(40)))
    op.add_column("review_rules", sa.Column("changed_at", sa.DateTime(timezone=True)))
    op.create_index("ix_assignments_batch", "assignments", ["batch"])
    op.create_index("ix_comments_kind_attempt_id", "comments", ["kind", "attempt_id"])


def downgrade() -> None:
    """Take them away; gists can be worked out again."""
    op.drop_index("ix_comments_kind_attempt_id", "comments")
    op.drop_index("ix_assignments_batch", "assignments")
    op.drop_column("review_rules", "changed_at")
    op.drop_column("review_rules", "changed_by")
    op.drop_column("assignments", "batch")
    for name in _GIST:
        op.drop_column("reviews", name)
