"""Connections and transactions.

A connection lives in one `with` block: it is opened by the thread and process that uses it, and closed there. So none
is ever shared between threads or inherited by a forked kernel. Opening one costs a fraction of a millisecond.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from roleplay.errors import Misconfigured

PRAGMAS = (
    "busy_timeout = 10000",  # ms; writers wait for each other instead of failing
    "synchronous = FULL",  # what was acknowledged survives a power cut; NORMAL would lose the last commits in WAL mode
    "fullfsync = ON",  # the same on macOS, where fsync alone does not reach the disk
    "foreign_keys = ON",
    "secure_delete = ON",  # an erased text is overwritten, not only unlinked
)
"""Settings of every SQLite connection."""

_WRITES = "roleplay_writes"


def make_engine(url: str) -> sa.Engine:
    """An engine for this database URL. Nothing is opened yet. Raises `Misconfigured` for a URL that it cannot use."""
    try:
        engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    except (sa.exc.ArgumentError, ImportError) as error:
        fix = "Give one such as sqlite:////home/me/data/roleplay.db."
        raise Misconfigured(f"The database URL cannot be used: {error}.", fix) from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where sqlite3 guesses
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    # A transaction that is going to write takes its place in the queue at once: one that read first and then wants to
    # write would be refused without waiting.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return sa.URL.create("sqlite", database=str(path.absolute())).render_as_string(hide_password=False)


def sqlite_file(engine: sa.Engine) -> Path | None:
    """The file of a SQLite database; None for any other database."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    return Path(engine.url.database)


class Transactions:
    """The base of everything that reads and writes rows."""

    def __init__(self, engine: sa.Engine) -> None:
        self._reader = engine
        self._writer = engine.execution_options(**{_WRITES: True})

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        """One consistent view, from first to last statement."""
        with described(self._reader), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        """One transaction: committed at the end of the block, taken back when it fails."""
        with described(self._writer), self._writer.begin() as connection:
            yield connection


@contextmanager
def described(engine: sa.Engine) -> Iterator[None]:
    """Turn the troubles of a database (full, locked, not readable, damaged) into an error that a person can read."""
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except sa.exc.DatabaseError as error:
        place = sqlite_file(engine) or engine.url.render_as_string()
        fix = f"Look whether {place} can be written by you, has room, and is not held by another program."
        raise Misconfigured(
            f"The database {place} could not be used: {error.orig}. Nothing was changed.", fix
        ) from error


def make_owner_only(path: Path) -> None:
    """Make an empty file that only its owner reads; SQLite gives its side files the same mode."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}.", "Choose another data folder.") from error
