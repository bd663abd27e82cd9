"""The tables of what learners show each other."""

from __future__ import annotations

import sqlalchemy as sa

from roleplay.store.people_tables import cohorts, persons
from roleplay.store.tables import UtcTime, attempts, metadata, texts

openings = sa.Table(  # attempts that somebody lets fellow learners read
    "openings",
    metadata,
    sa.Column("attempt_id", sa.ForeignKey(attempts.c.id), primary_key=True),
    sa.Column("reader", sa.ForeignKey(persons.c.id), primary_key=True, index=True),
    sa.Column("cohort_id", sa.ForeignKey(cohorts.c.id), nullable=False, index=True),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("closed_at", UtcTime),
)


fellow_words = sa.Table(  # what they say; the words are personal texts of whoever they are about
    "fellow_words",
    metadata,
    sa.Column("attempt_id", sa.ForeignKey(attempts.c.id), primary_key=True),
    sa.Column("author", sa.String(40), primary_key=True, index=True),  # no foreign key: nobody, once they were erased
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("strength", sa.ForeignKey(texts.c.id), nullable=False),
    sa.Column("question", sa.ForeignKey(texts.c.id), nullable=False),
    sa.Column("thing_to_try", sa.ForeignKey(texts.c.id), nullable=False),
    sa.Column("ticks", sa.JSON, nullable=False),
)


readings = sa.Table(  # when somebody last read what others said of their attempt
    "readings",
    metadata,
    sa.Column("attempt_id", sa.ForeignKey(attempts.c.id), primary_key=True),
    sa.Column("what", sa.String(20), primary_key=True),
    sa.Column("at", UtcTime, nullable=False),
)
