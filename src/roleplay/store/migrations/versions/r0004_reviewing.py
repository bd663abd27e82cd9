"""Ratings, who is asked for them, what evaluators write, and the rules of cohorts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_REFUSAL = "ratings are only ever added to"


def upgrade() -> None:
    """Make room for them."""
    time = sa.DateTime(timezone=True)
    op.create_table(
        "reviews",
        sa.Column("attempt_id", sa.String(40), sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("cohort_id", sa.String(40), sa.ForeignKey("cohorts.id"), nullable=False),
        sa.Column("scenario_id", sa.String(100), nullable=False),
        sa.Column("ready_at", time, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("looks", sa.Integer, nullable=False),
        sa.Column("returned", sa.Integer),
        sa.Column("returned_at", time),
    )
    for columns in (("state",), ("scenario_id",), ()):
        names = ["cohort_id", *columns, "ready_at", "attempt_id"]
        op.create_index(f"ix_reviews_{'_'.join(names)}", "reviews", names)
    op.create_table(
        "ratings",
        sa.Column("attempt_id", sa.String(40), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("rater", sa.String(40), nullable=False, index=True),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("at", time, nullable=False),
    )
    op.create_table(
        "assignments",
        sa.Column("attempt_id", sa.String(40), sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("rater", sa.String(40), sa.ForeignKey("persons.id"), primary_key=True),
        sa.Column("due", time),
        sa.Column("lease_until", time),
        sa.Column("assigned_by", sa.String(40), nullable=False),
    )
    op.create_index("ix_assignments_rater_due_attempt_id", "assignments", ["rater", "due", "attempt_id"])
    op.create_table(
        "comments",
        sa.Column("text_id", sa.String(40), sa.ForeignKey("texts.id"), primary_key=True),
        sa.Column("attempt_id", sa.String(40), sa.ForeignKey("attempts.id"), nullable=False, index=True),
        sa.Column("author", sa.String(40), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("moment", sa.Integer),
    )
    op.create_table(
        "review_rules",
        sa.Column("cohort_id", sa.String(40), sa.ForeignKey("cohorts.id"), primary_key=True),
        sa.Column("raters", sa.Integer, nullable=False),
        sa.Column("lived_experience", sa.Boolean, nullable=False),
        sa.Column("share", sa.Integer, nullable=False),
        sa.Column("apart", sa.Integer, nullable=False),
        sa.Column("bar", sa.Integer, nullable=False),
        sa.Column("contact", sa.String(40), sa.ForeignKey("persons.id")),
    )
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take them away, with everything in them."""
    for statement in _UNGUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
    for table in ("review_rules", "comments", "assignments", "ratings", "reviews"):
        op.drop_table(table)
    op.execute("DELETE FROM texts WHERE attempt_id IS NULL AND purpose = 'review'")


# A rating goes only after its attempt has gone, and changes only in whose it is, once that person was erased.
_GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER ratings_kept_{name} BEFORE {what} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for name, what in (
            ("update", "UPDATE OF attempt_id, seq, data, at ON ratings"),
            (
                "rater",
                """UPDATE OF rater ON ratings WHEN NOT EXISTS
                    (SELECT 1 FROM persons WHERE id = OLD.rater AND erased_at IS NOT NULL)""",
            ),
            ("delete", "DELETE ON ratings WHEN EXISTS (SELECT 1 FROM attempts WHERE id = OLD.attempt_id)"),
            # INSERT OR REPLACE removes a row, and no trigger for DELETE hears of it.
            (
                "replace",
                """INSERT ON ratings WHEN EXISTS
                    (SELECT 1 FROM ratings WHERE attempt_id = NEW.attempt_id AND seq = NEW.seq)""",
            ),
        )
    ],
    "postgresql": [
        f"""CREATE FUNCTION ratings_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'DELETE' THEN
                IF NOT EXISTS (SELECT 1 FROM attempts WHERE id = OLD.attempt_id) THEN RETURN OLD; END IF;
            ELSIF TG_OP = 'UPDATE' THEN
                IF (NEW.attempt_id, NEW.seq, NEW.data::text, NEW.at) = (OLD.attempt_id, OLD.seq, OLD.data::text, OLD.at)
                    AND EXISTS (SELECT 1 FROM persons WHERE id = OLD.rater AND erased_at IS NOT NULL)
                THEN RETURN NEW; END IF;
            END IF;
            RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$""",  # noqa: S608 - our own words
        """CREATE TRIGGER ratings_kept BEFORE UPDATE OR DELETE ON ratings
            FOR EACH ROW EXECUTE FUNCTION ratings_kept()""",
        """CREATE TRIGGER ratings_kept_whole BEFORE TRUNCATE ON ratings
            FOR EACH STATEMENT EXECUTE FUNCTION ratings_kept()""",
    ],
}
_UNGUARDS: dict[str, list[str]] = {
    "sqlite": [],  # they go with their table
    "postgresql": [
        "DROP TRIGGER ratings_kept_whole ON ratings",
        "DROP TRIGGER ratings_kept ON ratings",
        "DROP FUNCTION ratings_kept()",
    ],
}
