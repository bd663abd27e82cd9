"""The tables of calibration."""

from __future__ import annotations

import sqlalchemy as sa

from roleplay.store.people_tables import cohorts, persons
from roleplay.store.tables import UtcTime, documents, metadata, texts

anchor_uses = sa.Table(  # which anchors evaluators of a cohort are calibrated on
    "anchor_uses",
    metadata,
    sa.Column("cohort_id", sa.ForeignKey(cohorts.c.id), primary_key=True),
    sa.Column("anchor", sa.ForeignKey(documents.c.hash), primary_key=True),
    sa.Column("added_by", sa.String(40), nullable=False),
    sa.Column("added_at", UtcTime, nullable=False),
    sa.Column("retired_at", UtcTime),
)


anchor_knowers = sa.Table(  # who knew a key before they could mark the anchor
    "anchor_knowers",
    metadata,
    sa.Column("anchor", sa.ForeignKey(documents.c.hash), primary_key=True),
    sa.Column("person_id", sa.ForeignKey(persons.c.id), primary_key=True, index=True),
)


anchors_presented = sa.Table(  # on somebody's desk until they are marked; some look like attempts
    "anchors_presented",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("cohort_id", sa.ForeignKey(cohorts.c.id), nullable=False, index=True),
    sa.Column("rater", sa.ForeignKey(persons.c.id), nullable=False),
    sa.Column("anchor", sa.ForeignKey(documents.c.hash), nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("announced", sa.Boolean, nullable=False),
    sa.Column("ready_at", UtcTime, nullable=False),
    sa.Column("lease_until", UtcTime),
    sa.Column("draft", sa.JSON(none_as_null=True)),
    sa.Column("draft_at", UtcTime),
    sa.UniqueConstraint("rater", "anchor"),
)


anchor_words = sa.Table(  # what is written while an anchor is marked; it goes when that is done
    "anchor_words",
    metadata,
    sa.Column("text_id", sa.ForeignKey(texts.c.id), primary_key=True),
    sa.Column("presented_id", sa.ForeignKey(anchors_presented.c.id), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("moment", sa.Integer),
)


anchor_ratings = sa.Table(  # append-only, by triggers of the database
    "anchor_ratings",
    metadata,
    sa.Column("presented_id", sa.String(40), primary_key=True),  # no foreign key: it leaves the desk
    sa.Column("cohort_id", sa.String(40), nullable=False),
    sa.Column("rater", sa.String(40), nullable=False, index=True),  # no foreign key: nobody, after they were erased
    sa.Column("anchor", sa.ForeignKey(documents.c.hash), nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("announced", sa.Boolean, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
)


practice_ratings = sa.Table(  # of evaluators who are not calibrated: kept like ratings, and counted nowhere
    "practice_ratings",
    metadata,
    sa.Column("attempt_id", sa.String(40), primary_key=True),  # no foreign keys: as with ratings
    sa.Column("rater", sa.String(40), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Index(None, "rater", "at"),
)


calibration_rules = sa.Table(
    "calibration_rules",
    metadata,
    sa.Column("cohort_id", sa.ForeignKey(cohorts.c.id), primary_key=True),
    sa.Column("every_marked", sa.Integer, nullable=False),
    sa.Column("every_days", sa.Integer, nullable=False),
)
