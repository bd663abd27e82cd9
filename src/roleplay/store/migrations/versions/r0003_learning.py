"""What somebody learns beside playing, and pages that they write for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for them."""
    op.create_table(
        "learning",
        sa.Column("owner_kind", sa.String(20), primary_key=True),
        sa.Column("owner_id", sa.String(40), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    with op.batch_alter_table("texts") as texts:
        texts.alter_column("attempt_id", existing_type=sa.String(40), nullable=True)
        texts.add_column(sa.Column("page", sa.String(100)))
        texts.create_unique_constraint("uq_texts_owner_kind_owner_id_page", ["owner_kind", "owner_id", "page"])


def downgrade() -> None:
    """Take them away, with everything in them."""
    op.execute("DELETE FROM texts WHERE attempt_id IS NULL")
    with op.batch_alter_table("texts") as texts:
        texts.drop_constraint("uq_texts_owner_kind_owner_id_page", type_="unique")
        texts.drop_column("page")
        texts.alter_column("attempt_id", existing_type=sa.String(40), nullable=False)
    op.drop_table("learning")
