"""Bringing a database to the form that this version works with."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from roleplay.errors import Misconfigured
from roleplay.store.connection import Transactions, described, make_owner_only, sqlite_file

SCRIPTS = "roleplay.store:migrations"
"""Where Alembic finds the migrations."""

HEAD = "0001"
"""The revision that this version works with. Written out, so that a kernel need not import Alembic to compare."""


def revision_of(connection: sa.Connection) -> str | None:
    """The revision of a database; None when it is empty. Raises `Misconfigured` when its tables are not ours."""
    tables = sa.inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return None if found is None else str(found)
    if tables:
        fix = "Choose another data folder, or move that database away."
        raise Misconfigured("The database holds tables of another program.", fix)
    return None


def require_head(connection: sa.Connection) -> None:
    """Raise `Misconfigured` unless the database has the form that this version works with."""
    found = revision_of(connection)
    if found != HEAD:
        raise Misconfigured(
            f"The database has revision {found or 'none'}, this version works with {HEAD}.",
            "Restart `roleplay serve`: it brings the database up to date, after a backup.",
        )


class Migration(Transactions):
    """Brings one database up to date, in one transaction: an interrupted migration leaves what was there before."""

    def run(self, backups: Path, now: Callable[[], datetime]) -> Path | None:
        """Migrate if there is something to do; return the backup that was made of a database that was already in use.

        Raises `Misconfigured` for a database that a newer version has written, and for one that is not ours.
        """
        file = sqlite_file(self._reader)
        if file is not None:
            make_owner_only(file)
            with described(self._reader), self._reader.connect() as connection:
                connection.connection.dbapi_connection.execute("PRAGMA journal_mode = WAL")  # type: ignore[union-attr]
        with self._write() as connection:
            found = revision_of(connection)
            if found == HEAD:
                return None
            return self._upgrade(connection, found, file, backups, now)

    def _upgrade(
        self,
        connection: sa.Connection,
        found: str | None,
        file: Path | None,
        backups: Path,
        now: Callable[[], datetime],
    ) -> Path | None:
        from alembic import command  # noqa: PLC0415 - only a server that has to migrate pays for it
        from alembic.config import Config  # noqa: PLC0415
        from alembic.script import ScriptDirectory  # noqa: PLC0415

        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", SCRIPTS)
        config.set_main_option("path_separator", "os")
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise Misconfigured(
                f"The database was written by a newer version (revision {found}, this one knows up to {HEAD}).",
                "Install that version or a later one. Nothing was changed.",
            )
        made = None if found is None or file is None else back_up(file, backups, found, now())
        command.upgrade(config, "head")
        return made


def back_up(file: Path, backups: Path, revision: str, at: datetime) -> Path:
    """Copy a SQLite database, as it is now and while it is in use, into a folder; return the copy."""
    backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = backups / f"{at.astimezone(UTC):%Y-%m-%dT%H-%M-%S-%fZ}-{revision}.db"
    unfinished = copy.with_suffix(".part")
    make_owner_only(unfinished)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    descriptor = os.open(unfinished, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return unfinished.replace(copy)
