"""The tables of stations that are played."""

from __future__ import annotations

import sqlalchemy as sa

from roleplay.store.people_tables import cohorts, persons
from roleplay.store.tables import UtcTime, attempts, documents, metadata

sittings = sa.Table(  # stations that are played: with whom, how far, and what came of it
    "sittings",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("cohort_id", sa.ForeignKey(cohorts.c.id), nullable=False, index=True),
    sa.Column("station_id", sa.String(100), nullable=False),
    sa.Column("station_hash", sa.ForeignKey(documents.c.hash), nullable=False),
    sa.Column("rubrics", sa.JSON, nullable=False),
    sa.Column("trainee", sa.ForeignKey(persons.c.id), nullable=False, index=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("set_up_by", sa.String(40), nullable=False),
    sa.Column("set_up_at", UtcTime, nullable=False),
    sa.Column("actor", sa.String(40)),
    sa.Column("actor_name", sa.String(100)),  # of somebody without an account, until it is over
    sa.Column("reached", sa.Integer, nullable=False),
    sa.Column("started_at", UtcTime),
    sa.Column("attempt_id", sa.ForeignKey(attempts.c.id), unique=True),
)


observers = sa.Table(
    "observers",
    metadata,
    sa.Column("sitting_id", sa.ForeignKey(sittings.c.id), primary_key=True),
    sa.Column("person_id", sa.ForeignKey(persons.c.id), primary_key=True, index=True),
)


live_ticks = sa.Table(  # until they are handed in
    "live_ticks",
    metadata,
    sa.Column("sitting_id", sa.ForeignKey(sittings.c.id), primary_key=True),
    sa.Column("observer", sa.ForeignKey(persons.c.id), primary_key=True, index=True),
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("behaviour", sa.String(60), nullable=False),
    sa.Column("prompt", sa.String(60), nullable=False),
    sa.Column("undone", sa.Boolean, nullable=False),
)
