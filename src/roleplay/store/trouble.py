"""What is wrong with a database, in words: what happened, whether anything was changed, what to do.

A database that is full, held, read-only or out of reach is `Unavailable`: the same may succeed later. One that is
damaged, or does not let us in, is `Misconfigured`. Both are said twice: to whoever sits in front of a page, and, as
`exact`, to whoever runs the workbook and has to know where the database is. The latter is logged, since a page may be
all that hears of it.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from roleplay.errors import Misconfigured, RoleplayError, Unavailable

_LITTLE = 1 << 20  # bytes; with less room than this, a disk that refuses to write is taken to be full

_log = logging.getLogger(__name__)


class _Told(NamedTuple):
    """What somebody in front of a page reads."""

    message: str
    fix: str


_LATER = "Please try again in a few minutes; if that does not help, tell whoever looks after the workbook."
_NO_ROOM = _Told(
    "The workbook has no room left to keep anything. Nothing was changed.",
    "Please tell whoever looks after the workbook. It goes on by itself when there is room again.",
)
_UNWRITTEN = _Told("The workbook cannot keep anything at the moment. Nothing was changed.", _LATER)
_BUSY = _Told(
    "The workbook was busy with something else for too long. Nothing was changed.",
    "Please try again. If it stays so, tell whoever looks after the workbook.",
)
_CUT_OFF = _Told(
    "The workbook has lost the connection to what it keeps.",
    "Please reload the page: it shows whether your last step was kept. If that does not help, tell whoever looks after "
    "the workbook.",
)
_SHUT = _Told("The workbook can neither keep nor read anything at the moment.", _LATER)


class Trouble(Enum):
    """A kind of trouble: whether it may pass, what a page says, what is said to whoever mends it, and how to."""

    FULL = (
        Unavailable,
        _NO_ROOM,
        "There is no room left for the database {place}. Nothing was changed.",
        "Make room on its disk. It goes on by itself when there is some.",
    )
    READ_ONLY = (
        Unavailable,
        _UNWRITTEN,
        "The database {place} cannot be written. Nothing was changed.",
        "Make sure that you may write to it and to its folder, and that it is no copy that only follows another.",
    )
    HELD = (
        Unavailable,
        _BUSY,
        "The database {place} was held by somebody else for too long. Nothing was changed.",
        "Try again. If it stays so, end the program that holds it, such as a migration.",
    )
    GONE = (
        Unavailable,
        _SHUT,
        "The database {place} is not there any more.",
        "Bring its folder back, or put a backup in its place: roleplay restore FILE",
    )
    LOST = (
        Unavailable,
        _CUT_OFF,
        "The connection to the database {place} was lost.",
        "Look whether the PostgreSQL server runs. After a reload the page shows whether the last step was kept.",
    )
    UNREACHABLE = (
        Unavailable,
        _SHUT,
        "The database {place} cannot be reached: {said}.",
        "Look whether the PostgreSQL server runs, and at host and port of the database URL.",
    )
    DAMAGED = (
        Misconfigured,
        _SHUT,
        "The database {place} is damaged, or is not a database: {said}.",
        "Do not write to it any more; put the last good backup in its place: roleplay restore FILE --replace",
    )
    NOT_LET_IN = (
        Misconfigured,
        _SHUT,
        "The database {place} did not let us in: {said}.",
        "Look at the account and its password, in the database URL or in ~/.pgpass.",
    )
    NOT_MADE = (
        Misconfigured,
        _SHUT,
        "The database {place} cannot be opened: {said}.",
        "Make it first: CREATE ROLE name LOGIN PASSWORD '...'; CREATE DATABASE name OWNER name;",
    )
    FEW_RIGHTS = (
        Misconfigured,
        _UNWRITTEN,
        "The account has too few rights in the database {place}: {said}. Nothing was changed.",
        "Let it own the database: ALTER DATABASE name OWNER TO account;",
    )
    OTHER = (
        Unavailable,
        _UNWRITTEN,
        "The database {place} could not be used: {said}. Nothing was changed.",
        "Look after its disk, and whether another program works on it. Then try again.",
    )

    def told(self, place: str, said: str) -> RoleplayError:
        """The error that says so."""
        kind: type[RoleplayError]
        page: _Told
        kind, page, message, fix = self.value
        return kind(*page, exact=kind(message.format(place=place, said=said), fix))


_OF_SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_PERM: Trouble.READ_ONLY,
    sqlite3.SQLITE_BUSY: Trouble.HELD,
    sqlite3.SQLITE_LOCKED: Trouble.HELD,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
}
_OF_POSTGRESQL = {
    "25006": Trouble.READ_ONLY,
    "3F000": Trouble.FEW_RIGHTS,
    "40001": Trouble.HELD,
    "40P01": Trouble.HELD,
    "42501": Trouble.FEW_RIGHTS,
    "53100": Trouble.FULL,
    "55P03": Trouble.HELD,
    "57P01": Trouble.LOST,
    "57P02": Trouble.LOST,
    "57P03": Trouble.LOST,
    "XX001": Trouble.DAMAGED,
    "XX002": Trouble.DAMAGED,
}
_WHEN_CONNECTING = {  # for which PostgreSQL has words and no codes
    "password": Trouble.NOT_LET_IN,
    "pg_hba.conf": Trouble.NOT_LET_IN,
    "permission denied for database": Trouble.FEW_RIGHTS,
    "does not exist": Trouble.NOT_MADE,
}


def sqlite_file(engine: sa.Engine) -> Path | None:
    """The file of a SQLite database; None for any other database."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    return Path(engine.url.database)


def place_of(engine: sa.Engine) -> str:
    """Where a database is, for a person to read: a file, or account, host and name. Never holds a password."""
    file = sqlite_file(engine)
    if file is not None:
        return str(file)
    url = engine.url
    host = url.host or url.query.get("host") or "localhost"
    return f"{url.username or ''}@{host}{f':{url.port}' if url.port else ''}/{url.database}".removeprefix("@")


@contextmanager
def described(engine: sa.Engine) -> Iterator[None]:
    """Turn the troubles of a database into an error that a person can read. Broken rules of its keys pass through."""
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except sa.exc.DBAPIError as error:
        # The first line only: those that follow can repeat what was to be kept.
        said = str(error.orig).strip().partition("\n")[0].rstrip(".")
        trouble = _of_sqlite if engine.dialect.name == "sqlite" else _of_postgresql
        told = trouble(engine, error, said).told(place_of(engine), said)
        _log.error("%s", told.exact)
        raise told from error


def _of_sqlite(engine: sa.Engine, error: sa.exc.DBAPIError, _said: str) -> Trouble:
    code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # without what SQLite adds to it
    file = sqlite_file(engine)
    if code in _OF_SQLITE or file is None:
        return _OF_SQLITE.get(code, Trouble.OTHER)
    if not file.exists():
        return Trouble.GONE
    if shutil.disk_usage(file.parent).free < _LITTLE:
        return Trouble.FULL
    return Trouble.OTHER if os.access(file, os.W_OK) and os.access(file.parent, os.W_OK) else Trouble.READ_ONLY


def _of_postgresql(_engine: sa.Engine, error: sa.exc.DBAPIError, said: str) -> Trouble:
    code = getattr(error.orig, "sqlstate", None)
    if code is not None:
        return _OF_POSTGRESQL.get(code, Trouble.OTHER)
    if error.connection_invalidated:
        return Trouble.LOST
    if error.statement is None:
        return next((trouble for words, trouble in _WHEN_CONNECTING.items() if words in said), Trouble.UNREACHABLE)
    return Trouble.OTHER
