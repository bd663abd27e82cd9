"""The tables of the library, attempts and texts, and what all tables share.

Types are portable: nothing here knows which database it is.
"""

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


text_keys = sa.Table(  # one an owner, itself sealed with a key that is not in the database
    "text_keys",
    metadata,
    sa.Column("owner_kind", sa.String(20), primary_key=True),
    sa.Column("owner_id", sa.String(40), primary_key=True),
    sa.Column("wrapped", sa.Text, nullable=False),
    sa.Column("master", sa.String(40), nullable=False),
)
