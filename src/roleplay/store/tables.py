"""The tables. Types are portable: nothing here knows which database it is."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa


class UtcTime(sa.types.TypeDecorator[datetime]):
    """A time in UTC. Databases that know no time zones keep it without one; a time without a zone is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn it into UTC before it is kept."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time to be stored needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Say that it is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("id", sa.String(100), nullable=False),
    sa.Column("json", sa.Text, nullable=False),
)

shelf_entries = sa.Table(
    "shelf_entries",
    metadata,
    sa.Column("kind", sa.String(20), primary_key=True),
    sa.Column("id", sa.String(100), primary_key=True),
    sa.Column("hash", sa.ForeignKey(documents.c.hash), nullable=False),
    sa.Column("path", sa.Text, nullable=False),
)

shelf_problems = sa.Table(
    "shelf_problems",
    metadata,
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("findings", sa.JSON, nullable=False),
)

facts = sa.Table(  # of which there is one each: the shelf's fingerprint, the site's settings
    "facts",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

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
    sa.Column("person_id", sa.ForeignKey(persons.c.id)),  # null for a guest
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("joined_at", UtcTime, nullable=False),
    sa.UniqueConstraint("workshop_id", "person_id"),
)

audit = sa.Table(  # append-only: triggers of the database refuse anything else
    "audit",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", UtcTime, nullable=False, index=True),
    sa.Column("actor_kind", sa.String(20), nullable=False),
    sa.Column("actor_id", sa.String(40), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("subject_kind", sa.String(20), nullable=False),
    sa.Column("subject_id", sa.String(40), nullable=False),
    sa.Column("detail", sa.JSON, nullable=False),
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

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("owner_kind", sa.String(20), nullable=False),
    sa.Column("owner_id", sa.String(40), nullable=False),
    sa.Column("scenario_id", sa.String(100), nullable=False),
    sa.Column("scenario_hash", sa.ForeignKey(documents.c.hash), nullable=False),
    sa.Column("mode", sa.String(20), nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("branched_attempt", sa.String(40)),  # no foreign key: the earlier attempt may be erased
    sa.Column("branched_turns", sa.Integer),
    sa.Column("exposure", sa.Integer, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("started_at", UtcTime, nullable=False),
    sa.Column("ended_at", UtcTime),
    sa.Index(None, "owner_kind", "owner_id", "started_at", "id"),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("attempt_id", sa.ForeignKey(attempts.c.id), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("actor", sa.String(40), nullable=False),
    sa.Column("at", UtcTime, nullable=False),
)

texts = sa.Table(
    "texts",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("owner_kind", sa.String(20), nullable=False),
    sa.Column("owner_id", sa.String(40), nullable=False),
    sa.Column("attempt_id", sa.ForeignKey(attempts.c.id), index=True),  # null for a page
    sa.Column("purpose", sa.String(20), nullable=False),
    sa.Column("body", sa.Text),
    sa.Column("visibility", sa.String(20), nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("sealed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("page", sa.String(100)),
    sa.UniqueConstraint("owner_kind", "owner_id", "page"),  # nulls are never equal
)

learning = sa.Table(
    "learning",
    metadata,
    sa.Column("owner_kind", sa.String(20), primary_key=True),
    sa.Column("owner_id", sa.String(40), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
)

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
    sa.Index(None, "cohort_id", "state", "ready_at", "attempt_id"),
    sa.Index(None, "cohort_id", "scenario_id", "ready_at", "attempt_id"),
    sa.Index(None, "cohort_id", "ready_at", "attempt_id"),
)

ratings = sa.Table(  # append-only: triggers of the database let one go only after its attempt
    "ratings",
    metadata,
    sa.Column("attempt_id", sa.String(40), primary_key=True),  # no foreign key: the attempt goes first
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("rater", sa.String(40), nullable=False, index=True),  # no foreign key: nobody, after they were erased
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
)

assignments = sa.Table(
    "assignments",
    metadata,
    sa.Column("attempt_id", sa.ForeignKey(attempts.c.id), primary_key=True),
    sa.Column("rater", sa.ForeignKey(persons.c.id), primary_key=True),
    sa.Column("due", UtcTime),
    sa.Column("lease_until", UtcTime),
    sa.Column("assigned_by", sa.String(40), nullable=False),
    sa.Index(None, "rater", "due", "attempt_id"),
)

comments = sa.Table(  # what is written in a review; the words are personal texts
    "comments",
    metadata,
    sa.Column("text_id", sa.ForeignKey(texts.c.id), primary_key=True),
    sa.Column("attempt_id", sa.ForeignKey(attempts.c.id), nullable=False, index=True),
    sa.Column("author", sa.String(40), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("moment", sa.Integer),
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
)

text_keys = sa.Table(  # one an owner, itself sealed with a key that is not in the database
    "text_keys",
    metadata,
    sa.Column("owner_kind", sa.String(20), primary_key=True),
    sa.Column("owner_id", sa.String(40), primary_key=True),
    sa.Column("wrapped", sa.Text, nullable=False),
    sa.Column("master", sa.String(40), nullable=False),
)
