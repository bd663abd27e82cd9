"""Levels that follow from what is pinned, kept beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COLUMNS = (("attempts", "result"), ("reviews", "official"), ("ratings", "levels"))
_REFUSAL = "ratings are only ever added to"


def upgrade() -> None:
    """Make room for them. What is there already gets its levels when somebody first asks for them."""
    for table, column in _COLUMNS:
        op.add_column(table, sa.Column(column, sa.Text))
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take them away; they can be worked out again."""
    for statement in _UNGUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
    for table, column in _COLUMNS:
        op.drop_column(table, column)


def _kept(same: str, more: str = "") -> str:
    """The function that keeps PostgreSQL's ratings: a change is let through that leaves all this as it was."""
    return f"""CREATE OR REPLACE FUNCTION ratings_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN
            IF NOT EXISTS (SELECT 1 FROM attempts WHERE id = OLD.attempt_id) THEN RETURN OLD; END IF;
        ELSIF TG_OP = 'UPDATE' THEN
            IF (NEW.attempt_id, NEW.seq, NEW.data::text, NEW.at) = (OLD.attempt_id, OLD.seq, OLD.data::text, OLD.at)
                {same} AND EXISTS (SELECT 1 FROM persons WHERE id = OLD.rater AND erased_at IS NOT NULL)
            THEN RETURN NEW; END IF;
            {more}
        END IF;
        RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"""  # noqa: S608 - our own words


# Beside what could change before: levels come to a rating that has none, once.
_GUARDS = {
    "sqlite": [
        f"""CREATE TRIGGER ratings_kept_levels BEFORE UPDATE OF levels ON ratings WHEN OLD.levels IS NOT NULL
            BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"""
    ],
    "postgresql": [
        _kept(
            "AND NEW.levels IS NOT DISTINCT FROM OLD.levels",
            """IF (NEW.attempt_id, NEW.seq, NEW.rater, NEW.data::text, NEW.at)
                = (OLD.attempt_id, OLD.seq, OLD.rater, OLD.data::text, OLD.at) AND OLD.levels IS NULL
            THEN RETURN NEW; END IF;""",
        )
    ],
}
_UNGUARDS = {"sqlite": ["DROP TRIGGER ratings_kept_levels"], "postgresql": [_kept("")]}
