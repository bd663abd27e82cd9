"""All that a database holds, copied into another one: SQLite or PostgreSQL, either way.

The tables are those that the database has, not those in code, so a copy of an older revision is one of that revision.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from roleplay.errors import Misconfigured
from roleplay.store import revisions
from roleplay.store.connection import Transactions, make_engine, make_owner_only, sqlite_url
from roleplay.store.tables import UtcTime
from roleplay.store.trouble import place_of, sqlite_file

_AT_ONCE = 1000  # rows in memory
_WHOLE = 1 << 256


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds."""

    rows: int
    """How many rows."""
    hash: str
    """Of all of them, in whatever order they come and whichever database they are in; 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds."""

    revision: str
    """Its form."""
    tables: Mapping[str, Content]
    """Table by table."""


class Whole(Transactions):
    """A database to be read or made as a whole."""

    def __init__(self, url: str) -> None:
        engine = make_engine(url)
        super().__init__(engine)
        self.file = sqlite_file(engine)
        """Where it is, if it is SQLite."""
        self.place = place_of(engine)
        """The same for people, whatever it is."""

    read = Transactions._read  # noqa: SLF001 - the base of this class
    rebuild = Transactions._rebuild  # noqa: SLF001
    empty_journal = Transactions._empty_journal  # noqa: SLF001


def copy_database(source: str, target: str) -> Contents:
    """Copy everything from one database URL to another, while the first is in use and as it is at one moment.

    It is one transaction at the target, compared with the source before it is committed. Returns what was copied.
    Raises `Misconfigured` when there is nothing to copy, and when the target is not empty.
    """
    ours, theirs = Whole(source), Whole(target)
    if ours.file is not None and not ours.file.is_file():
        raise Misconfigured(f"There is no database {ours.file}.", "Name one that holds something.")
    with ours.read() as connection:
        if theirs.file is None:
            with theirs.rebuild() as empty:
                copied = copy_rows(connection, empty)
        elif theirs.file.exists() and theirs.file.stat().st_size:
            raise _not_empty(theirs.place)
        else:
            copied = copy_to_file(connection, theirs.file)
    if ours.file is not None and os.access(ours.file, os.W_OK):
        ours.empty_journal()  # what was erased meanwhile stayed in it, for as long as this was read
    return copied


def copy_to_file(source: sa.Connection, file: Path) -> Contents:
    """Copy everything that a connection sees into a new SQLite file, which is there once it is whole."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    make_owner_only(unfinished)
    try:
        with Whole(sqlite_url(unfinished)).rebuild() as target:
            copied = copy_rows(source, target)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
        unfinished.with_name(f"{unfinished.name}-journal").unlink(missing_ok=True)
    return copied


def copy_rows(source: sa.Connection, target: sa.Connection) -> Contents:
    """Make the source's tables in an empty target, fill them, and compare. The transactions are the caller's."""
    if set(sa.inspect(target).get_table_names()) - {"alembic_version"}:
        raise _not_empty(place_of(target.engine))
    revision = _require_ours(source)
    revisions.move(target, revision)
    copied = {}
    tables = tables_of(source)
    for table in tables:
        sums = _Sum(table)
        for rows in _rows(source, table):
            sums.add(rows)
            try:
                target.execute(table.insert(), [row._asdict() for row in rows])
            except (sa.exc.DataError, sa.exc.IntegrityError) as error:
                said = str(error.orig).partition("\n")[0]
                message = f"A row of {table.name} cannot be kept there: {said}. Nothing was copied."
                raise Misconfigured(message, "Mend it where it is, then copy again.") from error
        copied[table.name] = sums.content()
    _count_on(target, tables)
    if _contents(target, tables) != Contents(revision, copied):
        raise Misconfigured("What was copied is not the same as what was there. Nothing was copied.", "Try again.")
    return Contents(revision, copied)


def contents_of(connection: sa.Connection) -> Contents:
    """What a database holds now."""
    return _contents(connection, tables_of(connection))


def _contents(connection: sa.Connection, tables: Iterable[sa.Table]) -> Contents:
    found = {}
    for table in tables:
        sums = _Sum(table)
        for rows in _rows(connection, table):
            sums.add(rows)
        found[table.name] = sums.content()
    return Contents(_require_ours(connection), found)


def tables_of(connection: sa.Connection) -> list[sa.Table]:
    """The tables of a database, those that others refer to first. Their types mean the same in any database."""
    found = sa.MetaData()
    found.reflect(connection)
    tables = [table for table in found.sorted_tables if table.name != "alembic_version"]
    for column in (column for table in tables for column in table.columns):
        if isinstance(column.type, sa.DateTime):
            column.type = UtcTime()
        elif isinstance(column.type, sa.JSON):
            column.type = sa.JSON(none_as_null=True)
    return tables


class _Sum:
    """The hash of a table, of which the rows come in any order: databases sort texts differently."""

    def __init__(self, table: sa.Table) -> None:
        self._names = sorted(column.name for column in table.columns)
        self._rows = 0
        self._sum = 0

    def add(self, rows: Iterable[sa.Row[Any]]) -> None:
        for row in rows:
            values = row._mapping  # noqa: SLF001 - the public way to a row's columns by name
            told = json.dumps([[name, values[name]] for name in self._names], sort_keys=True, default=_plain)
            self._rows += 1
            self._sum += int.from_bytes(hashlib.sha256(told.encode()).digest())

    def content(self) -> Content:
        return Content(self._rows, f"{self._sum % _WHOLE:064x}")


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(type(value).__name__)


def _rows(connection: sa.Connection, table: sa.Table) -> Iterable[list[sa.Row[Any]]]:
    found = connection.execute(table.select(), execution_options={"yield_per": _AT_ONCE})
    return (list(rows) for rows in found.partitions())


def _count_on(target: sa.Connection, tables: Iterable[sa.Table]) -> None:
    """Let PostgreSQL number new rows from behind those that came with their numbers."""
    if target.dialect.name != "postgresql":
        return
    for column in (column for table in tables for column in table.primary_key.columns):
        sequence = target.scalar(sa.select(sa.func.pg_get_serial_sequence(column.table.name, column.name)))
        last = target.scalar(sa.select(sa.func.max(column))) if sequence else None
        if last is not None:
            target.execute(sa.select(sa.func.setval(sequence, last)))


def _require_ours(connection: sa.Connection) -> str:
    found = revisions.revision_of(connection)
    if found is None:
        raise Misconfigured(f"The database {place_of(connection.engine)} is empty.", "Name one that holds something.")
    revisions.require_known(found)
    return found


def _not_empty(place: str) -> Misconfigured:
    return Misconfigured(f"The database {place} is not empty. Nothing was copied.", "Name an empty one.")
