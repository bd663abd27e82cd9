"""The tables of workshops."""

from __future__ import annotations

import sqlalchemy as sa

from roleplay.store.people_tables import cohorts, participants, persons
from roleplay.store.tables import UtcTime, metadata, texts

plans = sa.Table(
    "plans",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("person_id", sa.ForeignKey(persons.c.id), nullable=False, index=True),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("changed_at", UtcTime, nullable=False),
)

workshops = sa.Table(
    "workshops",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("created_by", sa.String(40), nullable=False, index=True),  # no foreign key: nobody, once erased
    sa.Column("opened_at", UtcTime, nullable=False),
    sa.Column("cohort_id", sa.ForeignKey(cohorts.c.id), index=True),
    sa.Column("code", sa.String(64), unique=True),  # none once it is over
    sa.Column("code_until", UtcTime),
    sa.Column("closed_at", UtcTime),
)

workshop_events = sa.Table(
    "workshop_events",
    metadata,
    sa.Column("workshop_id", sa.ForeignKey(workshops.c.id), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(20), nullable=False, index=True),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("actor", sa.String(40), nullable=False),
    sa.Column("at", UtcTime, nullable=False),
)

polls = sa.Table(  # those that are open; with the row goes the secret
    "polls",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("workshop_id", sa.ForeignKey(workshops.c.id), nullable=False, index=True),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("secret", sa.String(64), nullable=False),
)

ballots = sa.Table(  # no time; in SQLite's file they lie in the order of the voters' keys, not in that of coming
    "ballots",
    metadata,
    sa.Column("poll_id", sa.ForeignKey(polls.c.id), primary_key=True),
    sa.Column("voter", sa.String(64), primary_key=True),
    sa.Column("option", sa.String(100), nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

contributions = sa.Table(  # the words are personal texts of the participant
    "contributions",
    metadata,
    sa.Column("text_id", sa.ForeignKey(texts.c.id), primary_key=True),
    sa.Column("workshop_id", sa.ForeignKey(workshops.c.id), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("place", sa.String(200), nullable=False),
    sa.Column("hidden", sa.Boolean, nullable=False),
    sa.Index(None, "workshop_id", "kind", "place"),
)

calls = sa.Table(  # who needs a moment just now; gone when that is over
    "calls",
    metadata,
    sa.Column("participant_id", sa.ForeignKey(participants.c.id), primary_key=True),
    sa.Column("workshop_id", sa.ForeignKey(workshops.c.id), nullable=False, index=True),
    sa.Column("at", UtcTime, nullable=False),
)

paces = sa.Table(  # how far somebody has come who plays alone; without times
    "paces",
    metadata,
    sa.Column("participant_id", sa.ForeignKey(participants.c.id), primary_key=True),
    sa.Column("section", sa.String(60), primary_key=True),
    sa.Column("workshop_id", sa.ForeignKey(workshops.c.id), nullable=False),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("goes", sa.Integer, nullable=False),
    sa.Column("path", sa.JSON, nullable=False),
    sa.Column("far", sa.Integer, nullable=False),
    sa.Column("shares", sa.String(20), nullable=False),
    sa.Index(None, "workshop_id", "section"),
)

observations = sa.Table(
    "observations",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("workshop_id", sa.ForeignKey(workshops.c.id), nullable=False),
    sa.Column("section", sa.String(60), nullable=False),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("observer", sa.String(40), nullable=False),
    sa.Column("mentor", sa.String(40), nullable=False),
    sa.Column("behaviour", sa.String(60), nullable=False),
    sa.Index(None, "workshop_id", "section", "round"),
)
