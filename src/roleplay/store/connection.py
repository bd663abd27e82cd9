"""Connections and transactions, on SQLite and on PostgreSQL.

A connection is opened by the thread and process that uses it: none is ever shared between threads, or inherited by a
forked kernel. To PostgreSQL it lives in one `with` block, so a kernel that waits for its trainee holds none. To a
SQLite file a store lets each thread keep its last one (`kept`). What changes the settings of a connection opens its
own.

On both, writers queue up: a transaction that writes waits until the one before it has ended, and then sees all it did.
"""

from __future__ import annotations

import errno
import os
import random
import sqlite3
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from roleplay.errors import Misconfigured
from roleplay.store import kept
from roleplay.store.trouble import described, sqlite_file

T = TypeVar("T")

PATIENCE = 10_000
"""Milliseconds for which a writer waits for its turn, and anybody for a free connection."""

PRAGMAS = (
    f"busy_timeout = {PATIENCE}",  # writers wait for each other instead of failing
    "synchronous = FULL",  # what was acknowledged survives a power cut; NORMAL would lose the last commits in WAL mode
    "fullfsync = ON",  # the same on macOS, where fsync alone does not reach the disk
    "foreign_keys = ON",
    "secure_delete = ON",  # an erased text is overwritten, not only unlinked
)
"""Settings of every SQLite connection."""

POSTGRESQL_SETTINGS = {
    "lock_timeout": str(PATIENCE),
    "idle_in_transaction_session_timeout": "60000",  # a process that was stopped in a transaction holds up nobody
    "timezone": "UTC",
}
"""Settings of every PostgreSQL connection."""

WRITES = "roleplay_writes"
"""The execution option of connections that write."""

_NO_STATEMENTS = {"cached_statements": 0}  # with each, sqlite3 would keep the values that it was last given
_QUEUE = int.from_bytes(b"roleplay")  # the advisory lock that a writer holds until its transaction ends
_AT_ONCE = 500  # ids in one statement
_UNTIED = "roleplay_untied"
_PASSES = ("too many clients", "connection slots are reserved", "too many connections", "is starting up")
_EXAMPLE = "Give one such as sqlite:////home/me/data/roleplay.db or postgresql+psycopg://me@host/roleplay."


def make_engine(url: str) -> sa.Engine:
    """An engine for this database URL. Nothing is opened yet. Raises `Misconfigured` for a URL that it cannot use."""
    try:
        wanted = sa.make_url(url)
        kind = wanted.get_backend_name()
        if kind == "sqlite":
            engine = sa.create_engine(wanted, poolclass=sa.pool.NullPool, hide_parameters=True)
        elif kind == "postgresql":
            engine = _postgresql(wanted)
        else:
            raise Misconfigured(f'"{kind}" is no database that this program knows.', _EXAMPLE)
    except (sa.exc.ArgumentError, ValueError):  # whose texts can hold a part of a password
        raise Misconfigured("The database URL cannot be read.", _EXAMPLE) from None
    except ImportError as error:
        if kind == "postgresql":
            fix = "Install it: python -m pip install 'roleplay[postgresql]'"
            raise Misconfigured("PostgreSQL needs the library psycopg, which is not installed.", fix) from error
        raise Misconfigured(f"The database URL names a driver that is not installed: {error}.", _EXAMPLE) from error
    if kind == "sqlite":
        sa.event.listen(engine, "do_connect", _open_file)
        sa.event.listen(engine, "connect", _set_up)
        sa.event.listen(engine, "begin", _begin_sqlite)
    else:
        sa.event.listen(engine, "do_connect", _connect_patiently)
        sa.event.listen(engine, "begin", _begin_postgresql)
    return engine


def _postgresql(url: sa.URL) -> sa.Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if not url.database:
        raise Misconfigured("The database URL names no database.", _EXAMPLE)
    given = url.query.get("options", "")
    ours = " ".join(f"-c {name}={value}" for name, value in POSTGRESQL_SETTINGS.items())
    settings: dict[str, Any] = {
        "options": f"{ours} {given if isinstance(given, str) else ' '.join(given)}".rstrip(),
        "prepare_threshold": None,  # no connection lives long enough to gain by it
    }
    defaults = {"connect_timeout": "10", "application_name": "roleplay"}
    settings |= {name: value for name, value in defaults.items() if name not in url.query}
    return sa.create_engine(
        url, poolclass=sa.pool.NullPool, hide_parameters=True, connect_args=settings, use_native_hstore=False
    )


def _open_file(_dialect: sa.Dialect, _record: object, arguments: list[Any], parameters: dict[str, Any]) -> Any:
    (database,) = arguments
    if parameters.get("uri") or not database or database == ":memory:":
        return None
    # SQLite would make a file that is not there, so a data folder that has gone would look like an empty one.
    return sqlite3.connect(
        f"{Path(database).absolute().as_uri()}?mode=rw", **{**parameters, "uri": True, **_NO_STATEMENTS}
    )


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where sqlite3 guesses
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_UNTIED, False):  # cannot be changed inside of a transaction
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        # A trigger may name a table that is being made anew, which is not there for a moment.
        connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")
    # A transaction that is going to write takes its place in the queue at once: one that read first and then wants to
    # write would be refused without waiting.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITES, False) else "BEGIN")


def _connect_patiently(dialect: sa.Dialect, _record: object, arguments: list[Any], parameters: dict[str, Any]) -> Any:
    until = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            return dialect.connect(*arguments, **parameters)
        except dialect.loaded_dbapi.OperationalError as error:
            if time.monotonic() > until or not any(text in str(error) for text in _PASSES):
                raise
        time.sleep(random.uniform(0.02, 0.1))  # noqa: S311 - not all at the same moment


def _begin_postgresql(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    writes = options.get(WRITES, False)
    if "isolation_level" not in options:
        # A writer sees, with every statement, all that was committed before it: nobody else writes until it has ended.
        level = "READ COMMITTED" if writes else "REPEATABLE READ"
        connection.dialect.set_isolation_level(connection.connection.dbapi_connection, level)  # type: ignore[arg-type]
    if writes:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_QUEUE})")


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return sa.URL.create("sqlite", database=str(path.absolute())).render_as_string(hide_password=False)


def self_contained(url: str) -> str:
    """The URL with the password file that this process's environment names, for kernels, which have another one."""
    passwords = os.environ.get("PGPASSFILE")
    try:
        wanted = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        return url  # which is explained when it is opened
    if not passwords or wanted.get_backend_name() != "postgresql" or "passfile" in wanted.query:
        return url
    return wanted.update_query_dict({"passfile": passwords}).render_as_string(hide_password=False)


def parts(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    """Ids, as many at a time as go into one statement: databases limit its parameters."""
    return (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))


class Transactions:
    """The base of everything that reads and writes rows."""

    keeps = False
    """Whether threads keep their connections to a SQLite file."""

    def __init__(self, engine: sa.Engine) -> None:
        self._reader = engine
        self._writer = engine.execution_options(**{WRITES: True})
        self._kept = sqlite_file(engine) if self.keeps else None
        if self._kept is not None:
            weakref.finalize(self, kept.close_kept, engine)

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        """One consistent view, from first to last statement."""
        with described(self._reader), self._begun(writes=False) as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        """One transaction: committed at the end of the block, taken back when it fails. Other writers wait for it."""
        with described(self._writer), self._begun(writes=True) as connection:
            yield connection

    def _begun(self, *, writes: bool) -> AbstractContextManager[sa.Connection]:
        if self._kept is not None:
            return kept.begun(self._reader, self._kept, **{WRITES: writes})
        return (self._writer if writes else self._reader).begin()

    def _empty_journal(self) -> None:
        """Let the journal of a SQLite file not hold any more what was just overwritten, if nobody reads just now."""
        if self._writer.dialect.name == "sqlite":
            with described(self._writer), closing(self._writer.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _rebuild(self) -> Iterator[sa.Connection]:
        """A transaction that may take tables apart; references have to be true when it ends."""
        engine = self._writer.execution_options(**{_UNTIED: True})
        with described(engine), engine.begin() as connection:
            yield connection
            if connection.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if broken is not None:
                    fix = "Nothing was changed. Restore a backup, or ask whoever made the change."
                    raise Misconfigured(f"A row of {broken[0]} would refer to nothing in {broken[2]}.", fix)


def make_owner_only(path: Path) -> None:
    """Make an empty file that only its owner reads; SQLite gives its side files the same mode."""
    try:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:  # not opened: to close it would give up all locks that this process has on it
            if not os.access(path, os.R_OK | os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES)) from None
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}.", "Choose another data folder.") from error
