"""Bringing a database to the form that this version works with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from roleplay.store import revisions
from roleplay.store.connection import Transactions, make_owner_only
from roleplay.store.trouble import described, sqlite_file


class Migration(Transactions):
    """Brings one database to a revision, in one transaction: an interrupted migration leaves what was there before.

    Servers that start at once queue up for it, and the second finds nothing left to do.
    """

    def run(self, backups: Path, now: Callable[[], datetime]) -> Path | None:
        """Migrate if there is something to do; return the backup that was made of a database that was already in use.

        Raises `Misconfigured` for a database that a newer version has written, and for one that is not ours.
        """
        file = sqlite_file(self._reader)
        if file is not None:
            make_owner_only(file)
            with described(self._reader), self._reader.connect() as connection:
                connection.connection.dbapi_connection.execute("PRAGMA journal_mode = WAL")  # type: ignore[union-attr]
        with self._read() as connection:
            if revisions.revision_of(connection) == revisions.HEAD:
                return None
        with self._rebuild() as connection:
            found = revisions.revision_of(connection)
            if found == revisions.HEAD:
                return None
            revisions.require_known(found)
            made = None if found is None else back_up(connection, backups, found, now())
            revisions.move(connection, revisions.HEAD)
            return made

    def to(self, revision: str) -> None:
        """Go up or down to a revision; `revisions.NOTHING` takes away all tables with all that is in them."""
        with self._rebuild() as connection:
            revisions.move(connection, revision)


def back_up(connection: sa.Connection, backups: Path, revision: str, at: datetime) -> Path:
    """Copy a database, as this connection sees it, into a SQLite file in a folder; return the file."""
    from roleplay.store.copying import copy_to_file  # noqa: PLC0415 - only a server that has to migrate pays for it

    backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = backups / f"{at.astimezone(UTC):%Y-%m-%dT%H-%M-%S-%fZ}-{revision}.db"
    copy_to_file(connection, copy)
    return copy
