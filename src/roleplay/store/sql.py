"""The store in a SQL database, and the two ways to open it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from roleplay.errors import Misconfigured
from roleplay.store.anchors_at_desk import SqlAnchorsAtDesk
from roleplay.store.attempts import SqlAttempts
from roleplay.store.audit import SqlAudit
from roleplay.store.cohorts import SqlCohorts
from roleplay.store.comments import SqlComments
from roleplay.store.connection import make_engine
from roleplay.store.contributions import SqlContributions
from roleplay.store.drafts import SqlDrafts
from roleplay.store.erasing import SqlErasing
from roleplay.store.fellows import SqlFellows
from roleplay.store.keys import SqlKeys
from roleplay.store.learning import SqlLearning
from roleplay.store.library import SqlLibrary
from roleplay.store.migrate import Migration
from roleplay.store.paces import SqlPaces
from roleplay.store.participants import SqlParticipants
from roleplay.store.people import SqlPeople
from roleplay.store.queue import SqlQueue
from roleplay.store.reporting import SqlReporting
from roleplay.store.reviews import SqlReviews
from roleplay.store.revisions import require_head
from roleplay.store.sessions import SqlSessions
from roleplay.store.stations import SqlStations
from roleplay.store.surveys import SqlSurveys
from roleplay.store.trouble import sqlite_file
from roleplay.store.watches import SqlWatches
from roleplay.store.workshop_erasing import SqlWorkshopErasing
from roleplay.store.workshops import SqlWorkshops


class SqlStore(
    SqlLibrary,
    SqlPeople,
    SqlSessions,
    SqlCohorts,
    SqlAudit,
    SqlAttempts,
    SqlLearning,
    SqlAnchorsAtDesk,
    SqlReviews,
    SqlComments,
    SqlQueue,
    SqlReporting,
    SqlDrafts,
    SqlFellows,
    SqlStations,
    SqlWorkshops,
    SqlParticipants,
    SqlContributions,
    SqlPaces,
    SqlWatches,
    SqlSurveys,
    SqlWorkshopErasing,
    SqlKeys,
    SqlErasing,
):
    """A `Store` on SQLAlchemy Core, on SQLite or PostgreSQL."""

    keeps = True

    def check(self) -> None:
        """Raise `Misconfigured` unless the database is there, in the form that this version works with."""
        with self._read() as connection:
            require_head(connection)


def open_store(url: str, backups: Path, now: Callable[[], datetime]) -> SqlStore:
    """Open a database, made or migrated first if need be; one that was in use is copied to `backups` before.

    Raises `Misconfigured` for a database that is not ours, damaged, or written by a newer version.
    """
    engine = make_engine(url)
    Migration(engine).run(backups, now)
    return SqlStore(engine)


def connect(url: str) -> SqlStore:
    """Open a database that is there and up to date, as a kernel does: nothing is made and nothing migrated.

    Raises `Misconfigured` otherwise.
    """
    engine = make_engine(url)
    file = sqlite_file(engine)
    if file is not None and not file.is_file():
        raise Misconfigured(f"There is no database {file}.", "Start `roleplay serve` first: it makes one.")
    store = SqlStore(engine)
    store.check()
    return store
