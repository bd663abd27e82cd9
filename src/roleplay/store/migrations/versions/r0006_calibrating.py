"""Anchors, and what evaluators marked in them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_REFUSAL = "ratings are only ever added to"


def upgrade() -> None:
    """Make room for them."""
    time = sa.DateTime(timezone=True)
    op.create_table(
        "anchor_uses",
        sa.Column("cohort_id", sa.String(40), sa.ForeignKey("cohorts.id"), primary_key=True),
        sa.Column("anchor", sa.String(64), sa.ForeignKey("documents.hash"), primary_key=True),
        sa.Column("added_by", sa.String(40), nullable=False),
        sa.Column("added_at", time, nullable=False),
        sa.Column("retired_at", time),
    )
    op.create_table(
        "anchor_knowers",
        sa.Column("anchor", sa.String(64), sa.ForeignKey("documents.hash"), primary_key=True),
        sa.Column("person_id", sa.String(40), sa.ForeignKey("persons.id"), primary_key=True, index=True),
    )
    op.create_table(
        "anchors_presented",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("cohort_id", sa.String(40), sa.ForeignKey("cohorts.id"), nullable=False, index=True),
        sa.Column("rater", sa.String(40), sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("anchor", sa.String(64), sa.ForeignKey("documents.hash"), nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("announced", sa.Boolean, nullable=False),
        sa.Column("ready_at", time, nullable=False),
        sa.Column("lease_until", time),
        sa.Column("draft", sa.JSON),
        sa.Column("draft_at", time),
        sa.UniqueConstraint("rater", "anchor", name="uq_anchors_presented_rater_anchor"),
    )
    op.create_table(
        "anchor_words",
        sa.Column("text_id", sa.String(40), sa.ForeignKey("texts.id"), primary_key=True),
        sa.Column("presented_id", sa.String(40), sa.ForeignKey("anchors_presented.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("moment", sa.Integer),
    )
    op.create_table(
        "anchor_ratings",
        sa.Column("presented_id", sa.String(40), primary_key=True),
        sa.Column("cohort_id", sa.String(40), nullable=False),
        sa.Column("rater", sa.String(40), nullable=False, index=True),
        sa.Column("anchor", sa.String(64), sa.ForeignKey("documents.hash"), nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("announced", sa.Boolean, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("at", time, nullable=False),
    )
    op.create_table(
        "practice_ratings",
        sa.Column("attempt_id", sa.String(40), primary_key=True),
        sa.Column("rater", sa.String(40), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("at", time, nullable=False),
    )
    op.create_index("ix_practice_ratings_rater_at", "practice_ratings", ["rater", "at"])
    op.create_table(
        "calibration_rules",
        sa.Column("cohort_id", sa.String(40), sa.ForeignKey("cohorts.id"), primary_key=True),
        sa.Column("every_marked", sa.Integer, nullable=False),
        sa.Column("every_days", sa.Integer, nullable=False),
    )
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take them away, with everything in them."""
    op.execute("DELETE FROM anchor_words")
    op.execute("DELETE FROM texts WHERE purpose = 'anchor'")
    for statement in _UNGUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
    for table in (
        "calibration_rules",
        "practice_ratings",
        "anchor_ratings",
        "anchor_words",
        "anchors_presented",
        "anchor_knowers",
        "anchor_uses",
    ):
        op.drop_table(table)


# Neither changes but in whose it is, once that person was erased. A rating of an anchor never goes; one that was marked
# for practice goes after its attempt.
_SQLITE = {
    "anchor_ratings": ("presented_id, cohort_id, anchor, seed, announced, data, at", ("presented_id",), ""),
    "practice_ratings": (
        "attempt_id, revision, data, at",
        ("attempt_id", "rater", "revision"),
        "WHEN EXISTS (SELECT 1 FROM attempts WHERE id = OLD.attempt_id)",
    ),
}


def _sqlite(table: str, columns: str, key: tuple[str, ...], unless: str) -> list[str]:
    same = " AND ".join(f"{name} = NEW.{name}" for name in key)
    kept = "SELECT 1 FROM persons WHERE id = OLD.rater AND erased_at IS NOT NULL"
    events = {
        "update": f"UPDATE OF {columns} ON {table}",
        "rater": f"UPDATE OF rater ON {table} WHEN NOT EXISTS ({kept})",
        "delete": f"DELETE ON {table} {unless}",
        # INSERT OR REPLACE removes a row, and no trigger for DELETE hears of it.
        "replace": f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})",  # noqa: S608 - our own words
    }
    return [
        f"CREATE TRIGGER {table}_kept_{name} BEFORE {what} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for name, what in events.items()
    ]


def _postgresql(table: str, columns: tuple[str, ...], gone: str) -> list[str]:
    new, old = (", ".join(f"{row}.{one}" for one in columns) for row in ("NEW", "OLD"))
    return [
        f"""CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            {gone}
            IF TG_OP = 'UPDATE' THEN
                IF ({new}) = ({old}) AND EXISTS (SELECT 1 FROM persons WHERE id = OLD.rater AND erased_at IS NOT NULL)
                THEN RETURN NEW; END IF;
            END IF;
            RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$""",  # noqa: S608 - our own words
        f"""CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_kept()""",
        f"""CREATE TRIGGER {table}_kept_whole BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()""",
    ]


_GONE = """IF TG_OP = 'DELETE' THEN
                IF NOT EXISTS (SELECT 1 FROM attempts WHERE id = OLD.attempt_id) THEN RETURN OLD; END IF;
            END IF;"""
_GUARDS = {
    "sqlite": [statement for table, kept in _SQLITE.items() for statement in _sqlite(table, *kept)],
    "postgresql": [
        *_postgresql(
            "anchor_ratings", ("presented_id", "cohort_id", "anchor", "seed", "announced", "data::text", "at"), ""
        ),
        *_postgresql("practice_ratings", ("attempt_id", "revision", "data::text", "at"), _GONE),
    ],
}
_UNGUARDS: dict[str, list[str]] = {
    "sqlite": [],  # they go with their tables
    "postgresql": [
        statement
        for table in _SQLITE
        for statement in (
            f"DROP TRIGGER {table}_kept_whole ON {table}",
            f"DROP TRIGGER {table}_kept ON {table}",
            f"DROP FUNCTION {table}_kept()",
        )
    ],
}
