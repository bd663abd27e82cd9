"""The tables of those who watch how workshops are led."""

from __future__ import annotations

import sqlalchemy as sa

from roleplay.store.tables import UtcTime, metadata
from roleplay.store.workshop_tables import workshops

watches = sa.Table(  # people without foreign keys: nobody, once erased
    "watches",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("workshop_id", sa.ForeignKey(workshops.c.id), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("observer", sa.String(40), nullable=False, index=True),
    sa.Column("facilitator", sa.String(40), nullable=False, index=True),  # empty for shadowing
    sa.Column("asked_by", sa.String(40), nullable=False),
    sa.Column("asked_at", UtcTime, nullable=False),
    sa.Column("rubrics", sa.JSON, nullable=False),
    sa.Column("begun_at", UtcTime),
    sa.Column("handed_in_at", UtcTime),
    sa.Column("minutes", sa.Integer),
    sa.Column("no_opportunity", sa.JSON, nullable=False),
    sa.Column("levels", sa.JSON, nullable=False),
    sa.Column("note", sa.String(40), index=True),  # a text of whoever it is about
    sa.Column("reply", sa.String(40), index=True),
    sa.UniqueConstraint("workshop_id", "observer", "facilitator"),
)

watch_ticks = sa.Table(
    "watch_ticks",
    metadata,
    sa.Column("watch_id", sa.ForeignKey(watches.c.id), primary_key=True),
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("behaviour", sa.String(60), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("undone", sa.Boolean, nullable=False),
)
