"""The connection to a SQLite file that a thread keeps from one transaction to the next.

A new connection reads the whole schema before its first statement, which takes longer than most transactions. So a
thread keeps the connection of its last transaction, and these rules hold for it:

- Only the thread that opened it uses it, and it keeps one at most. It is closed when the thread works on another
  database, when the thread or the process ends, and when its store is forgotten.
- Between two transactions it holds no view of the database, no page of it in memory and no statement with its values.
- It is kept after a transaction that ended well, and closed after any other.
- It is used again only while the same file and journal, with the same rights, are where they were when it was opened.
- No process is forked while one is kept: a child would have the file open without its locks.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

_FILE, _JOURNAL = "roleplay_file", "roleplay_journal"  # what was found at their places

_kept: dict[int, sa.Connection] = {}  # by the thread that may use it
_turn = threading.RLock()  # of whoever takes from it, and of a fork. Reentrant: a store can be forgotten at any time


class _UntilItEnds(threading.local):
    """Closes what a thread keeps when the thread ends."""

    def __init__(self) -> None:
        self.thread = _Thread()
        weakref.finalize(self.thread, _close_of, threading.get_ident())


class _Thread:
    """Nobody but its thread knows it."""


@contextmanager
def begun(engine: sa.Engine, file: Path, **options: Any) -> Iterator[sa.Connection]:
    """A transaction with these execution options, on the connection that this thread keeps to this file, or a new one.

    It is committed at the end of the block, and taken back when it fails.
    """
    connection = _taken(engine, file)
    try:
        with connection.execution_options(**options).begin():
            yield connection
        _keep(connection, file)
    except BaseException:
        connection.close()
        raise


def close_kept(engine: sa.Engine | None = None) -> None:
    """Close the connections that threads keep to this database, or to any. Those in use stay."""
    with _turn:
        for thread, connection in list(_kept.items()):
            if engine is None or connection.engine is engine:
                _close_of(thread)


def _taken(engine: sa.Engine, file: Path) -> sa.Connection:
    with _turn:
        kept = _kept.pop(threading.get_ident(), None)
    there = _found(file)
    if kept is not None:
        seen = (kept.info.get(_FILE), kept.info.get(_JOURNAL)) if not kept.closed else None
        if kept.engine is engine and seen == (there, _found(_journal(file))):
            return kept
        kept.close()
    connection = engine.connect()
    connection.info[_FILE] = there  # looked at before: should it have been replaced meanwhile, it will not be the same
    return connection


def _keep(connection: sa.Connection, file: Path) -> None:
    connection.connection.cursor().execute("PRAGMA shrink_memory")
    if _JOURNAL not in connection.info:
        connection.info[_JOURNAL] = _found(_journal(file))
    _until_it_ends.thread  # noqa: B018 - made when its thread first asks for it
    with _turn:
        before = _kept.pop(threading.get_ident(), None)
        _kept[threading.get_ident()] = connection
    if before is not None:
        before.close()


def _close_of(thread: int) -> None:
    with _turn:
        connection = _kept.pop(thread, None)
        if connection is not None:
            connection.close()


def _journal(file: Path) -> str:
    return f"{file}-wal"


def _found(file: Path | str) -> tuple[int, ...] | None:
    """Which file is there, and whose it is."""
    try:
        found = os.stat(file)  # noqa: PTH116 - at each transaction
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mode, found.st_uid, found.st_gid


def _before_fork() -> None:
    _turn.acquire()
    close_kept()


def _after_fork_here() -> None:
    _turn.release()


def _after_fork_in_child() -> None:
    global _turn  # noqa: PLW0603 - threads that waited for it are not here
    _turn = threading.RLock()


_until_it_ends = _UntilItEnds()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_here, after_in_child=_after_fork_in_child)
