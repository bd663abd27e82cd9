"""The tables of reviews."""

from __future__ import annotations

import sqlalchemy as sa

from roleplay.store.people_tables import cohorts, persons
from roleplay.store.tables import UtcTime, attempts, metadata, texts

reviews = sa.Table(  # attempts that evaluators look at; the state follows from ratings and rules, kept for the queue
    "reviews",
    metadata,
    sa.Column("attempt_id", sa.ForeignKey(attempts.c.id), primary_key=True),
    sa.Column("cohort_id", sa.ForeignKey(cohorts.c.id), nullable=False),
    sa.Column("scenario_id", sa.String(100), nullable=False),
    sa.Column("ready_at", UtcTime, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("looks", sa.Integer, nullable=False),
    sa.Column("returned", sa.Integer),  # how many ratings there were when it was returned
    sa.Column("returned_at", UtcTime),
    sa.Column("drawn", sa.Integer),  # from here on its gist
    sa.Column("marked", sa.Integer),
    sa.Column("lived", sa.Boolean),
    sa.Column("decided", sa.Boolean),
    sa.Column("apart", sa.Integer),
    sa.Column("observers", sa.Integer),
    sa.Column("official", sa.Text),  # the levels that count, once anybody has marked; they follow from the ratings
    sa.Index(None, "cohort_id", "state", "ready_at", "attempt_id"),
    sa.Index(None, "cohort_id", "scenario_id", "ready_at", "attempt_id"),
    sa.Index(None, "cohort_id", "ready_at", "attempt_id"),
)


ratings = sa.Table(  # append-only: triggers of the database let one go only after its attempt
    "ratings",
    metadata,
    sa.Column("attempt_id", sa.String(40), primary_key=True),  # no foreign key: the attempt goes first
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("rater", sa.String(40), nullable=False),  # no foreign key: nobody, after they were erased
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("levels", sa.Text),  # they follow from the ticks; may come once where there are none
    sa.Index(None, "rater", "attempt_id"),
)


assignments = sa.Table(
    "assignments",
    metadata,
    sa.Column("attempt_id", sa.ForeignKey(attempts.c.id), primary_key=True),
    sa.Column("rater", sa.ForeignKey(persons.c.id), primary_key=True),
    sa.Column("due", UtcTime),
    sa.Column("lease_until", UtcTime),
    sa.Column("assigned_by", sa.String(40), nullable=False),
    sa.Column("batch", sa.String(40), index=True),  # what was asked for with one press
    sa.Index(None, "rater", "due", "attempt_id"),
)


drafts = sa.Table(  # marks that are not handed in yet, without any words
    "drafts",
    metadata,
    sa.Column("attempt_id", sa.ForeignKey(attempts.c.id), primary_key=True),
    sa.Column("rater", sa.ForeignKey(persons.c.id), primary_key=True, index=True),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
)


comments = sa.Table(  # what is written in a review; the words are personal texts
    "comments",
    metadata,
    sa.Column("text_id", sa.ForeignKey(texts.c.id), primary_key=True),
    sa.Column("attempt_id", sa.ForeignKey(attempts.c.id), nullable=False, index=True),
    sa.Column("author", sa.String(40), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("moment", sa.Integer),
    sa.Index(None, "kind", "attempt_id"),
)


review_rules = sa.Table(
    "review_rules",
    metadata,
    sa.Column("cohort_id", sa.ForeignKey(cohorts.c.id), primary_key=True),
    sa.Column("raters", sa.Integer, nullable=False),
    sa.Column("lived_experience", sa.Boolean, nullable=False),
    sa.Column("share", sa.Integer, nullable=False),
    sa.Column("apart", sa.Integer, nullable=False),
    sa.Column("bar", sa.Integer, nullable=False),
    sa.Column("contact", sa.ForeignKey(persons.c.id)),
    sa.Column("changed_by", sa.String(40)),
    sa.Column("changed_at", UtcTime),
)
