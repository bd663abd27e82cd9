"""Workshops: plans, logs, ballots, and what participants write and tick."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for them."""
    time = sa.DateTime(timezone=True)
    op.create_table(
        "plans",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("person_id", sa.String(40), sa.ForeignKey("persons.id"), nullable=False, index=True),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("changed_at", time, nullable=False),
    )
    op.create_table(
        "workshops",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created_by", sa.String(40), nullable=False, index=True),
        sa.Column("opened_at", time, nullable=False),
        sa.Column("cohort_id", sa.String(40), sa.ForeignKey("cohorts.id"), index=True),
        sa.Column("code", sa.String(64), unique=True),
        sa.Column("code_until", time),
        sa.Column("closed_at", time),
    )
    op.create_table(
        "workshop_events",
        sa.Column("workshop_id", sa.String(40), sa.ForeignKey("workshops.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("at", time, nullable=False),
    )
    op.create_table(
        "polls",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("workshop_id", sa.String(40), sa.ForeignKey("workshops.id"), nullable=False, index=True),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
    )
    op.create_table(
        "ballots",
        sa.Column("poll_id", sa.String(40), sa.ForeignKey("polls.id"), primary_key=True),
        sa.Column("voter", sa.String(64), primary_key=True),
        sa.Column("option", sa.String(100), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contributions",
        sa.Column("text_id", sa.String(40), sa.ForeignKey("texts.id"), primary_key=True),
        sa.Column("workshop_id", sa.String(40), sa.ForeignKey("workshops.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("hidden", sa.Boolean, nullable=False),
    )
    op.create_index("ix_contributions_workshop_id_kind_place", "contributions", ["workshop_id", "kind", "place"])
    op.create_table(
        "calls",
        sa.Column("participant_id", sa.String(40), sa.ForeignKey("participants.id"), primary_key=True),
        sa.Column("workshop_id", sa.String(40), sa.ForeignKey("workshops.id"), nullable=False, index=True),
        sa.Column("at", time, nullable=False),
    )
    op.create_table(
        "observations",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("workshop_id", sa.String(40), sa.ForeignKey("workshops.id"), nullable=False),
        sa.Column("section", sa.String(60), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("observer", sa.String(40), nullable=False),
        sa.Column("mentor", sa.String(40), nullable=False),
        sa.Column("behaviour", sa.String(60), nullable=False),
    )
    op.create_index("ix_observations_workshop_id_section_round", "observations", ["workshop_id", "section", "round"])
    with op.batch_alter_table("participants") as participants:
        participants.add_column(sa.Column("token", sa.String(64)))
        participants.add_column(sa.Column("here", sa.Boolean, nullable=False, server_default=sa.false()))
        participants.add_column(sa.Column("wishes", sa.JSON))
        participants.create_unique_constraint("uq_participants_token", ["token"])


def downgrade() -> None:
    """Take them away, with everything in them."""
    # What participants wrote stays among their texts, and goes with them.
    tables = ("observations", "calls", "contributions", "ballots", "polls", "workshop_events", "workshops", "plans")
    for table in tables:
        op.drop_table(table)
    with op.batch_alter_table("participants") as participants:
        participants.drop_constraint("uq_participants_token", type_="unique")
        participants.drop_column("wishes")
        participants.drop_column("here")
        participants.drop_column("token")
