"""The tables of people: accounts, ways in, and cohorts."""

from __future__ import annotations

import sqlalchemy as sa

from roleplay.store.tables import UtcTime, metadata

persons = sa.Table(
    "persons",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("roles", sa.JSON, nullable=False),
    sa.Column("owns_machine", sa.Boolean, unique=True),  # true for one, null for the others: nulls are never equal
    sa.Column("login", sa.String(200), unique=True),
    sa.Column("password", sa.Text),
    sa.Column("created_at", UtcTime),
    sa.Column("disabled_at", UtcTime),
    sa.Column("erased_at", UtcTime),
)


tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("person_id", sa.ForeignKey(persons.c.id), nullable=False),
    sa.Column("expires", UtcTime, nullable=False, index=True),
    sa.Column("purpose", sa.String(20), nullable=False, server_default="enter"),
)


sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("person_id", sa.ForeignKey(persons.c.id), nullable=False, index=True),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("seen_at", UtcTime, nullable=False),
)


cohorts = sa.Table(
    "cohorts",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False, unique=True),
    sa.Column("created_at", UtcTime, nullable=False),
)


memberships = sa.Table(
    "memberships",
    metadata,
    sa.Column("cohort_id", sa.ForeignKey(cohorts.c.id), primary_key=True),
    sa.Column("person_id", sa.ForeignKey(persons.c.id), primary_key=True, index=True),
    sa.Column("role", sa.String(20), primary_key=True),
)


participants = sa.Table(
    "participants",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("workshop_id", sa.String(40), nullable=False),
    sa.Column("person_id", sa.ForeignKey(persons.c.id), index=True),  # null for a guest
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("joined_at", UtcTime, nullable=False),
    sa.Column("token", sa.String(64), unique=True),  # a digest, for the browser of a guest
    sa.Column("here", sa.Boolean, nullable=False, server_default=sa.false()),  # whether a page of theirs is connected
    sa.Column("wishes", sa.JSON(none_as_null=True)),  # for forming groups, as said in private
    sa.UniqueConstraint("workshop_id", "person_id"),
)


kernels = sa.Table(
    "kernels",
    metadata,
    sa.Column("kernel_id", sa.String(100), primary_key=True),
    sa.Column("person_id", sa.ForeignKey(persons.c.id), nullable=False),
    sa.Column("roles", sa.JSON, nullable=False),
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("session", sa.String(64)),  # no foreign key: a session that has ended takes its kernels' rights with it
)
