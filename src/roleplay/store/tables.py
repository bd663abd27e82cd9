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
    sa.Column("token", sa.String(64), unique=True),  # a digest, for the browser of a guest
    sa.Column("here", sa.Boolean, nullable=False, server_default=sa.false()),  # whether a page of theirs is connected
    sa.Column("wishes", sa.JSON(none_as_null=True)),  # for forming groups, as said in private
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

WAITS = sa.text("waits IS NOT NULL")
"""Which attempts wait to be looked at; so few that they have an index of their own."""

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
    sa.Column("result", sa.Text),  # what its choices come to, once finished; it follows from the log
    sa.Column("waits", sa.Boolean),  # true for a finished assessment that nobody can look at yet
    sa.Index(None, "owner_kind", "owner_id", "started_at", "id"),
    sa.Index("ix_attempts_waiting", "waits", "owner_kind", "owner_id", sqlite_where=WAITS, postgresql_where=WAITS),
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

text_keys = sa.Table(  # one an owner, itself sealed with a key that is not in the database
    "text_keys",
    metadata,
    sa.Column("owner_kind", sa.String(20), primary_key=True),
    sa.Column("owner_id", sa.String(40), primary_key=True),
    sa.Column("wrapped", sa.Text, nullable=False),
    sa.Column("master", sa.String(40), nullable=False),
)
